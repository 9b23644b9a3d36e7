/// The value of a Content-Type field (RFC 9110 §8.3.1).
///
///     application/soap+xml;charset=UTF-8;action="http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
///
/// Type, subtype and parameter names are kept in lower case; a parameter's value keeps its spelling.
public struct MediaType: Hashable, Sendable {
    public let type: String
    public let subtype: String
    public let parameters: [String: String]

    public init(type: String, subtype: String, parameters: [String: String] = [:]) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = Dictionary(parameters.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// Nil when the text is not a media type, or names the same parameter twice with different values.
    public init?(parsing text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.skipSpace()
        guard let type = scanner.token(), scanner.skip("/"), let subtype = scanner.token() else { return nil }
        var parameters: [String: String] = [:]
        scanner.skipSpace()
        while scanner.skip(";") {
            scanner.skipSpace()
            // RFC 9110 §5.6.6 lets a list of parameters have empty places: "text/xml;".
            guard let name = scanner.token() else { continue }
            guard scanner.skip("="), let value = scanner.quotedString() ?? scanner.token() else { return nil }
            let known = parameters.updateValue(value, forKey: name.lowercased())
            if let known, known != value { return nil }
            scanner.skipSpace()
        }
        guard scanner.isAtEnd else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }

    /// The value of a parameter, its name compared without case.
    public subscript(_ parameter: String) -> String? { parameters[parameter.lowercased()] }

    /// `application/soap+xml`, without the parameters.
    public var essence: String { "\(type)/\(subtype)" }
}

/// Reads RFC 9110's tokens and quoted strings from left to right.
private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func token() -> String? {
        let start = index
        while index < bytes.count, Self.isTokenCharacter(bytes[index]) { index += 1 }
        return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Nil, with nothing consumed, unless a complete quoted string stands here.
    mutating func quotedString() -> String? {
        let start = index
        guard skip("\"") else { return nil }
        var value: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            value.append(bytes[index])
            index += 1
        }
        guard skip("\"") else {
            index = start
            return nil
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
