public import HTTPMessage

/// How messages leave for event sinks. The endpoint says what goes where; whoever serves it has the sockets.
public protocol EventSink: Sendable {
    /// What is to be known of an address that a client names, before anything goes there.
    ///
    /// - Throws: ``SinkFailure`` for what is no URL of http or https, and for what the configuration does not allow.
    func place(of address: String) throws(SinkFailure) -> SinkPlace

    /// Sends one message. `completion` is called once, from any thread, with the whole answer; it returns at once.
    /// No redirect is followed.
    func send(
        _ message: SinkMessage, completion: @escaping @Sendable (Result<HTTPResponse, SinkFailure>) -> Void)
}

/// One POST to an event sink.
public struct SinkMessage: Sendable {
    public var address: String
    public var contentType: String
    public var body: [UInt8]
    /// For Basic.
    public var credentials: SinkCredentials?
    /// From the start of connecting to the last byte of the answer.
    public var timeout: Duration
}

/// Who the service says it is at an event sink. The description tells nothing.
public struct SinkCredentials: Sendable, Hashable, CustomStringConvertible {
    public var user: String
    public var password: String

    public var description: String { "(credentials)" }
}

/// Where an address leads.
public struct SinkPlace: Sendable, Hashable {
    /// Whether it is https.
    public var isSecure: Bool
    /// Whether the way there stays inside this host.
    public var isLoopback: Bool

    public init(isSecure: Bool, isLoopback: Bool) {
        self.isSecure = isSecure
        self.isLoopback = isLoopback
    }
}

/// Why nothing went to an address, or no answer came: a sentence, without secrets.
public struct SinkFailure: Error, Sendable, Hashable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}
