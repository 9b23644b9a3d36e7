@testable internal import winchd

/// A configuration file. Whatever is wrong with it is said, and what its text holds is the same when it is written as JSON.
func tryConfiguration(_ bytes: [UInt8]) {
    do throws(Complaint) {
        _ = try Configuration(json5: bytes, file: "fuzz.json5")
    } catch {
        check(!error.sentence.isEmpty, "it is refused without a word")
    }
    guard (try? ConfigurationPlaces(bytes)) != nil,
        let value = try? ConfigurationValue(json5: bytes, file: "fuzz.json5"), let json = value.json
    else { return }
    let again = try? ConfigurationValue(json5: Array(json.utf8), file: "fuzz.json5")
    check(again == value, "it is written as \(json), which is something else")
}

extension ConfigurationValue {
    /// The value as JSON; nil where a number is infinite or none.
    fileprivate var json: String? {
        switch self {
        case .null: return "null"
        case .flag(let flag): return "\(flag)"
        case .integer(let number): return "\(number)"
        case .number(let number): return number.isFinite ? "\(number)" : nil
        case .text(let text): return Self.quoted(text)
        case .list(let elements):
            let texts = elements.compactMap(\.json)
            return texts.count == elements.count ? "[\(texts.joined(separator: ","))]" : nil
        case .section(let members):
            let texts = members.compactMap { key, value in value.json.map { "\(Self.quoted(key)):\($0)" } }
            return texts.count == members.count ? "{\(texts.joined(separator: ","))}" : nil
        }
    }

    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            guard scalar.value < 32 || scalar == "\"" || scalar == "\\" else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(scalars.joined())\""
    }
}
