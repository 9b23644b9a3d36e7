internal import Platform
public import WSMan

/// What a service tells of events, as it comes.
///
///     let subscription = try await client.subscribe(to: Target(resourceURI: uri), options)
///     for try await delivery in subscription {
///         if case .event(let event) = delivery, let job = event.instance { … }
///     }
///
/// One task reads it. It is renewed by itself before it expires, and cancelled with the service when it is released. The
/// sequence ends after ``unsubscribe()``; any other end is an error.
public final class Subscription: AsyncSequence, Sendable {
    public typealias Element = EventDelivery
    public typealias Failure = ClientError

    private struct State {
        var deliveries: ArraySlice<EventDelivery> = []
        /// Of the deliveries that are being handed out.
        var pendingBookmark: String?
        var bookmark: String?
    }

    private let lease: SubscriptionLease
    private let source: any DeliverySource
    private let renewal: Task<Void, Never>
    private let state: Lock<State>

    init(_ lease: SubscriptionLease, _ source: any DeliverySource, bookmark: String?) {
        self.lease = lease
        self.source = source
        state = Lock(State(bookmark: bookmark))
        renewal = Task { [lease, source] in
            if let end = await lease.keep() { source.finish(end) }
        }
    }

    deinit {
        renewal.cancel()
        source.finish(nil)
        // Nobody can wait for it here; the lease keeps the client until it is done.
        Task.detached { [lease] in try? await lease.cancel() }
    }

    /// The reference that the service manages the subscription by.
    public var manager: EndpointReference { lease.manager }

    /// How long it lives if it were not renewed; nil when it does not expire.
    public var remaining: Duration? { lease.remaining }

    /// Where a later subscription resumes after what was read here: behind the last whole delivery. nil until the service
    /// has sent one.
    public var bookmark: String? { state.withLock { $0.bookmark } }

    /// Cancels the subscription with the service; what has come already can still be read.
    public func unsubscribe() async throws(ClientError) {
        renewal.cancel()
        source.finish(nil)
        try await lease.cancel()
    }

    /// Renews it now. It does so by itself after two thirds of its life.
    public func renew() async throws(ClientError) { try await lease.renew() }

    /// Asks the service how long it still lives, were it not renewed; nil when it does not expire.
    public func status() async throws(ClientError) -> Duration? { try await lease.status() }

    public func makeAsyncIterator() -> Iterator { Iterator(subscription: self) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let subscription: Subscription

        public mutating func next() async throws(ClientError) -> EventDelivery? { try await subscription.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> EventDelivery? {
            try await subscription.next()
        }
    }

    private func next() async throws(ClientError) -> EventDelivery? {
        while true {
            let delivery: EventDelivery? = state.withLock { state in
                let delivery = state.deliveries.popFirst()
                if state.deliveries.isEmpty, let bookmark = state.pendingBookmark {
                    state.bookmark = bookmark
                    state.pendingBookmark = nil
                }
                return delivery
            }
            if let delivery { return delivery }
            guard let batch = try await source.next() else { return nil }
            state.withLock { state in
                state.deliveries = batch.deliveries[...]
                state.pendingBookmark = batch.bookmark
            }
        }
    }
}

/// Where the deliveries of a subscription come from.
protocol DeliverySource: Sendable {
    /// What comes next, a heartbeat at least; nil after ``finish(_:)`` with nil.
    func next() async throws(ClientError) -> DeliveryBatch?

    /// Lets nothing more in: what has come is handed out, then the error or the end.
    func finish(_ error: ClientError?)
}
