/// How a message is encoded on the wire. WS-Management knows two encodings (DSP0226 R13.1-1 to R13.1-8).
public enum CharacterEncoding: Hashable, Sendable {
    case utf8
    case utf16(bigEndian: Bool)

    /// What the Content-Type's `charset` calls it.
    public var charset: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16: "UTF-16"
        }
    }

    /// Whether an XML declaration may call it this.
    func isCalled(_ name: String) -> Bool {
        switch (self, name.lowercased()) {
        case (.utf8, "utf-8"), (.utf8, "utf8"), (.utf16, "utf-16"): true
        case (.utf16(let bigEndian), "utf-16be"): bigEndian
        case (.utf16(let bigEndian), "utf-16le"): !bigEndian
        default: false
        }
    }
}

extension CharacterEncoding: CustomStringConvertible {
    public var description: String { charset }
}

/// From the wire's encoding to UTF-8, the only one inside, and back.
public enum Transcoding {
    /// Decodes a request body: finds its encoding from the byte order mark and the Content-Type's charset, which must
    /// agree (DSP0226 R13.1-8), and returns UTF-8 without a mark.
    ///
    /// - Parameters:
    ///   - bytes: the body as it came.
    ///   - charset: the parameter of the Content-Type, unquoted; nil when absent, which means UTF-8 unless a mark
    ///     says otherwise.
    /// - Throws: ``XMLError`` of kind `.unknownCharacterSet` for a charset other than UTF-8 and UTF-16, and
    ///   `.encoding` for a contradiction, UTF-16 without a mark, or UTF-16 that is none.
    public static func decode(
        _ bytes: [UInt8], charset: String?
    ) throws(XMLError) -> (utf8: [UInt8], encoding: CharacterEncoding) {
        let mark = ByteOrderMark(startOf: bytes)
        switch (charset?.trimmingXMLSpace.lowercased(), mark) {
        case (nil, .none), ("utf-8", .none), ("utf8", .none): return (bytes, .utf8)
        case (nil, .utf8), ("utf-8", .utf8), ("utf8", .utf8): return (Array(bytes.dropFirst(3)), .utf8)
        case (nil, .utf16(let bigEndian)), ("utf-16", .utf16(let bigEndian)):
            return (try utf8(fromUTF16: bytes.dropFirst(2), bigEndian: bigEndian), .utf16(bigEndian: bigEndian))
        case ("utf-16", .none):
            throw XMLError(
                .encoding, "charset=UTF-16 needs a byte order mark at the start of the message; there is none.")
        case ("utf-8", _), ("utf8", _), ("utf-16", _):
            throw XMLError(
                .encoding,
                "The Content-Type says charset=\(charset ?? ""), but the message starts with the byte order mark of "
                    + "\(mark). Let them agree.")
        case (let other?, _):
            throw XMLError(.unknownCharacterSet, "The character set \(other) is unknown here; send UTF-8 or UTF-16.")
        }
    }

    /// Encodes a reply as the request was: UTF-8 without a mark, UTF-16 with one.
    public static func encode(_ utf8: [UInt8], as encoding: CharacterEncoding) -> [UInt8] {
        guard case .utf16(let bigEndian) = encoding else { return utf8 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 + 2 * utf8.count)
        func append(_ unit: UInt16) {
            let high = UInt8(truncatingIfNeeded: unit >> 8)
            let low = UInt8(truncatingIfNeeded: unit)
            bytes.append(bigEndian ? high : low)
            bytes.append(bigEndian ? low : high)
        }
        append(0xFEFF)
        _ = transcode(
            utf8.makeIterator(), from: UTF8.self, to: UTF16.self, stoppingOnError: false, into: append)
        return bytes
    }

    private static func utf8(fromUTF16 bytes: ArraySlice<UInt8>, bigEndian: Bool) throws(XMLError) -> [UInt8] {
        let broken = XMLError(
            .encoding, "The message is not UTF-16: half a character is missing, or a surrogate stands alone.")
        guard bytes.count.isMultiple(of: 2) else { throw broken }
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count / 2)
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).lazy.map { index -> UInt16 in
            let high = UInt16(bytes[bigEndian ? index : index + 1])
            let low = UInt16(bytes[bigEndian ? index + 1 : index])
            return high << 8 | low
        }
        let hasError = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true, into: { utf8.append($0) })
        guard !hasError else { throw broken }
        return utf8
    }
}

private enum ByteOrderMark: CustomStringConvertible {
    case none
    case utf8
    case utf16(bigEndian: Bool)

    init(startOf bytes: [UInt8]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16(bigEndian: true)
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self = .utf16(bigEndian: false)
        } else {
            self = .none
        }
    }

    var description: String {
        switch self {
        case .none: "no encoding"
        case .utf8: "UTF-8"
        case .utf16(let bigEndian): bigEndian ? "UTF-16, big-endian" : "UTF-16, little-endian"
        }
    }
}
