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

    /// How a peer writes a message and what it puts into it: the same from one message of a connection to the next.
    final class Form: Sendable {
        let style: Style
        /// `application/soap+xml;charset=UTF-8`
        let originalType: String
        /// The original type is one that a message of SOAP has.
        let isSOAP: Bool
        /// The clear bytes come in pairs.
        let isWide: Bool
        /// What stands before the original type, between the length and the content, and after the content.
        fileprivate let opening, middle, closing: [UInt8]
        /// All that stands before the length.
        fileprivate let start: [UInt8]

        fileprivate init(_ style: Style, originalType: String) {
            self.style = style
            self.originalType = originalType
            let type = MediaType(parsing: originalType)
            isSOAP = type?.essence == "application/soap+xml" || type?.essence == "text/xml"
            isWide = type?["charset"]?.lowercased().hasPrefix("utf-16") ?? false
            let boundary = style.dashes + style.boundary
            opening = Array(
                """
                \(boundary)\r
                \(style.indent)Content-Type: \(style.sealing)\r
                \(style.indent)OriginalContent: type=
                """.utf8)
            start = opening + Array("\(originalType);Length=".utf8)
            middle = Array("\r\n\(boundary)\r\n\(style.indent)Content-Type: application/octet-stream\r\n".utf8)
            closing = Array("\(boundary)--".utf8)
        }
    }

    let form: Form
    /// Where in the body the signature and the bytes that it covers are, without their length.
    let content: Range<Int>

    /// Bytes of a Content-Type that a sealed message may have.
    private static let longestType = 256

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
    /// - Parameter last: the form of the message before, which most often is this one's.
    init?(contentType: String, body: [UInt8], last: Form? = nil) {
        if let last, last.style.contentType == contentType, let start = last.contentStart(of: body),
            let content = Self.content(of: body, from: start, before: last.closing)
        {
            form = last
            self.content = content
            return
        }
        guard let (sealing, boundary) = Self.parameters(of: contentType) else { return nil }
        let name = Array(boundary.utf8)
        var lines = LineReader(bytes: body)
        guard let opening = lines.next(), let dashes = Self.dashes(opening, name) else { return nil }
        var originalType: String?
        var indent: String?
        while let line = lines.next(), Self.dashes(line, name) == nil {
            let field = Self.trimmed(line)
            indent = indent ?? (line.first == UInt8(ascii: "\t") ? "\t" : "")
            if let value = Self.value(of: "originalcontent:", in: field) { originalType = Self.type(in: value) }
        }
        guard let originalType, let octets = lines.next(),
            let type = Self.value(of: "content-type:", in: Self.trimmed(octets)),
            Self.trimmed(type).elementsEqual("application/octet-stream".utf8, by: { $0 | 0x20 == $1 | 0x20 }),
            let content = ["--", "-- "].lazy.compactMap({ dashes in
                Self.content(of: body, from: lines.index, before: Array("\(dashes)\(boundary)--".utf8))
            }).first
        else { return nil }
        self.content = content
        let style = Style(
            contentType: contentType, sealing: sealing, boundary: boundary, dashes: dashes, indent: indent ?? "")
        form = Form(style, originalType: originalType)
    }

    private static func parameters(of contentType: String) -> (sealing: String, boundary: String)? {
        guard let type = MediaType(parsing: contentType), let sealing = sealing(of: type) else { return nil }
        let boundary = type["boundary"] ?? "Encrypted Boundary"
        return boundary.isEmpty || boundary.utf8.count > 70 ? nil : (sealing, boundary)
    }

    /// What stands before the boundary in a line that is one.
    private static func dashes(_ line: ArraySlice<UInt8>, _ boundary: [UInt8]) -> String? {
        guard line.starts(with: "--".utf8), line.count - boundary.count <= 3,
            line.suffix(boundary.count).elementsEqual(boundary)
        else { return nil }
        let dashes = line.dropLast(boundary.count)
        return dashes.count == 2 ? "--" : dashes.elementsEqual("-- ".utf8) ? "-- " : nil
    }

    /// What follows a name, which is given in small letters; nil for a line of another name.
    private static func value(of name: StaticString, in field: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let size = name.utf8CodeUnitCount
        guard field.count >= size else { return nil }
        let expected = UnsafeBufferPointer(start: name.utf8Start, count: size)
        let isNamed = zip(field, expected).allSatisfy { byte, letter in
            byte == letter || (byte | 0x20 == letter && letter >= UInt8(ascii: "a"))
        }
        return isNamed ? field.dropFirst(size) : nil
    }

    /// `type=application/soap+xml;charset=UTF-8;Length=1268` without its first and last part;
    /// nil for one that no client sends: too long, no text, or with a space in a part.
    private static func type(in value: ArraySlice<UInt8>) -> String? {
        var parts = value.split(separator: UInt8(ascii: ";")).map { trimmed($0) }
        parts.removeAll { self.value(of: "length=", in: $0) != nil }
        guard let first = parts.first, let type = self.value(of: "type=", in: first) else { return nil }
        parts[0] = type
        let text = Array(parts.joined(separator: [UInt8(ascii: ";")]))
        return text.count <= longestType && !text.contains(0x20) ? String(validating: text, as: UTF8.self) : nil
    }

    /// Sealed bytes may hold anything, a boundary too: the last one is looked for at the end.
    private static func content(of body: [UInt8], from start: Int, before closing: [UInt8]) -> Range<Int>? {
        var end = body.count
        while end > start, body[end - 1] == 0x0D || body[end - 1] == 0x0A { end -= 1 }
        end -= closing.count
        guard end >= start + 4, body[end...].starts(with: closing) else { return nil }
        let size = (0..<4).reversed().reduce(0) { $0 << 8 | Int(body[start + $1]) }
        return size > 0 && size <= end - start - 4 ? (start + 4)..<end : nil
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == 0x20 || text.first == 0x09 { text.removeFirst() }
        while text.last == 0x20 || text.last == 0x09 { text.removeLast() }
        return text
    }
}

