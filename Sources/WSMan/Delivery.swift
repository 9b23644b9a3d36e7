/// How events shall reach their subscriber: wse:Delivery (DSP0226 10.2.3 to 10.2.9).
///
///     <e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Events">
///       <e:NotifyTo>…</e:NotifyTo><w:Heartbeats>PT20S</w:Heartbeats>
///       <w:ConnectionRetry Total="5">PT60S</w:ConnectionRetry>
///       <w:MaxElements>20</w:MaxElements><w:MaxTime>PT5S</w:MaxTime>
///       <w:MaxEnvelopeSize Policy="Skip">51200</w:MaxEnvelopeSize>
///     </e:Delivery>
public struct Delivery: Hashable, Sendable {
    public var mode: DeliveryMode
    /// The event sink; nil in Pull mode, and in no other.
    public var notifyTo: EventSinkReference?
    /// Something is to be sent at least this often.
    public var heartbeats: Duration?
    public var retry: ConnectionRetry?
    /// Events of one message at most; in mode Events only.
    public var maxElements: Int?
    /// How long a message may wait for more events; in mode Events only.
    public var maxTime: Duration?
    public var maxEnvelopeSize: EventSizeLimit?
    /// The language tag the subscriber would like events in.
    public var locale: String?
    /// The character set the subscriber would like messages in, `UTF-16`.
    public var contentEncoding: String?
    /// How to sign in at the sink; nil for the default of what is given.
    public var authentication: SecurityProfile?

    public init(mode: DeliveryMode = .push, notifyTo: EventSinkReference? = nil) {
        self.mode = mode
        self.notifyTo = notifyTo
    }
}

/// How often, and after how long, a delivery is tried again: `<w:ConnectionRetry Total="5">PT60S</w:ConnectionRetry>`.
public struct ConnectionRetry: Hashable, Sendable {
    public var interval: Duration
    /// Attempts after the first; nil for as many as the subscription's life allows.
    public var total: Int?

    public init(interval: Duration, total: Int? = nil) {
        self.interval = interval
        self.total = total
    }
}

/// The largest message a subscriber takes, and what becomes of an event that does not fit.
public struct EventSizeLimit: Hashable, Sendable {
    public enum Policy: String, CaseIterable, Sendable {
        case cancelSubscription = "CancelSubscription"
        case skip = "Skip"
        /// The event is dropped, and a DroppedEvents takes its place.
        case notify = "Notify"
    }

    /// Of the encoded envelope.
    public var octets: Int
    public var policy: Policy

    public init(octets: Int, policy: Policy = .notify) {
        self.octets = octets
        self.policy = policy
    }
}
