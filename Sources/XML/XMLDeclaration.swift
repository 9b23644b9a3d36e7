/// The XML declaration, `<?xml version="1.0" encoding="UTF-8"?>`, if the document starts with one.
///
/// It is read here and not by libxml2, for a message in UTF-16 says so in its declaration and has become UTF-8 since.
struct XMLDeclaration {
    /// Octets to skip; 0 without a declaration.
    let length: Int
    /// Line feeds in it.
    let lineCount: Int

    private static let opening = Array("<?xml".utf8)
    /// Far more than a declaration needs.
    private static let maximumLength = 256

    /// - Throws: `.encoding` when the declared encoding is not the one the bytes were in, `.malformed` otherwise.
    init(startOf bytes: [UInt8], encoding: CharacterEncoding) throws(XMLError) {
        guard bytes.starts(with: Self.opening), bytes.count > Self.opening.count,
            bytes[Self.opening.count].isXMLSpace
        else {
            length = 0
            lineCount = 0
            return
        }
        let head = bytes.prefix(Self.maximumLength)
        guard let end = head.indices.dropLast().first(where: { head[$0] == 0x3F && head[$0 + 1] == 0x3E }) else {
            throw XMLError(.malformed, "The XML declaration does not end with ?>.", line: 1)
        }
        length = end + 2
        lineCount = head[..<end].count { $0 == 0x0A }
        try Self.check(head[Self.opening.count..<end], against: encoding)
    }

    private static func check(_ content: ArraySlice<UInt8>, against encoding: CharacterEncoding) throws(XMLError) {
        var rest = Substring(String(decoding: content, as: UTF8.self))
        guard let version = pseudoAttribute("version", of: &rest), version.hasPrefix("1.") else {
            throw XMLError(.malformed, "The XML declaration lacks version=\"1.0\".", line: 1)
        }
        let declared = pseudoAttribute("encoding", of: &rest)
        if let standalone = pseudoAttribute("standalone", of: &rest), standalone != "yes", standalone != "no" {
            throw XMLError(.malformed, "standalone in the XML declaration must be yes or no.", line: 1)
        }
        guard rest.isXMLSpace else {
            throw XMLError(.malformed, "The XML declaration holds something unknown: \(rest.prefix(40)).", line: 1)
        }
        if let declared, !encoding.isCalled(declared) {
            throw XMLError(
                .encoding,
                "The XML declaration says encoding=\"\(declared)\", but the message was sent as \(encoding). "
                    + "Let the declaration, the Content-Type's charset and the bytes agree.", line: 1)
        }
    }

    /// Takes `name="value"` off the front, if it stands there.
    private static func pseudoAttribute(_ name: String, of rest: inout Substring) -> String? {
        var cursor = rest.drop(while: \.isXMLSpaceCharacter)
        guard cursor.count < rest.count, cursor.hasPrefix(name) else { return nil }
        cursor = cursor.dropFirst(name.count).drop(while: \.isXMLSpaceCharacter)
        guard cursor.first == "=" else { return nil }
        cursor = cursor.dropFirst().drop(while: \.isXMLSpaceCharacter)
        guard let quote = cursor.first, quote == "\"" || quote == "'" else { return nil }
        cursor = cursor.dropFirst()
        guard let end = cursor.firstIndex(of: quote) else { return nil }
        rest = cursor[cursor.index(after: end)...]
        return String(cursor[..<end])
    }
}

extension Character {
    fileprivate var isXMLSpaceCharacter: Bool {
        self == " " || self == "\n" || self == "\r" || self == "\t" || self == "\r\n"
    }
}
