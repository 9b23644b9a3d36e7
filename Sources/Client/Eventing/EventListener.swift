internal import HTTPServer
internal import Platform

/// Where pushed events are taken.
public struct EventListenerConfiguration: Sendable {
    /// `127.0.0.1:0`, `https://0.0.0.0:5990`: port 0 lets the system choose. Only this host can reach the default.
    public var listen = "127.0.0.1:0"
    /// Certificate and key of a listener with https, PEM files.
    public var certificateFile: String?
    public var keyFile: String?
    /// The host, or host and port, by which the service reaches it, where that differs: `client.example:5990`.
    public var host: String?
    /// What the path of the URL is; nil makes one that nobody can guess, which is what keeps others out.
    public var path: String?
    /// How many deliveries may wait to be read; then the service has to wait.
    public var capacity = 1000
    /// The largest message that is taken, in octets.
    public var maximumMessageBytes = 512_000

    public init() {}
}

/// A small HTTP server for the events of services: whoever knows its URL may deliver.
///
///     let listener = try EventListener()
///     print(listener.url)
///     for try await delivery in listener { … }
///
/// Acknowledges what it has taken and nothing else: a message that has no room in time is refused, so that the service
/// sends it again.
public final class EventListener: DeliverySource, AsyncSequence, Sendable {
    public typealias Element = EventDelivery
    public typealias Failure = ClientError

    /// Where events are to be sent: NotifyTo of a Subscribe.
    public let url: String
    private let receiver: EventReceiver
    private let server: HTTPServer
    private let watch: Task<Void, Never>?
    private let state = Lock<ArraySlice<EventDelivery>>([])

    /// Opens the listener.
    ///
    /// - Parameters:
    ///   - configuration: where it listens, and how it is reached.
    ///   - heartbeats: how often something must come; without a sign for three times as long it fails.
    /// - Throws: ``ClientError/invalidArgument(_:)`` for an address that cannot be listened on.
    public init(
        _ configuration: EventListenerConfiguration = EventListenerConfiguration(), heartbeats: Duration? = nil
    ) throws(ClientError) {
        if configuration.host == nil, let address = try? ListenAddress(parsing: configuration.listen),
            address.address.isUnspecified
        {
            throw .invalidArgument(
                "No service can send events to \(configuration.listen); say by which host it reaches this one.")
        }
        let path = "/" + (configuration.path ?? "events/\(RandomIdentifiers().next())").drop { $0 == "/" }
        let receiver = EventReceiver(DeliveryQueue(capacity: Swift.max(1, configuration.capacity)))
        self.receiver = receiver
        do {
            server = HTTPServer(
                try HTTPServerConfiguration(configuration, path: path), users: UserDatabase([:]), log: .silent
            ) { receiver.respond(to: $0) }
            try server.start()
        } catch {
            throw .invalidArgument("Events cannot be taken on \(configuration.listen): \(error)")
        }
        guard let bound = server.boundListeners.first else {
            throw .invalidArgument("Events cannot be taken on \(configuration.listen): it is not open.")
        }
        url = bound.url(path: path, host: configuration.host)
        watch = heartbeats.map { interval in Task { await receiver.watch(silence: interval * 3) } }
    }

    deinit { close() }

    public func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: EventListener

        public mutating func next() async throws(ClientError) -> EventDelivery? { try await listener.nextDelivery() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> EventDelivery? {
            try await listener.nextDelivery()
        }
    }

    private func nextDelivery() async throws(ClientError) -> EventDelivery? {
        while true {
            if let delivery = state.withLock({ $0.popFirst() }) { return delivery }
            guard let batch = try await next() else { return nil }
            state.withLock { $0 = batch.deliveries[...] }
        }
    }

    func next() async throws(ClientError) -> DeliveryBatch? { try await receiver.queue.next() }

    /// Refuses what still comes, and closes the door: a service that is told so ends its subscription at once.
    func finish(_ error: ClientError?) {
        watch?.cancel()
        receiver.queue.finish(error)
    }

    private func close() {
        finish(nil)
        // It waits for its connections' threads, which no task of the pool should do.
        let server = server
        _ = Thread(name: "winch-close") { server.drain(timeout: .seconds(1)) }
    }
}

extension HTTPServerConfiguration {
    fileprivate init(_ configuration: EventListenerConfiguration, path: String) throws {
        self.init(listen: [try ListenAddress(parsing: configuration.listen)])
        if let certificate = configuration.certificateFile {
            self.certificate = CertificateFiles(
                certificate: certificate, key: configuration.keyFile ?? certificate)
        }
        routes = HTTPRoutes(authenticated: [], anonymous: [path])
        maximumAnonymousBodyBytes = configuration.maximumMessageBytes
        maximumBodyBytes = configuration.maximumMessageBytes
        // Services that push keep a connection or two.
        maximumConnections = 32
        maximumConnectionsPerAddress = 16
    }
}
