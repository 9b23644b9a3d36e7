internal import HTTPMessage

/// A body whose content is sealed by the connection's security context ([MS-WSMV] 2.2.9.1).
///
///     Content-Type: multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"
///
///     --Encrypted Boundary
///     →Content-Type: application/HTTP-SPNEGO-session-encrypted
///     →OriginalContent: type=application/soap+xml;charset=UTF-8;Length=1268
///     --Encrypted Boundary
///     →Content-Type: application/octet-stream
///     SSSS<signature><sealed bytes>--Encrypted Boundary--
///
/// Lines end with CR LF; → is one tab, which some clients need in answers and others must not find there; SSSS is the
/// signature's length, little-endian. It is no MIME: nothing empty stands between header and content, and no line end
/// before the last boundary.
struct SealedMessage {
    /// The spelling of the request, in which it is answered.
    struct Style: Equatable {
        var contentType: String
        var sealing: String
        var boundary: String
        /// What stands before the boundary: `--`, or `-- ` with older Windows and openwsman.
        var dashes: String
        var indent: String
    }

    let style: Style
    /// `application/soap+xml;charset=UTF-8`
    let originalType: String
    /// The signature and the bytes that it covers, without their length.
    let content: ArraySlice<UInt8>

    private static let sealings = [
        "application/http-spnego-session-encrypted", "application/http-kerberos-session-encrypted",
    ]

    /// The protocol of a Content-Type that is ours to open; nil for every other, CredSSP's among them.
    static func sealing(of type: MediaType) -> String? {
        guard type.essence == "multipart/encrypted", let sealing = type["protocol"] else { return nil }
        return sealings.contains(sealing.lowercased()) ? sealing : nil
    }
}

// MARK: - Wire

extension SealedMessage {
    /// Nil when the body is not written as its Content-Type promises.
    init?(contentType: String, body: [UInt8]) {
        guard let type = MediaType(parsing: contentType), let sealing = Self.sealing(of: type) else { return nil }
        let boundary = type["boundary"] ?? "Encrypted Boundary"
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { return nil }
        var lines = LineReader(bytes: body)
        guard let opening = lines.next(), let dashes = Self.dashes(opening, boundary) else { return nil }
        var originalType: String?
        var indent: String?
        while let line = lines.next(), Self.dashes(line, boundary) == nil {
            let field = Self.trimmed(line)
            indent = indent ?? (line.first == "\t" ? "\t" : "")
            if field.lowercased().hasPrefix("originalcontent:") {
                originalType = Self.type(in: String(field.dropFirst("originalcontent:".count)))
            }
        }
        guard let originalType, let octets = lines.next(),
            Self.trimmed(octets).lowercased().filter({ $0 != " " }) == "content-type:application/octet-stream",
            let content = Self.content(of: body, from: lines.index, boundary)
        else { return nil }
        self.originalType = originalType
        self.content = content
        style = Style(
            contentType: contentType, sealing: sealing, boundary: boundary, dashes: dashes, indent: indent ?? "")
    }

    /// The body of an answer in a request's style.
    /// - Parameter length: how many bytes were clear, with the padding that sealing needed.
    static func write(
        _ style: Style, originalType: String, length: Int, signature: [UInt8], sealed: [UInt8]
    ) -> [UInt8] {
        let boundary = style.dashes + style.boundary
        let head = [
            boundary, "\(style.indent)Content-Type: \(style.sealing)",
            "\(style.indent)OriginalContent: type=\(originalType.filter { $0 != " " });Length=\(length)", boundary,
            "\(style.indent)Content-Type: application/octet-stream", "",
        ]
        var body = Array(head.joined(separator: "\r\n").utf8)
        body.reserveCapacity(body.count + signature.count + sealed.count + 100)
        for shift in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: signature.count >> shift)) }
        return body + signature + sealed + Array("\(boundary)--\r\n".utf8)
    }

    private static func dashes(_ line: String, _ boundary: String) -> String? {
        ["--", "-- "].first { line == $0 + boundary }
    }

    /// `type=application/soap+xml;charset=UTF-8;Length=1268` without its first and last part.
    private static func type(in value: String) -> String? {
        var parts = value.split(separator: ";").map { trimmed(String($0)) }
        parts.removeAll { $0.lowercased().hasPrefix("length=") }
        guard let first = parts.first, first.lowercased().hasPrefix("type=") else { return nil }
        parts[0] = String(first.dropFirst("type=".count))
        return parts.joined(separator: ";")
    }

    /// Sealed bytes may hold anything, a boundary too: the last one is looked for at the end.
    private static func content(of body: [UInt8], from start: Int, _ boundary: String) -> ArraySlice<UInt8>? {
        var end = body.count
        while end > start, body[end - 1] == 0x0D || body[end - 1] == 0x0A { end -= 1 }
        for closing in ["-- \(boundary)--", "--\(boundary)--"] {
            let bytes = Array(closing.utf8)
            guard end - bytes.count >= start + 4, body[(end - bytes.count)..<end].elementsEqual(bytes) else { continue }
            let content = body[start..<(end - bytes.count)]
            let size = (0..<4).reversed().reduce(0) { $0 << 8 | Int(content[start + $1]) }
            return size > 0 && size <= content.count - 4 ? content.dropFirst(4) : nil
        }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        let head = text.drop { $0 == " " || $0 == "\t" }
        return String(head.prefix(head.count - head.reversed().prefix { $0 == " " || $0 == "\t" }.count))
    }
}

/// Reads lines that end with CR LF and are no longer than a header field may be.
private struct LineReader {
    let bytes: [UInt8]
    private(set) var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> String? {
        let limit = min(bytes.count, index + 1024)
        guard let end = bytes[index..<limit].firstIndex(of: 0x0D), end + 1 < bytes.count, bytes[end + 1] == 0x0A else {
            return nil
        }
        defer { index = end + 2 }
        return String(decoding: bytes[index..<end], as: UTF8.self)
    }
}
