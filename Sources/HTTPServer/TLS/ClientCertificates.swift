internal import CGnuTLS
internal import Glibc
internal import HTTPMessage
internal import Platform

/// Whose certificates are believed, and which users they are (`…/secprofile/https/mutual`, DSP0226 annex C.3.5).
///
/// A certificate is a user's when a chain leads from it to one of the authorities, it is for clients, its time has come and
/// is not over, and the table names its subject, one of its alternative names or its thumbprint, whole.
public final class ClientCertificates: Sendable {
    /// What the table names a certificate by.
    public enum Name: Hashable, Sendable {
        /// RFC 4514: `CN=alice,O=Example`
        case subject(String)
        /// A DNS name, an address of electronic mail, or the user principal name of Windows.
        case alternative(String)
        /// SHA-1 in hexadecimal, as Windows shows it.
        case thumbprint(String)

        /// Reads `subject:CN=alice,O=Example`, `san:alice@example.org` or `thumbprint:0123…`; nil for anything else.
        public init?(parsing text: String) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "subject": self = .subject(parts[1])
            case "san": self = .alternative(parts[1].lowercased())
            case "thumbprint":
                let digits = parts[1].uppercased().filter { $0 != ":" && $0 != " " }
                guard digits.utf8.count == 40, digits.allSatisfy(\.isHexDigit) else { return nil }
                self = .thumbprint(digits)
            default: return nil
            }
        }
    }

    /// What a connection's certificate is worth.
    enum Verdict {
        case none
        case known(Principal)
        /// The cause, for the log.
        case refused(String)
    }

    private let file: String
    private let users: [Name: String]
    private let trusted: Lock<TrustList>

    /// - Parameters:
    ///   - file: a PEM file with the certificates that sign clients' ones; read again with the server's own.
    ///   - users: who is who.
    /// - Throws: `HTTPServerError` when the file cannot be read or holds no certificate.
    public init(authorities file: String, users: [Name: String]) throws(HTTPServerError) {
        self.file = file
        self.users = users
        trusted = Lock(try TrustList(file))
    }

    /// Reads the authorities again; the old ones stay when the file is bad.
    func reload() throws(HTTPServerError) {
        let list = try TrustList(file)
        trusted.withLock { $0 = list }
    }

    func verdict(on session: gnutls_session_t) -> Verdict {
        var count: UInt32 = 0
        guard let list = gnutls_certificate_get_peers(session, &count), count > 0 else { return .none }
        guard let chain = PeerChain(list, Int(min(count, 16))) else {
            return .refused("the certificate cannot be read")
        }
        if let cause = trusted.withLock(\.self).complaint(about: chain) { return .refused(cause) }
        for name in chain.names {
            if let user = users[name] { return .known(Principal(name: user)) }
        }
        return .refused("the certificate is nobody's")
    }
}

/// Certificates that vouch for others.
private final class TrustList: @unchecked Sendable {  // because the list is only read after `init`
    private let list: gnutls_x509_trust_list_t

    init(_ file: String) throws(HTTPServerError) {
        let pem = try CertificateFiles.read(file)
        var made: gnutls_x509_trust_list_t?
        gnutls_x509_trust_list_init(&made, 0)
        guard let made else { throw HTTPServerError("There is no memory for the certificates of \(file).") }
        list = made
        let count = withDatum(pem) {
            gnutls_x509_trust_list_add_trust_mem(made, $0, nil, GNUTLS_X509_FMT_PEM, 0, 0)
        }
        guard count > 0 else {
            throw HTTPServerError(
                "\(file) holds no certificate in PEM. Put those there that sign the certificates of clients.")
        }
    }

    deinit { gnutls_x509_trust_list_deinit(list, 1) }

