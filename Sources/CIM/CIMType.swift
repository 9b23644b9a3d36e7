/// The types of CIM (DSP0004 5.2). A property of any of them may be an array; an array is not a type of its own.
public enum CIMType: String, CaseIterable, Sendable {
    case boolean
    case uint8, sint8, uint16, sint16, uint32, sint32, uint64, sint64
    case real32, real64
    case char16
    case string
    case datetime
    case reference

    /// The type that a MOF keyword names, in any case: `uint16`, `datetime`. A reference has no keyword of its own there.
    public init?(keyword: String) {
        guard let type = CIMType(rawValue: keyword.asciiLowercased), type != .reference else { return nil }
        self = type
    }

    /// Whether values are whole numbers.
    public var isInteger: Bool { integerRange != nil }

    /// Whether values are numbers.
    public var isNumeric: Bool { isInteger || self == .real32 || self == .real64 }

    /// What a value may be, in words for messages: `0 to 255`.
    public var range: String {
        if let integerRange { return "\(integerRange.least) to \(integerRange.greatest)" }
        return switch self {
        case .boolean: "true or false"
        case .real32, .real64: "a decimal number such as 1.5 or 1.0e+10, INF, -INF or NaN"
        case .char16: "one character of the basic multilingual plane"
        case .datetime: "25 characters, yyyymmddHHMMSS.mmmmmm+UUU or ddddddddHHMMSS.mmmmmm:000"
        case .reference: #"an object path such as root/virtualization/v2:Msvm_ConcreteJob.InstanceID="1""#
        default: "text"
        }
    }

    private var integerRange: (least: Int64, greatest: UInt64)? {
        switch self {
        case .uint8: (0, UInt64(UInt8.max))
        case .uint16: (0, UInt64(UInt16.max))
        case .uint32: (0, UInt64(UInt32.max))
        case .uint64: (0, UInt64.max)
        case .sint8: (Int64(Int8.min), UInt64(Int8.max))
        case .sint16: (Int64(Int16.min), UInt64(Int16.max))
        case .sint32: (Int64(Int32.min), UInt64(Int32.max))
        case .sint64: (Int64.min, UInt64(Int64.max))
        case .boolean, .real32, .real64, .char16, .string, .datetime, .reference: nil
        }
    }
}
