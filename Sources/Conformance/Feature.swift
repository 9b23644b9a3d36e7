/// The parts of the protocol that a service may leave out. Rules about one that is left out are skipped.
public enum Feature: String, CaseIterable, Sendable {
    case identify = "Identify"
    case options = "OptionSet"
    case put = "Put"
    case create = "Create"
    case delete = "Delete"
    case fragments = "fragment transfer"
    case enumeration = "enumeration"
    case filteredEnumeration = "filtered enumeration"
    case projection = "projection dialect"
    case selectorFilter = "SelectorFilter dialect"
    case methods = "methods"
    case eventing = "eventing"
    case push = "eventing/Push"
    case pushWithAck = "eventing/PushWithAck"
    case batches = "eventing/Events"
    case pullMode = "eventing/PullMode"
    case heartbeats = "eventing/Heartbeats"
    case bookmarks = "eventing/Bookmarks"
    case droppedEvents = "eventing/DroppedEvents"
    case subscriptionEnd = "eventing/SubscriptionEnd"
    case attachments = "MTOM"
    case https = "HTTPS"

    /// What the person who runs the tester must have allowed before it may be tried.
    var permission: Permission? {
        switch self {
        case .put, .create, .delete: .write
        case .methods: .invoke
        default: nil
        }
    }
}

/// What may be done to the service besides reading.
public enum Permission: String, CaseIterable, Sendable {
    /// Create, change and delete the resources that the profile names.
    case write
    /// Call the method that the profile names.
    case invoke
}

/// Whether a service has a feature.
enum Offer: Sendable {
    case offered
    /// With the reason, a part of a sentence: `Subscribe is answered wsa:ActionNotSupported`.
    case absent(String)
}
