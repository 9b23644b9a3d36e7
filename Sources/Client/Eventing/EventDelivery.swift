internal import SOAP
internal import WSMan

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

/// What comes with one message: a PullResponse, or what a service pushed.
struct DeliveryBatch: Sendable {
    var deliveries: [EventDelivery]
    /// Where to resume once all of them are known.
    var bookmark: String?
}

// MARK: - Wire

extension EventDelivery {
    init(_ event: EventMessage.Event) throws(Fault) {
        if let total = try event.droppedEvents() {
            self = .dropped(total: total)
        } else {
            self = .event(Event(action: event.action, body: Representation(event.body)))
        }
    }
}
