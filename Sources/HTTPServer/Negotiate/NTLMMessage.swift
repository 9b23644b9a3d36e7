/// What the server reads and mends in NTLMSSP messages ([MS-NLMP] 2.2.1), bare or inside SPNEGO.
///
///     4E 54 4C 4D 53 53 50 00 | type, 4 bytes little-endian | …
enum NTLMMessage {
    private static let signature: [UInt8] = Array("NTLMSSP".utf8) + [0]
    private static let requestTarget: UInt8 = 0x04
    /// In the highest byte of the flags.
    private static let version: UInt8 = 0x02

    /// The token is a bare NTLMSSP message.
    static func isBare(_ token: [UInt8]) -> Bool { token.starts(with: signature) }

    /// A bare message as gss-ntlmssp can take it.
    ///
    /// NEGOTIATE: 40 bytes, though the version at its end is optional, and with a wish for the target's name, without
    /// which its challenge carries none and clients fall back to NTLMv1. AUTHENTICATE: curl repeats the flag that promises
    /// a version, and has none. All this would break a MIC, which the clients that need it do not send.
    static func mended(_ token: [UInt8]) -> [UInt8] {
        guard isBare(token), token.count >= 16 else { return token }
        var token = token
        if token[8] == 1 {
            token[12] |= requestTarget
            if token.count < 40 { token += [UInt8](repeating: 0, count: 40 - token.count) }
        } else if token[8] == 3, token.count >= 64, payloadStart(of: token) < 72 {
            token[63] &= ~version
        }
        return token
    }

    /// Where the first of an AUTHENTICATE message's fields that are not empty begins.
    private static func payloadStart(of token: [UInt8]) -> Int {
        stride(from: 12, to: 60, by: 8).map { field in
            func number(_ offset: Int, _ size: Int) -> Int {
                (0..<size).reversed().reduce(0) { $0 << 8 | Int(token[field + offset + $1]) }
            }
            return number(0, 2) == 0 ? .max : number(4, 4)
        }.min() ?? .max
    }

    /// Whom an AUTHENTICATE message names, in lower case: to count failures by, before anybody has verified it. Nil for
    /// other messages.
    static func claimedUser(in token: [UInt8]) -> String? {
        guard let start = firstMessage(in: token), token.count >= start + 64, token[start + 8] == 3 else { return nil }
        let message = token[start...]
        func number(_ offset: Int, _ size: Int) -> Int {
            (0..<size).reversed().reduce(0) { $0 << 8 | Int(message[start + offset + $1]) }
        }
        let (length, offset) = (number(36, 2), number(40, 4))
        guard length > 0, length <= 512, offset >= 64, offset + length <= message.count else { return nil }
        let name = message[(start + offset)..<(start + offset + length)]
        let isUnicode = message[start + 60] & 1 != 0
        guard isUnicode, length % 2 == 0 else { return String(decoding: name, as: UTF8.self).lowercased() }
        let units = stride(from: name.startIndex, to: name.endIndex, by: 2).map {
            UInt16(name[$0]) | UInt16(name[$0 + 1]) << 8
        }
        return String(decoding: units, as: UTF16.self).lowercased()
    }

    /// What an AUTHENTICATE message, bare or within SPNEGO, says was agreed on (NegotiateFlags); nil for other messages.
    static func agreedFlags(in token: [UInt8]) -> UInt32? {
        guard let start = firstMessage(in: token), token.count >= start + 64, token[start + 8] == 3 else { return nil }
        return (60..<64).reversed().reduce(0) { $0 << 8 | UInt32(token[start + $1]) }
    }

    private static func firstMessage(in token: [UInt8]) -> Int? {
        if isBare(token) { return 0 }
        guard token.count >= signature.count else { return nil }
        return (0...(token.count - signature.count)).first { token[$0...].starts(with: signature) }
    }
}
