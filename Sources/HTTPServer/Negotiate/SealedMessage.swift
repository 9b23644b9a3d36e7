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
    /// - Parameter last: the style of the message before, which most often has the same Content-Type.
    init?(contentType: String, body: [UInt8], last: Style? = nil) {
        guard let (sealing, boundary) = Self.parameters(of: contentType, last) else { return nil }
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
            let content = Self.content(of: body, from: lines.index, name)
        else { return nil }
        self.originalType = originalType
        self.content = content
        style = Style(
            contentType: contentType, sealing: sealing, boundary: boundary, dashes: dashes, indent: indent ?? "")
    }

    private static func parameters(of contentType: String, _ last: Style?) -> (sealing: String, boundary: String)? {
        if let last, last.contentType == contentType { return (last.sealing, last.boundary) }
        guard let type = MediaType(parsing: contentType), let sealing = sealing(of: type) else { return nil }
        let boundary = type["boundary"] ?? "Encrypted Boundary"
        return boundary.isEmpty || boundary.utf8.count > 70 ? nil : (sealing, boundary)
    }

    /// The body of an answer in a request's style.
    /// - Parameter length: how many bytes were clear, with the padding that sealing needed.
    static func write(
        _ style: Style, originalType: String, length: Int, signature: [UInt8], sealed: [UInt8]
    ) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(signature.count + sealed.count + 512)
        func add(_ texts: String...) { for text in texts { body.append(contentsOf: text.utf8) } }
        add(style.dashes, style.boundary, "\r\n", style.indent, "Content-Type: ", style.sealing, "\r\n")
        add(style.indent, "OriginalContent: type=")
        body.append(contentsOf: originalType.utf8.lazy.filter { $0 != UInt8(ascii: " ") })
        add(";Length=", String(length), "\r\n", style.dashes, style.boundary, "\r\n")
        add(style.indent, "Content-Type: application/octet-stream\r\n")
        for shift in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: signature.count >> shift)) }
        body.append(contentsOf: signature)
        body.append(contentsOf: sealed)
        add(style.dashes, style.boundary, "--\r\n")
        return body
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
        // As nearly all write it, a type and its charset, then the length: nothing has to be taken out.
        let value = trimmed(value)
        if let last = value.lastIndex(of: UInt8(ascii: ";")),
            self.value(of: "length=", in: value[(last + 1)...]) != nil,
            let type = self.value(of: "type=", in: value[..<last]), type.count <= longestType,
            let charset = type.firstIndex(of: UInt8(ascii: ";")),
            let name = self.value(of: "charset=", in: type[(charset + 1)...]),
            !type[..<charset].contains(0x20), !name.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: ";") })
        {
            return String(validating: type, as: UTF8.self)
        }
        var parts = value.split(separator: UInt8(ascii: ";")).map { trimmed($0) }
        parts.removeAll { self.value(of: "length=", in: $0) != nil }
        guard let first = parts.first, let type = self.value(of: "type=", in: first) else { return nil }
        parts[0] = type
        let text = Array(parts.joined(separator: [UInt8(ascii: ";")]))
        return text.count <= longestType && !text.contains(0x20) ? String(validating: text, as: UTF8.self) : nil
    }

    /// Sealed bytes may hold anything, a boundary too: the last one is looked for at the end.
    private static func content(of body: [UInt8], from start: Int, _ boundary: [UInt8]) -> ArraySlice<UInt8>? {
        var end = body.count
        while end > start, body[end - 1] == 0x0D || body[end - 1] == 0x0A { end -= 1 }
        for dashes in ["-- ", "--"] {
            let bytes = Array(dashes.utf8) + boundary + Array("--".utf8)
            guard end - bytes.count >= start + 4, body[(end - bytes.count)..<end].elementsEqual(bytes) else { continue }
            let content = body[start..<(end - bytes.count)]
            let size = (0..<4).reversed().reduce(0) { $0 << 8 | Int(content[start + $1]) }
            return size > 0 && size <= content.count - 4 ? content.dropFirst(4) : nil
        }
        return nil
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == 0x20 || text.first == 0x09 { text.removeFirst() }
        while text.last == 0x20 || text.last == 0x09 { text.removeLast() }
        return text
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
