internal import CGnuTLS

/// Messages that NTLM seals, made and opened here with GnuTLS ([MS-NLMP] 3.4.4.2): gss-ntlmssp has OpenSSL look its
/// algorithms up for each message, behind locks that all connections share, which costs as much as the rest of a small
/// request.
///
/// For contexts with extended session security, 128 bits and key exchange, as every client of today has them.
struct NTLMSeal {
    /// What both sides must have agreed on: signing, sealing, and the three above ([MS-NLMP] 2.2.2.5).
    static let flags: UInt32 = 0x6008_0030

    private var incoming: Direction
    private var outgoing: Direction

    /// The acceptor's side. Nil for a key of another length than NTLM's.
    init?(sessionKey: [UInt8]) {
        guard sessionKey.count == 16, let incoming = Direction(sessionKey, "client-to-server"),
            let outgoing = Direction(sessionKey, "server-to-client")
        else { return nil }
        self.incoming = incoming
        self.outgoing = outgoing
    }

    /// The signature and the sealed bytes of the next message.
    mutating func seal(_ clear: [UInt8]) -> (signature: [UInt8], sealed: [UInt8]) {
        let checksum = outgoing.checksum(clear)
        var bytes = clear
        outgoing.cipher.apply(to: &bytes)
        return (outgoing.signature(checksum), bytes)
    }

    /// The clear bytes behind a signature and what it covers; nil when they are not the next message, whole. Then nothing
    /// more can be opened.
    mutating func unseal(_ token: ArraySlice<UInt8>) -> [UInt8]? {
        guard token.count >= 16 else { return nil }
        var bytes = Array(token.dropFirst(16))
        incoming.cipher.apply(to: &bytes)
        let expected = incoming.signature(incoming.checksum(bytes))
        // In the same time wherever they differ.
        let difference = zip(expected, token).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? bytes : nil
    }

    /// The keys and the count of one way.
    private struct Direction {
        let cipher: RC4
        private let hash: KeyedHash
        private var number: UInt32 = 0

        init?(_ sessionKey: [UInt8], _ way: String) {
            func key(_ purpose: String) -> [UInt8] {
                let magic = "session key to \(way) \(purpose) key magic constant\0"
                return KeyedHash.md5(sessionKey + Array(magic.utf8))
            }
            guard let hash = KeyedHash(key: key("signing")), let cipher = RC4(key: key("sealing")) else { return nil }
            self.hash = hash
            self.cipher = cipher
        }

        private var numberBytes: [UInt8] { [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) } }

        func checksum(_ clear: [UInt8]) -> [UInt8] { Array(hash.digest([numberBytes, clear])[..<8]) }

        /// Version 1, the sealed checksum, the number; the next message has the next.
        mutating func signature(_ checksum: [UInt8]) -> [UInt8] {
            var sealed = checksum
            cipher.apply(to: &sealed)
            defer { number &+= 1 }
            return [1, 0, 0, 0] + sealed + numberBytes
        }
    }
}

/// HMAC-MD5 with one key, kept ready (RFC 2104).
private final class KeyedHash {
    private var handle: gnutls_hmac_hd_t?

    /// Nil where the library does not allow MD5 (FIPS mode).
    init?(key: [UInt8]) {
        guard gnutls_hmac_init(&handle, GNUTLS_MAC_MD5, key, key.count) == 0 else { return nil }
    }

    deinit { if let handle { gnutls_hmac_deinit(handle, nil) } }

    func digest(_ parts: [[UInt8]]) -> [UInt8] {
        for part in parts { gnutls_hmac(handle, part, part.count) }
        var digest = [UInt8](repeating: 0, count: 16)
        gnutls_hmac_output(handle, &digest)
        return digest
    }

    static func md5(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 16)
        gnutls_hash_fast(GNUTLS_DIG_MD5, bytes, bytes.count, &digest)
        return digest
    }
}

/// RC4, which NTLM is bound to. It goes on where the last message ended.
private final class RC4 {
    private var handle: gnutls_cipher_hd_t?

    /// Nil where the library does not allow RC4 (FIPS mode).
    init?(key: [UInt8]) {
        let isReady = key.withUnsafeBufferPointer { key in
            var datum = gnutls_datum_t(
                data: UnsafeMutablePointer(mutating: key.baseAddress), size: UInt32(key.count))
            return gnutls_cipher_init(&handle, GNUTLS_CIPHER_ARCFOUR_128, &datum, nil) == 0
        }
        guard isReady else { return nil }
    }

    deinit { if let handle { gnutls_cipher_deinit(handle) } }

    func apply(to bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { _ = gnutls_cipher_encrypt(handle, $0.baseAddress, $0.count) }
    }
}
