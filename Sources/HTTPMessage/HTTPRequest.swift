/// A complete request, as the server hands it to its handler: the body is all there and the sender is known.
public struct HTTPRequest: Sendable {
    /// The method's token, `POST`.
    public let method: String
    /// The target without its query, `/wsman`.
    public let path: String
    /// What follows the `?` of the target, still percent-encoded; nil when there is no `?`.
    public let query: String?
    /// The fields a handler may look at. `Authorization` is never among them: credentials end at the server.
    public let headers: HTTPHeaders
    public let body: [UInt8]
    /// The peer's address without its port, `192.0.2.7` or `::1`.
    public let remoteAddress: String
    /// Who sent the request; nil only on the routes that answer anybody.
    public let principal: Principal?

    public init(
        method: String = "POST", path: String, query: String? = nil, headers: HTTPHeaders = [:], body: [UInt8],
        remoteAddress: String = "127.0.0.1", principal: Principal?
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.principal = principal
    }
}
