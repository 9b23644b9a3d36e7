// Values as MOF writes them, in the type of the property they are for.

extension CIMValue {
    /// nil for NULL. Throws when the value is of another type, or an array where none is declared.
    static func make(_ value: MOFValue, _ type: CIMType, isArray: Bool) throws(CIMValueError) -> CIMValue? {
        switch value {
        case .null: return nil
        case .array(let elements) where isArray:
            var values: [CIMValue] = []
            for element in elements { values.append(try CIMValue(element, type)) }
            return .array(try CIMArray(type, values))
        case .array: throw CIMValueError(reason: "an array for a property that is none")
        default:
            guard !isArray else { throw CIMValueError(reason: "an array needs its values in braces") }
            return try CIMValue(value, type)
        }
    }

    init?(_ magnitude: UInt64, _ isNegative: Bool, _ type: CIMType) {
        guard isNegative else {
            self.init(type, exactly: magnitude)
            return
        }
        guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
        self.init(type, exactly: Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    /// A single value as MOF writes it, in the type of its property.
    init(_ value: MOFValue, _ type: CIMType) throws(CIMValueError) {
        switch (value, type) {
        case (.boolean(let value), .boolean): self = .boolean(value)
        case (.string(let text), .string): self = .string(text)
        case (.string(let text), .datetime), (.string(let text), .reference): self = try CIMValue(type, text: text)
        case (.character(let unit), .char16): self = .char16(unit)
        case (.real(let number), .real32): self = .real32(Float(number))
        case (.real(let number), .real64): self = .real64(number)
        case (.integer(let magnitude, let isNegative), .real32):
            self = .real32(Float(magnitude) * (isNegative ? -1 : 1))
        case (.integer(let magnitude, let isNegative), .real64):
            self = .real64(Double(magnitude) * (isNegative ? -1 : 1))
        case (.integer(let magnitude, let isNegative), _):
            guard let number = CIMValue(magnitude, isNegative, type) else {
                throw CIMValueError("\(isNegative ? "-" : "")\(magnitude)", type)
            }
            self = number
        default: throw CIMValueError(reason: "expected a value of type \(type.rawValue), \(type.range)")
        }
    }
}
