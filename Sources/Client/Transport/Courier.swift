public import HTTPMessage

/// Sends POSTs to any number of addresses from one thread of libcurl: what a server delivers its events with.
///
/// Each POST goes its own way; one whose answer never comes holds up no other. No redirect is followed, and addresses of
/// the local link are refused, whatever name leads there: the addresses are chosen by others.
public final class Courier: Sendable {
    /// One POST, and what to sign in with.
    public struct Parcel: Sendable {
        public var url: EndpointURL
        public var contentType: String
        public var body: [UInt8]
        /// For Basic.
        public var credentials: Credentials?
        /// From the start of connecting to the last byte of the answer.
        public var timeout: Duration

        public init(
            url: EndpointURL, contentType: String, body: [UInt8], credentials: Credentials? = nil, timeout: Duration
        ) {
            self.url = url
            self.contentType = contentType
            self.body = body
            self.credentials = credentials
            self.timeout = timeout
        }
    }

    /// What came back: complete, and no larger than ``maximumReplyBytes``.
    public struct Answer: Sendable {
        public var status: Int
        public var headers: HTTPHeaders
        public var body: [UInt8]
    }

    /// An acknowledgement or a fault is small.
    public static let maximumReplyBytes = 65_536

    private let loop: TransferLoop

    /// - Parameters:
    ///   - trust: which certificates of the others are believed.
    ///   - userAgent: the field User-Agent.
    /// - Throws: ``ClientError/invalidArgument(_:)`` for what libcurl refuses.
    public init(trust: Trust = .system, userAgent: String) throws(ClientError) {
        var configuration = ClientConfiguration(url: "")
        configuration.trust = trust
        configuration.userAgent = userAgent
        configuration.proxy = ""
        configuration.maximumConnections = 256
        configuration.staysBeyondLink = true
        try configuration.checkFiles()
        loop = try TransferLoop(configuration)
        loop.start()
    }

    deinit { loop.stop() }

    /// Sends one POST; `completion` is called once, on libcurl's thread, which it must not hold up.
    public func send(
        _ parcel: Parcel, completion: @escaping @Sendable (Result<Answer, ClientError>) -> Void
    ) {
        let destination = Destination(
            url: parcel.url, schemes: parcel.credentials == nil ? [] : .basic, credentials: parcel.credentials)
        let post = Post(
            headers: [("Content-Type", parcel.contentType)], body: parcel.body, isRepeatable: true,
            timeout: parcel.timeout)
        loop.submit(
            Transfer(post, to: destination, maximumReplyBytes: Self.maximumReplyBytes) { result in
                completion(result.map { Answer(status: $0.status, headers: $0.headers, body: $0.body) })
            })
    }
}
