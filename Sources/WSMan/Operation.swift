public import XML

/// What a message is addressed to: the default addressing model's header blocks (DSP0226 5.1.2).
public struct Target: Hashable, Sendable {
    public var resourceURI: ResourceURI
    public var selectors: SelectorSet

    public init(resourceURI: ResourceURI, selectors: SelectorSet = .empty) {
        self.resourceURI = resourceURI
        self.selectors = selectors
    }
}

/// What a request asks for, with all it needs. Total: nothing in here has to be checked for presence again.
public enum Operation: Sendable {
    /// DSP0226 clause 11: no addressing, no target.
    case identify
    case get(Target)
    /// The new representation, or a fragment of it.
    case put(Target, XMLElement)
    case create(Target, XMLElement)
    case delete(Target)
    case enumerate(Target, Enumerate)
    /// The target is not compared with the Enumerate's: libvirt pulls with another resource URI.
    case pull(Pull, Target)
    case release(context: String)
    /// Without a time it is to live as long as the service lets it.
    case renewEnumeration(context: String, Expiration?)
    case enumerationStatus(context: String)
    /// A method of a class; `input` is the element in the body, if there is one.
    case invoke(Target, method: String, input: XMLElement?)
    case eventing(Eventing)
    /// An operation that WS-Management knows and this service does not offer.
    case unsupported(action: String)
}
