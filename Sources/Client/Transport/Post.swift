internal import HTTPMessage

/// One HTTP POST.
struct Post: Sendable {
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// Whether sending it twice has the same effect as once. Only then is it repeated when a connection breaks.
    var isRepeatable: Bool
    /// From the start of connecting to the last byte of the reply.
    var timeout: Duration
    /// False for what a server answers to anybody.
    var usesCredentials = true
}

/// Where a POST goes, and who it says it is from.
struct Destination: Sendable {
    var url: EndpointURL
    /// None without credentials.
    var schemes: AuthenticationSchemes = []
    var credentials: Credentials?
}

/// What came back: complete, and no larger than allowed.
struct PostReply: Sendable {
    /// `HTTP/1.1`.
    var version: String
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
}
