/// What a server listens on and how much it puts up with.
public struct HTTPServerConfiguration: Sendable {
    public var listen: [SocketAddress]
    /// The largest body of an authenticated request, in bytes. MaxEnvelopeSizekb × 1024 of MS-WSMV.
    public var maximumBodyBytes = 500 * 1024
    /// The largest body of a request that needs no credentials, in bytes: Identify is a few hundred.
    public var maximumAnonymousBodyBytes = 8 * 1024
    /// The largest request line and header together, in bytes.
    public var maximumHeaderBytes = 16 * 1024
    /// Connections open at once, each with its thread; one more is answered 503 and closed.
    public var maximumConnections = 512
    /// Connections open at once from one address.
    public var maximumConnectionsPerAddress = 256
    /// From the first moment a request could begin (a connection's opening, or the request line on a kept connection)
    /// to the end of its header, however busily bytes trickle in.
    public var headerDeadline: Duration = .seconds(30)
    /// From the end of the header to the end of the body. 120 s is MaxPacketRetrievalTimeSeconds of MS-WSMV.
    public var bodyDeadline: Duration = .seconds(120)
    /// From the handler's answer until the peer has taken all of it.
    public var responseDeadline: Duration = .seconds(120)
    /// How long a connection may stay open with no request line.
    public var idleTimeout: Duration = .seconds(120)

    public init(listen: [SocketAddress]) {
        self.listen = listen
    }
}
