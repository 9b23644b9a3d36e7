internal import SOAP
public import WSMan
internal import XML

/// What to be told of, and how (DSP0226 10.2).
///
///     var options = SubscribeOptions(
///         filter: .wql("SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_ConcreteJob'"))
///     options.sendsBookmarks = true
public struct SubscribeOptions: Sendable {
    /// Which events; mostly WQL. nil where the resource itself is a class of events.
    public var filter: EnumerationFilter?
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
    public var retry: DeliveryRetry?
    /// How many events a delivery may hold: a page in Pull mode, a batch in mode Events.
    public var maximumElements: Int?
    /// How long the service may gather events for a batch; mode Events alone.
    public var maximumTime: Duration?
    /// Where events are taken in the modes that push.
    public var listener = EventListenerConfiguration()
    public var operation: OperationOptions

    public init(
        filter: EnumerationFilter? = nil, mode: DeliveryMode = .pull, expires: Duration? = nil,
        operation: OperationOptions = OperationOptions()
    ) {
        self.filter = filter
        self.mode = mode
        self.expires = expires
        self.operation = operation
    }
}

/// wsman:ConnectionRetry.
public struct DeliveryRetry: Hashable, Sendable {
    public var pause: Duration
    public var count: Int

    public init(pause: Duration, count: Int) {
        self.pause = pause
        self.count = count
    }
}

// MARK: - Wire

extension SubscribeOptions {
    /// Writes the body of Subscribe.
    ///
    /// - Parameter notifyTo: where events are pushed to; nil in Pull mode.
    func write(to writer: inout XMLWriter, notifyTo: String?) {
        writer.start("e:Subscribe")
        writer.declare(.e)
        if let notifyTo { EndpointReference(address: notifyTo, resourceURI: nil).write(to: &writer, as: "e:EndTo") }
        writer.start("e:Delivery")
        writer.attribute("Mode", mode.uri)
        if let notifyTo { EndpointReference(address: notifyTo, resourceURI: nil).write(to: &writer, as: "e:NotifyTo") }
        if let heartbeats { writer.element("w:Heartbeats", XSDDuration.text(heartbeats)) }
        if let retry {
            writer.start("w:ConnectionRetry")
            writer.attribute("Total", String(retry.count))
            writer.text(XSDDuration.text(retry.pause))
            writer.end("w:ConnectionRetry")
        }
        if mode == .events {
            if let maximumElements { writer.element("w:MaxElements", String(maximumElements)) }
            if let maximumTime { writer.element("w:MaxTime", XSDDuration.text(maximumTime)) }
        }
        writer.end("e:Delivery")
        if let expires { writer.element("e:Expires", XSDDuration.text(expires)) }
        filter?.write(to: &writer)
        if let bookmark { writer.element("w:Bookmark", bookmark) }
        if sendsBookmarks { writer.empty("w:SendBookmarks") }
        writer.end("e:Subscribe")
    }
}
