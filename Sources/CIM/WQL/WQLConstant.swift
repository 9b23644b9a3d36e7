/// A constant in a form that is quick to compare with values of one kind.
enum WQLConstant: Sendable {
    case text(WQLText)
    case integer(Int128)
    case real(Double)
    case boolean(Bool)
    case datetime(CIMDateTime)
    case reference(CIMObjectPath)
    /// Comparable with nothing: an array, an embedded instance.
    case none

    /// Throws when the literal can never be a value of the type.
    ///
    /// Quotes do not make a text of it: `JobState = '7'` is the number, as in WMI. A number outside the type's range is
    /// allowed; it has an order, and is equal to no value.
    init(_ literal: WQLLiteral, for type: CIMType) throws(WQLError) {
        switch (literal.value, type) {
        case (.string(let text), .string), (.string(let text), .char16):
            self = .text(WQLText(text))
        case (.string(let text), .datetime):
            self = .datetime(try Self.datetime(text, literal))
        case (.string(let text), .reference):
            do {
                self = .reference(try CIMObjectPath(parsing: text))
            } catch {
                throw WQLError(error.reason, at: literal.position)
            }
        case (.boolean(let value), .boolean):
            self = .boolean(value)
        case (.integer(let value), .boolean) where value == 0 || value == 1:
            self = .boolean(value == 1)
        case (.integer(let value), _) where type.isNumeric:
            self = .integer(value)
        case (.real(let value), _) where type.isNumeric:
            self = .real(value)
        case (.string(let text), _) where type == .boolean || type.isNumeric:
            self.init(try Self.value(type, text, literal))
        default:
            throw WQLError(
                "\(literal.shown) cannot be a value of type \(type.rawValue); "
                    + "expected \(type.range)\(type.isNumeric || type == .boolean ? "" : " in quotes")",
                at: literal.position)
        }
    }

    /// A value that another one is compared with.
    init(_ value: CIMValue) {
        switch value {
        case .boolean(let value): self = .boolean(value)
        case .real32(let value): self = .real(Double(value))
        case .real64(let value): self = .real(value)
        case .string, .char16: self = .text(WQLText(value.text))
        case .datetime(let value): self = .datetime(value)
        case .reference(let path): self = .reference(path)
        case .array, .instance: self = .none
        default: self = value.wideInteger.map(WQLConstant.integer) ?? .none
        }
    }

    private static func value(_ type: CIMType, _ text: String, _ literal: WQLLiteral) throws(WQLError) -> CIMValue {
        do {
            return try CIMValue(type, text: text)
        } catch {
            throw WQLError(error.reason, at: literal.position)
        }
    }

    private static func datetime(_ text: String, _ literal: WQLLiteral) throws(WQLError) -> CIMDateTime {
        do {
            return try CIMDateTime(text)
        } catch {
            throw WQLError(error.reason, at: literal.position)
        }
    }

    /// The constant as a value of the type; nil when it is none, as 7.5 is no integer.
    func value(of type: CIMType) -> CIMValue? {
        switch self {
        case .text(let text): try? CIMValue(type, text: text.text)
        case .integer(let value): CIMValue(type, exactly: value)
        case .boolean(let value) where type == .boolean: .boolean(value)
        case .datetime(let value) where type == .datetime: .datetime(value)
        case .reference(let path) where type == .reference: .reference(path)
        case .real, .boolean, .datetime, .reference, .none: nil
        }
    }

