internal import SOAP
internal import WSMan
internal import XML

/// One thing that a subscription brings.
public enum EventDelivery: Hashable, Sendable {
    case event(Event)
    /// The service could not deliver some events: how many so far, over the life of the subscription (DSP0226 10.9).
    case dropped(total: Int)
    /// Nothing happened, and the service is still there: asked for in the modes that push, and in Pull mode what comes of
    /// a Pull that waited in vain.
    case heartbeat
}

/// Something that happened.
public struct Event: Hashable, Sendable {
    /// The action of the message that brought it; nil where none came, as in Pull mode.
    public var action: String?
    /// The event itself, `__InstanceModificationEvent` with its TargetInstance.
    public var body: Representation

    public init(action: String? = nil, body: Representation) {
        self.action = action
        self.body = body
    }

    /// The instance that the event is about: TargetInstance of WMI's classes, SourceInstance of the DMTF's.
    public var instance: Representation? {
        for name in ["TargetInstance", "SourceInstance"] {
            if case .embedded(let instance)? = body[name]?.values.first { return instance }
        }
        return nil
    }
}

/// How a subscription ended that was not cancelled here (DSP0226 10.6).
public struct SubscriptionEnd: Hashable, Sendable {
    /// A URI of WS-Eventing (`…/SourceShuttingDown`), or nil where the service said none.
    public var status: String?
    /// For people.
    public var reason: String

    public init(status: String? = nil, reason: String) {
        self.status = status
        self.reason = reason
    }
}

/// What comes with one message: a PullResponse, or what a service pushed.
struct DeliveryBatch: Sendable {
    var deliveries: [EventDelivery]
    /// Where to resume once all of them are known.
    var bookmark: String?
}

// MARK: - Wire

extension EventDelivery {
    private static let event = QName(Namespace.wsman, "Event")
    private static let droppedEvents = QName(Namespace.wsman, "DroppedEvents")

    /// Reads an item of a page or of a batch: an event, bare or inside wsman:Event, or a notice of dropped ones.
    init(item element: XMLElement) throws(ClientError) {
        guard element.name == Self.event else {
            self = try Self(body: element, action: nil)
            return
        }
        guard let content = element.elements.first else {
            throw .unexpected("A wsman:Event of the reply is empty.")
        }
        self = try Self(body: content, action: element.attribute(QName("", "Action")))
    }

    /// Reads the one element that a pushed message holds.
    init(body element: XMLElement, action: String?) throws(ClientError) {
        guard element.name == Self.droppedEvents else {
            self = .event(Event(action: action, body: Representation(element)))
            return
        }
        guard let total = Int(element.trimmedText) else {
            throw .unexpected("wsman:DroppedEvents is '\(element.trimmedText.prefix(40))', not a number.")
        }
        self = .dropped(total: total)
    }
}

extension SubscriptionEnd {
    private static func name(_ name: String) -> QName { QName(Namespace.eventing, name) }

    /// Reads `<e:SubscriptionEnd>`.
    init(_ element: XMLElement) {
        status = element.first(Self.name("Status"))?.trimmedText
        let texts = element.elements.filter { $0.name == Self.name("Reason") }.map(\.trimmedText)
        reason = texts.first { !$0.isEmpty } ?? "it gave no reason"
    }
}
