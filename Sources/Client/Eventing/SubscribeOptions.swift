public import WSMan

/// What to be told of, and how (DSP0226 10.2).
///
///     var options = SubscribeOptions(
///         filter: .wql("SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_ConcreteJob'"))
///     options.sendsBookmarks = true
public struct SubscribeOptions: Sendable {
    /// Which events; mostly WQL. nil where the resource itself is a class of events.
    public var filter: Filter?
    public var mode: DeliveryMode
    /// How long the subscription shall live between renewals, which come by themselves; nil lets the service decide.
    public var expires: Duration?
    /// After which event to begin: ``Subscription/bookmark`` of an earlier subscription, or
    /// `Subscribe.earliestBookmark`; nil for what comes.
    public var bookmark: String?
    /// Whether the service shall say with each delivery where to resume.
    public var sendsBookmarks = false
    /// How often the service shall send something though nothing happens; not in Pull mode. Without a sign for three
    /// times as long the subscription fails with ``ClientError/timedOut(after:)``.
    public var heartbeats: Duration?
    /// How often a delivery that failed shall be tried again, and after which pause; not in Pull mode.
    public var retry: ConnectionRetry?
    /// How many events a delivery may hold: a page in Pull mode, a batch in mode Events.
    public var maximumElements: Int?
    /// How long the service may gather events for a batch; mode Events alone.
    public var maximumTime: Duration?
    /// Where events are taken in the modes that push.
    public var listener = EventListenerConfiguration()
    public var operation: OperationOptions

    public init(
        filter: Filter? = nil, mode: DeliveryMode = .pull, expires: Duration? = nil,
        operation: OperationOptions = OperationOptions()
    ) {
        self.filter = filter
        self.mode = mode
        self.expires = expires
        self.operation = operation
    }
}

// MARK: - Wire

extension SubscribeOptions {
    /// The body of Subscribe.
    ///
    /// - Parameter notifyTo: where events are pushed to; nil in Pull mode.
    func subscribe(notifyTo: String?) -> Subscribe {
        let sink = notifyTo.map { EventSinkReference(address: $0) }
        var delivery = Delivery(mode: mode, notifyTo: sink)
        delivery.heartbeats = heartbeats
        delivery.retry = retry
        if mode == .events {
            delivery.maxElements = maximumElements
            delivery.maxTime = maximumTime
        }
        var subscribe = Subscribe(delivery)
        subscribe.endTo = sink
        subscribe.expires = expires.map { .duration($0) }
        subscribe.filter = filter
        subscribe.bookmark = bookmark
        subscribe.sendsBookmarks = sendsBookmarks
        return subscribe
    }
}
