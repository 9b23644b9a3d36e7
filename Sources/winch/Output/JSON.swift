/// JSON, written.
indirect enum JSON: Equatable {
    case null
    case boolean(Bool)
    /// Digits as they are, so that 64 bits stay 64 bits.
    case number(String)
    case string(String)
    case array([JSON])
    /// Members in this order.
    case object([(name: String, value: JSON)])

    static func == (left: JSON, right: JSON) -> Bool { left.text() == right.text() }

    /// - Parameter indent: blanks before the closing bracket; the members stand two further in.
    func text(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .number(let digits): return digits
        case .string(let text): return Self.quoted(text)
        case .array(let values) where values.isEmpty: return "[]"
        case .array(let values):
            return "[\n\(values.map { inner + $0.text(indent: indent + 2) }.joined(separator: ",\n"))\n\(outer)]"
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map { "\(inner)\(Self.quoted($0.name)): \($0.value.text(indent: indent + 2))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
        }
    }

    /// The same on one line.
    var line: String {
        switch self {
        case .null, .boolean, .number, .string: text()
        case .array(let values): "[\(values.map(\.line).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)):\($0.value.line)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
