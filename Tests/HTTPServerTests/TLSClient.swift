internal import CGnuTLS
internal import Glibc

/// A client that sends exactly the bytes it is given, under TLS; it trusts anybody and remembers whom it met.
final class TLSClient: RawClient {
    private var session: gnutls_session_t?
    private var credentials: gnutls_certificate_credentials_t?
    /// What the handshake ended with: 0, or an error of GnuTLS.
    private(set) var outcome: Int32 = 0
    /// How the last read ended: 0 when the peer said that nothing more comes.
    private(set) var ending = 0

    init(port: UInt16, priorities: String = "NORMAL") {
        super.init(port: port)
        gnutls_init(&session, GNUTLS_CLIENT.rawValue)
        gnutls_certificate_allocate_credentials(&credentials)
        gnutls_priority_set_direct(session, priorities, nil)
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
        gnutls_transport_set_int2(session, descriptor, descriptor)
        gnutls_handshake_set_timeout(session, 10_000)
        repeat { outcome = gnutls_handshake(session) } while outcome < 0 && gnutls_error_is_fatal(outcome) == 0
    }

    deinit {
        gnutls_deinit(session)
        gnutls_certificate_free_credentials(credentials)
    }

    /// The certificate that the server showed, in DER.
    var certificate: [UInt8] {
        var count: UInt32 = 0
        guard let list = gnutls_certificate_get_peers(session, &count), count > 0, let data = list[0].data else {
            return []
        }
        return Array(UnsafeBufferPointer(start: data, count: Int(list[0].size)))
    }

    override func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        gnutls_record_send(session, bytes.baseAddress, bytes.count)
    }

    override func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        // GnuTLS says "again" for each ticket that it takes, and once more when the socket's time is over.
        for _ in 0..<4 {
            ending = gnutls_record_recv(session, buffer.baseAddress, buffer.count)
            if ending >= 0 || gnutls_error_is_fatal(Int32(ending)) != 0 { break }
        }
        return ending
    }
}
