public import XML

/// The last message of a subscription that ends before its time (DSP0226 10.6).
///
///     <e:SubscriptionEnd><e:SubscriptionManager>…</e:SubscriptionManager>
///       <e:Status>http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryFailure</e:Status>
///       <e:Reason xml:lang="en-US">…</e:Reason></e:SubscriptionEnd>
public struct SubscriptionEnd: Sendable {
    /// Why; spelled as OMI and Windows spell them, with two l.
    public enum Status: String, CaseIterable, Sendable {
        case deliveryFailure = "DeliveryFailure"
        case sourceShuttingDown = "SourceShuttingDown"
        case sourceCancelling = "SourceCancelling"

        public var uri: String { "http://schemas.xmlsoap.org/ws/2004/08/eventing/\(rawValue)" }
    }

    public var manager: SubscriptionManager
    public var status: Status
    public var reason: String

    public init(manager: SubscriptionManager, status: Status, reason: String) {
        self.manager = manager
        self.status = status
        self.reason = reason
    }

    // MARK: - Wire

    /// Needs the prefixes a, e and w.
    public func write(to writer: inout XMLWriter) {
        writer.start("e:SubscriptionEnd")
        manager.write(to: &writer)
        writer.element("e:Status", status.uri)
        writer.start("e:Reason")
        writer.attribute("xml:lang", "en-US")
        writer.text(reason)
        writer.end("e:Reason")
        writer.end("e:SubscriptionEnd")
    }
}

/// What Renew, GetStatus and Unsubscribe of one subscription are sent to.
public struct SubscriptionManager: Hashable, Sendable {
    /// The address that the Subscribe was sent to.
    public var address: String
    public var resourceURI: ResourceURI
    public var identifier: String

    public init(address: String, resourceURI: ResourceURI, identifier: String) {
        self.address = address
        self.resourceURI = resourceURI
        self.identifier = identifier
    }

    // MARK: - Wire

    func write(to writer: inout XMLWriter) {
        writer.start("e:SubscriptionManager")
        writer.element("a:Address", address)
        // The older kind of reference parameters, which Windows writes here and its clients look for.
        writer.start("a:ReferenceProperties")
        writer.element("w:ResourceURI", resourceURI.text)
        writer.element("e:Identifier", identifier)
        writer.end("a:ReferenceProperties")
        writer.end("e:SubscriptionManager")
    }
}
