/// How events reach a subscriber (DSP0226 10.2.9).
public enum DeliveryMode: Hashable, Sendable, CaseIterable {
    /// One event a message, without an answer.
    case push
    /// One event a message, each acknowledged before the next.
    case pushWithAck
    /// Several events a message, each message acknowledged.
    case events
    /// The subscriber asks for them.
    case pull

    /// The Mode attribute of wse:Delivery.
    public var uri: String {
        switch self {
        case .push: "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"
        case .pushWithAck: "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"
        case .events: "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events"
        case .pull: "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
        }
    }

    /// Whether the source sends events by itself, and a NotifyTo says where.
    public var isPushed: Bool { self != .pull }
    /// Whether each message waits for the answer to the one before (DSP0226 10.7).
    public var isAcknowledged: Bool { self == .pushWithAck || self == .events }
}
