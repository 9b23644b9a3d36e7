// The bare text of values as selectors, filters and configuration carry it (DSP0230, table of types).

extension CIMValue {
    /// Reads the text of one value, never of an array.
    ///
    /// White space around anything but a string is ignored. Integers are decimal with an optional sign and leading
    /// zeros; booleans are `true`, `false` in any case, `1` and `0`; a datetime is the 25 characters of CIM; a
    /// reference is an object path; a char16 is the character itself or, with more than one digit, its code.
    /// Throws when the text is not a value of `type`.
    public init(_ type: CIMType, text: String) throws(CIMValueError) {
        switch type {
        case .string: self = .string(text)
        case .boolean: self = .boolean(try Self.boolean(text))
        case .char16: self = .char16(try Self.character(text))
        case .real32: self = .real32(try Self.real(text, type))
        case .real64: self = .real64(try Self.real(text, type))
        case .datetime:
            do {
                self = .datetime(try CIMDateTime(cim: String(text.trimmed)))
            } catch {
                throw CIMValueError(reason: error.reason)
            }
        case .reference:
            do {
                self = .reference(try CIMObjectPath(parsing: String(text.trimmed)))
            } catch {
                throw CIMValueError(reason: error.reason)
            }
        case .uint8, .sint8, .uint16, .sint16, .uint32, .sint32, .uint64, .sint64:
            self = try Self.integer(text, type)
        }
    }

    /// The bare text: `true`, `-5`, `1.0e+10`, the 25 characters of a datetime, the path of a reference; of an array
    /// its elements separated by commas; of an embedded instance the path of its class.
    public var text: String {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .uint8(let value): String(value)
        case .sint8(let value): String(value)
        case .uint16(let value): String(value)
        case .sint16(let value): String(value)
        case .uint32(let value): String(value)
        case .sint32(let value): String(value)
        case .uint64(let value): String(value)
        case .sint64(let value): String(value)
        case .real32(let value): Self.text(value)
        case .real64(let value): Self.text(value)
        case .char16(let value): String(decoding: CollectionOfOne(value), as: UTF16.self)
        case .string(let value): value
        case .datetime(let value): value.cimText
        case .reference(let path): path.text
        case .instance(let instance): instance.path.text
        case .array(let array): array.elements.map(\.text).joined(separator: ",")
        }
    }

    private static func boolean(_ text: String) throws(CIMValueError) -> Bool {
        switch String(text.trimmed).asciiLowercased {
        case "true", "1": return true
        case "false", "0": return false
        default: throw CIMValueError(text, .boolean)
        }
    }

    private static func integer(_ text: String, _ type: CIMType) throws(CIMValueError) -> CIMValue {
        let digits = text.trimmed
        // Int64 and UInt64 together span every CIM integer; both accept one sign and leading zeros, nothing else.
        let value =
            if let number = Int64(digits) {
                CIMValue(type, exactly: number)
            } else if let number = UInt64(digits) {
                CIMValue(type, exactly: number)
            } else {
                CIMValue?.none
            }
        guard let value else { throw CIMValueError(text, type) }
        return value
    }

    private static func character(_ text: String) throws(CIMValueError) -> UInt16 {
        let units = Array(text.utf16)
        if units.count == 1 { return units[0] }
        guard let code = UInt16(text.trimmed) else { throw CIMValueError(text, .char16) }
        return code
    }

    private static func real<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ text: String, _ type: CIMType
    ) throws(CIMValueError) -> Number {
        let digits = text.trimmed
        switch digits {
        case "INF", "+INF": return .infinity
        case "-INF": return -.infinity
        case "NaN": return .nan
        default: break
        }
        // The standard library also reads hexadecimal, "inf" and "nan(…)", which XML Schema does not know.
        let allowed = digits.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        guard allowed, let number = Number(String(digits)) else { throw CIMValueError(text, type) }
        return number
    }

    private static func text<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-INF" : "INF" }
        return number.description
    }
}

extension CIMValueError {
    /// The message for a text that does not fit the type; a long text is cut, so that a message stays short.
    init(_ text: String, _ type: CIMType) {
        let shown = text.unicodeScalars.count > 64 ? "\(String(text.unicodeScalars.prefix(64)))…" : text
        self.init(reason: "\"\(shown)\" is not a value of type \(type.rawValue); expected \(type.range)")
    }
}