extension SealedMessage.Form {
    /// The body of an answer in this form.
    /// - Parameters:
    ///   - originalType: the type of what is sealed.
    ///   - length: how many bytes were clear, with the padding that sealing needed.
    func write(originalType: String, length: Int, signature: [UInt8], sealed: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(signature.count + sealed.count + 1024)
        body.append(contentsOf: opening)
        body.append(contentsOf: originalType.utf8.filter { $0 != UInt8(ascii: " ") })
        body.append(contentsOf: ";Length=\(length)".utf8)
        body.append(contentsOf: middle)
        for shift in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: signature.count >> shift)) }
        body.append(contentsOf: signature)
        body.append(contentsOf: sealed)
        body.append(contentsOf: closing)
        body.append(contentsOf: "\r\n".utf8)
        return body
    }

    /// Where the content begins in a body that says what `write` would say: it needs no taking apart. Nil for every other.
    fileprivate func contentStart(of body: [UInt8]) -> Int? {
        guard body.starts(with: start) else { return nil }
        var index = start.count
        while index < body.count, body[index] >= UInt8(ascii: "0"), body[index] <= UInt8(ascii: "9") { index += 1 }
        guard index > start.count, body[index...].starts(with: middle) else { return nil }
        return index + middle.count
    }
}

/// Reads lines that end with CR LF and are no longer than a header field may be.
private struct LineReader {
    let bytes: [UInt8]
    private(set) var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        let limit = min(bytes.count, index + 1024)
        guard let end = bytes[index..<limit].firstIndex(of: 0x0D), end + 1 < bytes.count, bytes[end + 1] == 0x0A else {
            return nil
        }
        defer { index = end + 2 }
        return bytes[index..<end]
    }
}