    /// How `value` stands to this constant; nil when the two cannot be compared.
    func order(of value: CIMValue) -> WQLOrder? {
        switch (value, self) {
        case (.string(let value), .text(let text)):
            return text.order(of: value)
        case (.char16, .text(let text)):
            return text.order(of: value.text)
        case (.boolean(let value), .boolean(let constant)):
            return value == constant ? .equal : value ? .greater : .less
        case (.real32(let value), .real(let constant)):
            // A constant such as 0.1 is rounded as the value was, or they would never be equal.
            return Self.order(value, Float(constant))
        case (.real64(let value), .real(let constant)): return Self.order(value, constant)
        case (.real32(let value), .integer(let constant)): return Self.order(Double(value), Double(constant))
        case (.real64(let value), .integer(let constant)): return Self.order(value, Double(constant))
        case (.datetime(let value), .datetime(let constant)): return Self.order(value, constant)
        case (.reference(let value), .reference(let constant)): return value.names(constant) ? .equal : .less
        case (.reference(let value), .text(let text)):
            guard let path = try? CIMObjectPath(parsing: text.text) else { return .less }
            return value.names(path) ? .equal : .less
        case (_, .integer(let constant)):
            return value.wideInteger.map { WQLOrder($0, constant) }
        case (_, .real(let constant)):
            return value.wideInteger.flatMap { Self.order(Double($0), constant) }
        default:
            return nil
        }
    }

    private static func order<Number: BinaryFloatingPoint>(_ left: Number, _ right: Number) -> WQLOrder? {
        left.isNaN || right.isNaN ? nil : WQLOrder(left, right)
    }

    /// Points in time in order of time, intervals in order of length; one is not comparable with the other. Where digits
    /// are unknown, or the time is one of the two that are meanings, the same 25 characters are equal and no more is known.
    private static func order(_ left: CIMDateTime, _ right: CIMDateTime) -> WQLOrder? {
        guard left.isInterval == right.isInterval else { return nil }
        if let left = left.microseconds, let right = right.microseconds { return WQLOrder(left, right) }
        if left == right { return .equal }
        if left.isAllNines || right.isAllZero { return .greater }
        return right.isAllNines || left.isAllZero ? .less : nil
    }
}

/// A text with its lower-case form, compared without regard to case.
struct WQLText: Sendable {
    let text: String
    private let folded: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        self.text = text
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        folded = text.utf8.map(\.asciiLowercased)
    }

    func order(of value: String) -> WQLOrder {
        guard isASCII, let order = asciiOrder(of: value) else {
            return WQLOrder(value.lowercased(), text.lowercased())
        }
        return order
    }

    /// Nil when a character beyond ASCII comes up before the first difference.
    private func asciiOrder(of value: String) -> WQLOrder? {
        var index = 0
        for byte in value.utf8 {
            guard byte < 0x80 else { return nil }
            guard index < folded.count else { return .greater }
            let lower = byte.asciiLowercased
            if lower != folded[index] { return lower < folded[index] ? .less : .greater }
            index += 1
        }
        return index == folded.count ? .equal : .less
    }
}

extension WQLLiteral {
    /// How a message names the constant.
    var shown: String {
        switch value {
        case .string(let text): "the string '\(text.unicodeScalars.prefix(60))'"
        case .integer(let value): "the number \(value)"
        case .real(let value): "the number \(value)"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        }
    }
}

extension CIMValue {
    /// The value of any integer type.
    var wideInteger: Int128? {
        if case .uint64(let value) = self { return Int128(value) }
        return integer.map { Int128($0) }
    }
}

extension CIMObjectPath {
    /// Whether a path written by hand names the same object: the namespace counts only when both have one, and a key
    /// given as text equals a number written so.
    func names(_ other: CIMObjectPath) -> Bool {
        guard className == other.className, keys.count == other.keys.count,
            namespace.isEmpty || other.namespace.isEmpty || namespace.equalsIgnoringASCIICase(other.namespace)
        else { return false }
        return keys.allSatisfy { key in
            guard let value = other[key: key.name] else { return false }
            return Self.isSame(key.value, value)
        }
    }

    private static func isSame(_ left: CIMValue, _ right: CIMValue) -> Bool {
        switch (left, right) {
        case (.reference(let left), .reference(let right)): return left.names(right)
        case (.reference(let path), let text), (let text, .reference(let path)):
            guard let other = try? CIMObjectPath(parsing: text.text) else { return false }
            return path.names(other)
        default: return left.text.equalsIgnoringASCIICase(right.text)
        }
    }
}
