internal import CGnuTLS
internal import Glibc
public import Platform

/// Where a server's certificate and its private key stand, both in PEM.
public struct CertificateFiles: Hashable, Sendable {
    /// The server's certificate, and those between it and the root.
    public var certificate: String
    /// Readable by the server's user only. May be the same file.
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Reads both and says what the certificate is.
    /// - Throws: `HTTPServerError` when a file cannot be read, others can read the key, or the two do not go together.
    public func describe() throws(HTTPServerError) -> CertificateDescription { try load().description }

    func load() throws(HTTPServerError) -> Certificate {
        let chain = try Self.read(certificate)
        var status = stat()
        if stat(key, &status) == 0, status.st_mode & 0o007 != 0 {
            throw HTTPServerError(
                "The private key in \(key) is open to everybody. Run: chmod 600 \(key), and consider a new key.")
        }
        let keyBytes = try Self.read(key)
        do throws(CertificateError) {
            return try Certificate(chain: chain, key: keyBytes)
        } catch {
            throw HTTPServerError(
                "The certificate \(certificate) with the key \(key) cannot be used: \(error.clause). "
                    + "Put a PEM certificate chain and its PEM key there.")
        }
    }

    /// What changes when one of the files does: inode, size and time of both; nil when one is not there.
    var stamp: [Int]? {
        var stamp: [Int] = []
        for file in [certificate, key] {
            var status = stat()
            guard stat(file, &status) == 0 else { return nil }
            stamp += [
                Int(status.st_ino), Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec),
            ]
        }
        return stamp
    }

    static func read(_ path: String) throws(HTTPServerError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw HTTPServerError("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= 1 << 20 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
        throw HTTPServerError("\(path) is larger than a megabyte: that is no certificate.")
    }
}

// MARK: - Making one

extension CertificateFiles {
    /// Makes a key (P-256) and a certificate that signs itself, and writes both; the key with mode 0600.
    ///
    /// - Parameters:
    ///   - names: host names and addresses in figures that clients will use; the first becomes the subject.
    ///   - days: how long it is valid. 825 is the most that Apple's clients take.
    ///   - now: the present time; it is valid from the day before.
    /// - Throws: `HTTPServerError` when a file is there already, so that no key is ever overwritten, or cannot be written.
    public func makeSelfSigned(names: [String], days: Int = 825, now: Timestamp) throws(HTTPServerError) {
        for file in [certificate, key] where access(file, F_OK) == 0 {
            throw HTTPServerError("\(file) is there already: move it away, or name another file.")
        }
        let seconds = time_t(now.microseconds / 1_000_000)
        guard
            let made = SelfSigned.make(
                names, from: seconds - 86_400, until: seconds + time_t(days) * 86_400)
        else { throw HTTPServerError("GnuTLS could not make a certificate for \(names.joined(separator: ", ")).") }
        try Self.write(made.key, to: key, mode: 0o600)
        try Self.write(made.certificate, to: certificate, mode: 0o644)
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(HTTPServerError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        let isWritten = descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count
        let code = errno
        if descriptor >= 0 { close(descriptor) }
        guard isWritten else {
            throw HTTPServerError("\(path) cannot be written: \(String(cString: strerror(code))).")
        }
    }
}

private enum SelfSigned {
    static func make(_ names: [String], from: time_t, until: time_t) -> (certificate: [UInt8], key: [UInt8])? {
        var key: gnutls_x509_privkey_t?
        var crt: gnutls_x509_crt_t?
        gnutls_x509_privkey_init(&key)
        gnutls_x509_crt_init(&crt)
        defer {
            gnutls_x509_crt_deinit(crt)
            gnutls_x509_privkey_deinit(key)
        }
        // GNUTLS_CURVE_TO_BITS: the high bit says that the rest is a curve and no number of bits.
        let p256 = UInt32(1) << 31 | GNUTLS_ECC_CURVE_SECP256R1.rawValue
        guard let key, let crt, let name = names.first,
            gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, p256, 0) == 0,
            fill(crt, name, from, until), names.allSatisfy({ add($0, to: crt) }),
            gnutls_x509_crt_set_key(crt, key) == 0,
            gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) == 0,
            let certificate = exported({ gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, $0) }),
            let secret = exported({
                gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, nil, GNUTLS_PKCS_PLAIN.rawValue, $0)
            })
        else { return nil }
        return (certificate, secret)
    }

    private static func fill(_ crt: gnutls_x509_crt_t, _ name: String, _ from: time_t, _ until: time_t) -> Bool {
        var serial = [UInt8](repeating: 0, count: 16)
        guard gnutls_rnd(GNUTLS_RND_NONCE, &serial, serial.count) == 0 else { return false }
        // A serial number is positive (RFC 5280 §4.1.2.2).
        serial[0] = serial[0] & 0x7F | 0x40
        return gnutls_x509_crt_set_version(crt, 3) == 0
            && gnutls_x509_crt_set_serial(crt, serial, serial.count) == 0
            && gnutls_x509_crt_set_activation_time(crt, from) == 0
            && gnutls_x509_crt_set_expiration_time(crt, until) == 0
            && gnutls_x509_crt_set_dn_by_oid(crt, "2.5.4.3", 0, name, UInt32(name.utf8.count)) == 0
            && gnutls_x509_crt_set_basic_constraints(crt, 0, -1) == 0
            && gnutls_x509_crt_set_key_usage(crt, UInt32(GNUTLS_KEY_DIGITAL_SIGNATURE)) == 0
            && gnutls_x509_crt_set_key_purpose_oid(crt, "1.3.6.1.5.5.7.3.1", 0) == 0
    }

    private static func add(_ name: String, to crt: gnutls_x509_crt_t) -> Bool {
        let append = UInt32(GNUTLS_FSAN_APPEND)
        for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
            var address = [UInt8](repeating: 0, count: size)
            guard inet_pton(family, name, &address) == 1 else { continue }
            return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, UInt32(size), append) == 0
        }
        return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name, UInt32(name.utf8.count), append) == 0
    }

    private static func exported(_ body: (UnsafeMutablePointer<gnutls_datum_t>) -> Int32) -> [UInt8]? {
        var datum = gnutls_datum_t()
        guard body(&datum) == 0, let data = datum.data else { return nil }
        defer { gnutls_release(data) }
        return Array(UnsafeBufferPointer(start: data, count: Int(datum.size)))
    }
}
