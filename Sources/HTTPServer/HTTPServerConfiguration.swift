/// What a server listens on and how much it puts up with.
public struct HTTPServerConfiguration: Sendable {
    public var listen: [ListenAddress]
    /// The certificate of the listeners with TLS; read again when the files change.
    public var certificate: CertificateFiles?
    /// Who may come in with a certificate of their own; nil for nobody.
    public var clientCertificates: ClientCertificates?
    /// Passwords of Basic, and messages after Negotiate, may pass without TLS and unsealed. For trials.
    public var allowUnencrypted = false
    /// The largest body of an authenticated request, in bytes. MaxEnvelopeSizekb × 1024 of MS-WSMV.
    public var maximumBodyBytes = 500 * 1024
    /// The largest body of a request that needs no credentials, in bytes: Identify is a few hundred.
    public var maximumAnonymousBodyBytes = 8 * 1024
    /// The largest request line and header together, in bytes.
    public var maximumHeaderBytes = 16 * 1024
    /// Connections open at once, each with its thread; one more is answered 503 and closed.
    public var maximumConnections = 2048
    /// Connections open at once from one address; a whole /64 counts as one address of IPv6.
    public var maximumConnectionsPerAddress = 1536
    /// From the first moment a request could begin (a connection's opening, or the request line on a kept connection)
    /// to the end of its header, however busily bytes trickle in.
    public var headerDeadline: Duration = .seconds(30)
    /// From the end of the header to the end of the body. 120 s is MaxPacketRetrievalTimeSeconds of MS-WSMV.
    public var bodyDeadline: Duration = .seconds(120)
    /// From the handler's answer until the peer has taken all of it.
    public var responseDeadline: Duration = .seconds(120)
    /// How long a connection may stay open with no request line.
    public var idleTimeout: Duration = .seconds(120)

    /// The paths that are served; every other is answered 404.
    public var routes = HTTPRoutes.wsman

    public init(listen: [ListenAddress]) {
        self.listen = listen
    }

    /// What makes a server of this configuration impossible, as a sentence; nil when nothing does.
    public var problem: String? {
        if listen.isEmpty { return "There is no address to listen on." }
        if certificate == nil, let secure = listen.first(where: \.isSecure) {
            return "\(secure) needs a certificate and its key."
        }
        if maximumBodyBytes < 1 || maximumAnonymousBodyBytes < 1 { return "A body's limit must be at least 1 byte." }
        if maximumHeaderBytes < 1024 || maximumHeaderBytes > 1 << 20 {
            return "The header's limit must lie between 1024 and 1048576 bytes."
        }
        if maximumConnections < 1 || maximumConnections > 100_000 {
            return "The number of connections must lie between 1 and 100000."
        }
        if maximumConnectionsPerAddress < 1 { return "The number of connections per address must be at least 1." }
        if min(headerDeadline, bodyDeadline, responseDeadline, idleTimeout) <= .zero {
            return "Deadlines and timeouts must be longer than nothing."
        }
        return nil
    }
}
