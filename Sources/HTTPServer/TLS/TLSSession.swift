internal import CGnuTLS
internal import CMicroHTTPD

/// A connection's TLS, for what the library does not do: choosing the certificate, resumption, and answers that are
/// written past it.
///
/// The session is the library's and lives until its last notice of the connection; it is used on the connection's own
/// thread.
struct TLSSession {
    /// TLS 1.3 and 1.2 with forward secrecy. CBC suites stay: Server 2012 R2 has no other for an RSA certificate.
    static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:%SERVER_PRECEDENCE"

    private let session: gnutls_session_t

    /// Nil without TLS.
    init?(_ exchange: OpaquePointer) {
        guard let session = MHD_connection_tls_session(exchange) else { return nil }
        self.session = gnutls_session_t(session)
    }

    /// Before the handshake: who asks for the certificate, and the key under which tickets for resumption are sealed.
    func prepare(for connection: Connection, tickets: TicketKey, asksForCertificate: Bool) {
        if asksForCertificate { gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST) }
        // The session's place for a database of sessions is free, since resumption needs none with tickets. The
        // connection is retained for longer than the session lives.
        gnutls_db_set_ptr(session, Unmanaged.passUnretained(connection).toOpaque())
        tickets.enable(session)
    }

    /// What the certificate is worth that the peer has shown, and has proved to be its own.
    func verdict(_ certificates: ClientCertificates) -> ClientCertificates.Verdict { certificates.verdict(on: session) }

    /// Hands a handshake the certificate of its connection, which keeps it alive.
    static let retrieveCertificate:
        @convention(c) (
            gnutls_session_t?, UnsafePointer<gnutls_cert_retr_st>?,
            UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, UnsafeMutablePointer<UInt32>?,
            UnsafeMutablePointer<UnsafeMutablePointer<gnutls_ocsp_data_st>?>?, UnsafeMutablePointer<UInt32>?,
            UnsafeMutablePointer<gnutls_privkey_t?>?, UnsafeMutablePointer<UInt32>?
        ) -> Int32 = { session, _, chain, length, _, ocspLength, key, flags in
            guard let known = gnutls_db_get_ptr(session),
                let certificate = Unmanaged<Connection>.fromOpaque(known).takeUnretainedValue().certificate
            else { return -1 }
            chain?.pointee = certificate.chain
            length?.pointee = certificate.chainLength
            ocspLength?.pointee = 0
            key?.pointee = certificate.key
            // Nothing is GnuTLS's to free.
            flags?.pointee = 0
            return 0
        }

    /// Sends as much as the socket takes without waiting.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { gnutls_record_send(session, $0.baseAddress, $0.count) }
            if count == Int(GNUTLS_E_INTERRUPTED) { continue }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Says that nothing more will be sent, so that the peer can tell an end from a cut.
    func finishSending() { _ = gnutls_bye(session, GNUTLS_SHUT_WR) }
}

/// The secret under which TLS sessions can be resumed; GnuTLS derives a fresh key from it every few hours.
final class TicketKey: @unchecked Sendable {  // because nothing changes between `init` and `deinit`
    private var key = gnutls_datum_t()

    init() { gnutls_session_ticket_key_generate(&key) }

    deinit {
        gnutls_memset(key.data, 0, Int(key.size))
        gnutls_release(key.data)
    }

    func enable(_ session: gnutls_session_t) {
        withUnsafePointer(to: key) { _ = gnutls_session_ticket_enable_server(session, $0) }
    }
}
