internal import CGnuTLS
internal import Glibc
public import Platform

/// A certificate with the chain above it and its private key, ready for handshakes.
final class Certificate: @unchecked Sendable {  // because nothing changes between `init` and `deinit`
    /// Leaf first.
    let chain: UnsafeMutablePointer<gnutls_pcert_st>
    let chainLength: UInt32
    let key: gnutls_privkey_t
    let description: CertificateDescription
    /// The hash that `tls-server-end-point` channel bindings carry (RFC 5929 §4.1).
    let endpointHash: [UInt8]

    /// - Parameters:
    ///   - chain: PEM, the server's own certificate and those above it in any order.
    ///   - key: PEM, without a password.
    /// - Throws: `CertificateError` when one of them cannot be read or they do not belong together.
    init(chain pem: [UInt8], key keyPEM: [UInt8]) throws(CertificateError) {
        let crts = try CertificateList(pem)
        let leaf = crts.leaf
        let key = try Self.readKey(keyPEM, of: leaf)
        let chain = UnsafeMutablePointer<gnutls_pcert_st>.allocate(capacity: Int(crts.count))
        var length = crts.count
        let code = gnutls_pcert_import_x509_list(chain, crts.list, &length, 0)
        guard code == 0 else {
            chain.deallocate()
            gnutls_privkey_deinit(key)
            throw CertificateError("the certificate cannot be used", code)
        }
        self.chain = chain
        chainLength = length
        self.key = key
        description = CertificateDescription(leaf)
        endpointHash = Self.endpointHash(of: leaf)
    }

    deinit {
        for index in 0..<Int(chainLength) { gnutls_pcert_deinit(chain + index) }
        chain.deallocate()
        gnutls_privkey_deinit(key)
    }

    private static func readKey(_ pem: [UInt8], of leaf: gnutls_x509_crt_t) throws(CertificateError) -> gnutls_privkey_t
    {
        var x509: gnutls_x509_privkey_t?
        var key: gnutls_privkey_t?
        gnutls_x509_privkey_init(&x509)
        var code = withDatum(pem) { gnutls_x509_privkey_import2(x509, $0, GNUTLS_X509_FMT_PEM, nil, 0) }
        guard code == 0 else {
            gnutls_x509_privkey_deinit(x509)
            throw CertificateError("the key is no private key in PEM without a password", code)
        }
        let belongs =
            keyID { gnutls_x509_privkey_get_key_id(x509, Self.sha256, $0, $1) }
            == keyID { gnutls_x509_crt_get_key_id(leaf, Self.sha256, $0, $1) }
        guard belongs else {
            gnutls_x509_privkey_deinit(x509)
            throw CertificateError("the key does not belong to the certificate")
        }
        gnutls_privkey_init(&key)
        code = gnutls_privkey_import_x509(key, x509, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE.rawValue)
        guard code == 0, let key else {
            gnutls_x509_privkey_deinit(x509)
            throw CertificateError("the key cannot be used", code)
        }
        return key
    }

    /// The hash of the certificate's own signature, but SHA-256 for MD5, SHA-1 and signatures that have none.
    private static func endpointHash(of leaf: gnutls_x509_crt_t) -> [UInt8] {
        let signature = gnutls_sign_algorithm_t(rawValue: UInt32(max(0, gnutls_x509_crt_get_signature_algorithm(leaf))))
        switch gnutls_sign_get_hash_algorithm(signature) {
        case GNUTLS_DIG_SHA384: return hash(leaf, GNUTLS_DIG_SHA384, size: 48)
        case GNUTLS_DIG_SHA512: return hash(leaf, GNUTLS_DIG_SHA512, size: 64)
        default: return hash(leaf, GNUTLS_DIG_SHA256, size: 32)
        }
    }

    static let sha256 = UInt32(GNUTLS_KEYID_USE_SHA256.rawValue)
}

/// What there is to tell about a certificate.
public struct CertificateDescription: Sendable {
    /// SHA-256 over the certificate, as hexadecimal pairs with colons: what openssl and browsers show.
    public let fingerprint: String
    /// SHA-1 over the certificate in hexadecimal: the thumbprint by which Windows names it.
    public let thumbprint: String
    /// SHA-256 over the public key in base64: what curl's `--pinnedpubkey sha256//…` takes.
    public let pin: String
    public let expires: Timestamp
    /// `2029-02-23 07:53:40Z`
    public var expiresText: String {
        var seconds = time_t(expires.microseconds / 1_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y-%m-%d %H:%M:%SZ", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    init(_ leaf: gnutls_x509_crt_t) {
        fingerprint = hexadecimal(hash(leaf, GNUTLS_DIG_SHA256, size: 32)).joined(separator: ":")
        thumbprint = hexadecimal(hash(leaf, GNUTLS_DIG_SHA1, size: 20)).joined()
        pin = encodeBase64(keyID { gnutls_x509_crt_get_key_id(leaf, Certificate.sha256, $0, $1) })
        expires = Timestamp(microseconds: Int64(gnutls_x509_crt_get_expiration_time(leaf)) * 1_000_000)
    }
}

/// Certificates as they stand in a PEM file, sorted so that each is signed by the next.
private final class CertificateList {
    let list: UnsafeMutablePointer<gnutls_x509_crt_t?>
    let count: UInt32
    let leaf: gnutls_x509_crt_t

    init(_ pem: [UInt8]) throws(CertificateError) {
        var list: UnsafeMutablePointer<gnutls_x509_crt_t?>?
        var count: UInt32 = 0
        let code = withDatum(pem) {
            gnutls_x509_crt_list_import2(
                &list, &count, $0, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_SORT.rawValue)
        }
        guard code >= 0, let list, count > 0, let leaf = list[0] else {
            throw CertificateError("the certificate is no chain of certificates in PEM", code)
        }
        self.list = list
        self.count = count
        self.leaf = leaf
    }

    deinit {
        for index in 0..<Int(count) { gnutls_x509_crt_deinit(list[index]) }
        gnutls_release(list)
    }
}

/// Why a certificate cannot be used: a clause that follows the names of its files.
struct CertificateError: Error {
    let clause: String

    init(_ clause: String) { self.clause = clause }

    init(_ clause: String, _ code: Int32) {
        self.clause = code < 0 ? "\(clause) (\(String(cString: gnutls_strerror(code))))" : clause
    }
}

func withDatum<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
    var bytes = bytes
    return bytes.withUnsafeMutableBufferPointer { buffer in
        var datum = gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
        return body(&datum)
    }
}

private func keyID(_ body: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    var size = bytes.count
    let code = bytes.withUnsafeMutableBufferPointer {
        body($0.baseAddress!, &size)  // because the array is not empty
    }
    return code == 0 ? bytes : []
}

private func hash(_ leaf: gnutls_x509_crt_t, _ algorithm: gnutls_digest_algorithm_t, size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var length = size
    return gnutls_x509_crt_get_fingerprint(leaf, algorithm, &bytes, &length) == 0 ? bytes : []
}

private func hexadecimal(_ bytes: [UInt8]) -> [String] {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
}