    /// Why a chain is not believed; nil when it is.
    func complaint(about chain: PeerChain) -> String? {
        var status: UInt32 = 0
        let purpose = Array("1.3.6.1.5.5.7.3.2".utf8CString)  // id-kp-clientAuth
        let code = purpose.withUnsafeBytes { oid in
            var data = gnutls_typed_vdata_st()
            data.type = GNUTLS_DT_KEY_PURPOSE_OID
            data.data = UnsafeMutablePointer(mutating: oid.bindMemory(to: UInt8.self).baseAddress)
            return gnutls_x509_trust_list_verify_crt2(
                list, &chain.certificates, UInt32(chain.certificates.count), &data, 1, 0, &status, nil)
        }
        guard code == 0 else { return "the certificate cannot be verified" }
        guard status == 0 else {
            return status & GNUTLS_CERT_EXPIRED.rawValue != 0
                ? "the certificate has expired" : "the certificate is not vouched for"
        }
        return nil
    }
}

/// The certificates that a client has shown, its own first.
private final class PeerChain {
    fileprivate var certificates: [gnutls_x509_crt_t?] = []

    init?(_ list: UnsafePointer<gnutls_datum_t>, _ count: Int) {
        for index in 0..<count {
            var certificate: gnutls_x509_crt_t?
            gnutls_x509_crt_init(&certificate)
            certificates.append(certificate)
            guard gnutls_x509_crt_import(certificate, list + index, GNUTLS_X509_FMT_DER) == 0 else { return nil }
        }
    }

    deinit { for certificate in certificates { gnutls_x509_crt_deinit(certificate) } }

    /// The thumbprint before the names: it is the narrowest.
    var names: [ClientCertificates.Name] {
        guard let leaf = certificates.first.flatMap(\.self) else { return [] }
        var names = [ClientCertificates.Name.thumbprint(CertificateDescription(leaf).thumbprint)]
        var subject = gnutls_datum_t()
        if gnutls_x509_crt_get_dn3(leaf, &subject, 0) == 0, let data = subject.data {
            let bytes = UnsafeBufferPointer(start: data, count: Int(subject.size))
            names.append(.subject(String(decoding: bytes, as: UTF8.self)))
            gnutls_release(data)
        }
        return names + alternatives(of: leaf)
    }

    private func alternatives(of leaf: gnutls_x509_crt_t) -> [ClientCertificates.Name] {
        var found: [ClientCertificates.Name] = []
        for index in 0..<UInt32(32) {
            var text = [UInt8](repeating: 0, count: 512)
            var size = text.count
            let kind = gnutls_x509_crt_get_subject_alt_name(leaf, index, &text, &size, nil)
            if kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE { break }
            switch kind {
            case Int32(GNUTLS_SAN_DNSNAME.rawValue), Int32(GNUTLS_SAN_RFC822NAME.rawValue):
                found.append(.alternative(String(decoding: text.prefix(size), as: UTF8.self).lowercased()))
            case Int32(GNUTLS_SAN_OTHERNAME.rawValue):
                if let name = principalName(of: leaf, index) { found.append(.alternative(name)) }
            default: break
            }
        }
        return found
    }

    /// Windows' user principal name, `alice@example.org`: a UTF8String under an identifier of its own.
    private func principalName(of leaf: gnutls_x509_crt_t, _ index: UInt32) -> String? {
        var oid = [CChar](repeating: 0, count: 64)
        var size = oid.count
        guard gnutls_x509_crt_get_subject_alt_othername_oid(leaf, index, &oid, &size) >= 0,
            String(decoding: oid.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                == "1.3.6.1.4.1.311.20.2.3"
        else { return nil }
        var value = [UInt8](repeating: 0, count: 512)
        size = value.count
        guard gnutls_x509_crt_get_subject_alt_name(leaf, index, &value, &size, nil) >= 0, size > 2, value[0] == 0x0C,
            value[1] < 0x80, Int(value[1]) == size - 2
        else { return nil }
        return String(decoding: value[2..<size], as: UTF8.self).lowercased()
    }
}
