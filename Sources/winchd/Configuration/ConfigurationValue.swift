internal import FoundationEssentials

/// What a JSON5 text holds, before anything is known about its meaning.
indirect enum ConfigurationValue: Equatable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([ConfigurationValue])
    case section([String: ConfigurationValue])

    /// What a person calls this value, for "expected …, got …".
    var description: String {
        switch self {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .integer(let value): "the number \(value)"
        case .number(let value): "the number \(value)"
        case .text(let value): "the text \"\(value)\""
        case .list: "a list"
        case .section: "a section"
        }
    }
}

extension ConfigurationValue: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let sections = try? decoder.container(keyedBy: Key.self) {
            var members: [String: ConfigurationValue] = [:]
            for key in sections.allKeys {
                members[key.stringValue] = try sections.decode(ConfigurationValue.self, forKey: key)
            }
            self = .section(members)
        } else if var elements = try? decoder.unkeyedContainer() {
            var list: [ConfigurationValue] = []
            while !elements.isAtEnd { list.append(try elements.decode(ConfigurationValue.self)) }
            self = .list(list)
        } else {
            self = try ConfigurationValue.scalar(in: decoder.singleValueContainer())
        }
    }

    private static func scalar(in container: any SingleValueDecodingContainer) throws -> ConfigurationValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(String.self) { return .text(value) }
        if let value = try? container.decode(Bool.self) { return .flag(value) }
        if let value = try? container.decode(Int.self) { return .integer(value) }
        return .number(try container.decode(Double.self))
    }
}

extension ConfigurationValue {
    /// Reads a JSON5 text that `ConfigurationPlaces` has found to be well formed.
    /// - Throws: a failure when a number, an escape or the encoding is not as JSON5 wants it.
    init(json5 text: [UInt8], file: String) throws(Complaint) {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            self = try decoder.decode(ConfigurationValue.self, from: Data(text))
        } catch {
            throw .failure(
                "\(file): this is not JSON5 in UTF-8: a number, an escape or a character is not as it should be")
        }
    }
}
