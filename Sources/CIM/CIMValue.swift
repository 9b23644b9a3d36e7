/// A value of a CIM type. NULL is no value: it is the absence of one (`CIMValue?`).
public enum CIMValue: Hashable, Sendable {
    case boolean(Bool)
    case uint8(UInt8)
    case sint8(Int8)
    case uint16(UInt16)
    case sint16(Int16)
    case uint32(UInt32)
    case sint32(Int32)
    case uint64(UInt64)
    case sint64(Int64)
    case real32(Float)
    case real64(Double)
    /// One UTF-16 code unit.
    case char16(UInt16)
    case string(String)
    case datetime(CIMDateTime)
    indirect case reference(CIMObjectPath)
    /// An embedded instance: the value of a string property with the qualifier EmbeddedInstance or EmbeddedObject.
    indirect case instance(CIMInstance)
    case array(CIMArray)

    /// The type; of an array the type of its elements, of an embedded instance `string`.
    public var type: CIMType {
        switch self {
        case .boolean: .boolean
        case .uint8: .uint8
        case .sint8: .sint8
        case .uint16: .uint16
        case .sint16: .sint16
        case .uint32: .uint32
        case .sint32: .sint32
        case .uint64: .uint64
        case .sint64: .sint64
        case .real32: .real32
        case .real64: .real64
        case .char16: .char16
        case .string, .instance: .string
        case .datetime: .datetime
        case .reference: .reference
        case .array(let array): array.type
        }
    }

    public var isArray: Bool {
        if case .array = self { true } else { false }
    }

    /// The value as a signed number, when it is an integer that fits.
    public var integer: Int64? {
        switch self {
        case .uint8(let value): Int64(value)
        case .sint8(let value): Int64(value)
        case .uint16(let value): Int64(value)
        case .sint16(let value): Int64(value)
        case .uint32(let value): Int64(value)
        case .sint32(let value): Int64(value)
        case .uint64(let value): Int64(exactly: value)
        case .sint64(let value): value
        default: nil
        }
    }

    /// An integer of the given type; nil when `type` is no integer type or the number lies outside its range.
    public init?<Number: BinaryInteger>(_ type: CIMType, exactly number: Number) {
        let value: CIMValue? =
            switch type {
            case .uint8: UInt8(exactly: number).map(CIMValue.uint8)
            case .sint8: Int8(exactly: number).map(CIMValue.sint8)
            case .uint16: UInt16(exactly: number).map(CIMValue.uint16)
            case .sint16: Int16(exactly: number).map(CIMValue.sint16)
            case .uint32: UInt32(exactly: number).map(CIMValue.uint32)
            case .sint32: Int32(exactly: number).map(CIMValue.sint32)
            case .uint64: UInt64(exactly: number).map(CIMValue.uint64)
            case .sint64: Int64(exactly: number).map(CIMValue.sint64)
            case .boolean, .real32, .real64, .char16, .string, .datetime, .reference: nil
            }
        guard let value else { return nil }
        self = value
    }
}

/// The elements of an array property: of one type, never nested, never NULL.
public struct CIMArray: Hashable, Sendable {
    public let type: CIMType
    public let elements: [CIMValue]

    /// Throws when an element is an array or of another type than `type`.
    public init(_ type: CIMType, _ elements: [CIMValue]) throws(CIMValueError) {
        for (index, element) in elements.enumerated() where element.isArray || element.type != type {
            let found = element.isArray ? "an array" : element.type.rawValue
            throw CIMValueError(reason: "element \(index) is \(found) in an array of \(type.rawValue)")
        }
        self.type = type
        self.elements = elements
    }

    /// An array of strings, which cannot be of mixed types.
    public static func strings(_ elements: [String]) -> CIMArray {
        CIMArray(checked: .string, elements.map(CIMValue.string))
    }

    /// An array of uint16, which cannot be of mixed types.
    public static func uint16(_ elements: [UInt16]) -> CIMArray {
        CIMArray(checked: .uint16, elements.map(CIMValue.uint16))
    }

    private init(checked type: CIMType, _ elements: [CIMValue]) {
        self.type = type
        self.elements = elements
    }
}

/// A text that is no value of the type asked for: what was wrong and what would be right.
public struct CIMValueError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}
