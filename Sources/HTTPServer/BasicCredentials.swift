/// A user's name and password as an Authorization field carries them (RFC 7617).
///
///     Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==
///
/// Both are UTF-8 here. What is not valid UTF-8 on the wire is read as Latin-1, which older clients send; RFC 7617
/// leaves the encoding open.
struct BasicCredentials {
    let user: [UInt8]
    let password: [UInt8]

    /// Nil for another scheme, for what is no base64, and for a text without a colon. The first colon ends the name,
    /// so that a password may hold more of them.
    init?(authorization: UnsafeRawBufferPointer) {
        let scheme = "basic "
        guard authorization.count > scheme.utf8.count,
            zip(scheme.utf8, authorization).allSatisfy({ $0 == $1 | 0x20 }),
            let decoded = decodeBase64(UnsafeRawBufferPointer(rebasing: authorization[scheme.utf8.count...]))
        else { return nil }
        let text = String(validating: decoded, as: UTF8.self) == nil ? Self.fromLatin1(decoded) : decoded
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        user = Array(text[..<colon])
        password = Array(text[(colon + 1)...])
    }

    private static func fromLatin1(_ bytes: [UInt8]) -> [UInt8] {
        Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
    }
}

/// The bytes behind a base64 text, blanks around it ignored and the final `=` optional; nil when it is none.
func decodeBase64(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var digits = text[...]
    while let first = digits.first, first == 0x20 || first == 0x09 { digits.removeFirst() }
    while let last = digits.last, last == 0x20 || last == 0x09 { digits.removeLast() }
    for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for digit in digits {
        guard let value = base64Value(of: digit) else { return nil }
        bits = bits << 6 | value
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return bytes
}

private func base64Value(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}

/// The bytes as base64 text with its padding (RFC 4648 §4).
func encodeBase64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for index in 0..<3 { bits = bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0) }
        for index in 0..<4 {
            text.append(index <= group.count ? alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
