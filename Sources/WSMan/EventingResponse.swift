public import SOAP
public import XML

/// The bodies of the answers of WS-Eventing.
///
///     <e:SubscribeResponse>
///       <e:SubscriptionManager><a:Address>…</a:Address><a:ReferenceProperties>
///         <w:ResourceURI>…</w:ResourceURI><e:Identifier>…</e:Identifier></a:ReferenceProperties></e:SubscriptionManager>
///       <e:Expires>PT600S</e:Expires><n:EnumerationContext>…</n:EnumerationContext>
///     </e:SubscribeResponse>
public enum EventingResponse: Sendable {
    /// `context` in Pull mode only.
    case subscribe(SubscriptionManager, expires: Duration, context: String?)
    case renew(expires: Duration)
    case status(expires: Duration)

    // MARK: - Wire

    /// Needs the prefixes a, e, n and w.
    public func write(to writer: inout XMLWriter) {
        switch self {
        case .subscribe(let manager, let expires, let context):
            writer.start("e:SubscribeResponse")
            manager.write(to: &writer)
            writer.element("e:Expires", XSDDuration.text(expires))
            if let context { writer.element("n:EnumerationContext", context) }
            writer.end("e:SubscribeResponse")
        case .renew(let expires): Self.write("e:RenewResponse", expires, to: &writer)
        case .status(let expires): Self.write("e:GetStatusResponse", expires, to: &writer)
        }
    }

    private static func write(_ tag: String, _ expires: Duration, to writer: inout XMLWriter) {
        writer.start(tag)
        writer.element("e:Expires", XSDDuration.text(expires))
        writer.end(tag)
    }
}

/// The answer to a Subscribe, as its sender reads it.
public struct SubscribeResponse: Hashable, Sendable {
    /// Where Renew, GetStatus, Unsubscribe and, in Pull mode, Pull go; its reference parameters are their header blocks.
    public var manager: EndpointReference
    /// nil for a subscription that lasts until it is cancelled.
    public var expires: Expiration?
    /// In Pull mode only.
    public var context: String?

    /// Reads `<e:SubscribeResponse>`.
    ///
    /// - Throws: ``Fault``: SchemaValidationError for what is none, and what ``EndpointReference`` throws.
    public init(body element: XMLElement) throws(Fault) {
        guard element.name == QName(Namespace.eventing, "SubscribeResponse"),
            let manager = element.first(QName(Namespace.eventing, "SubscriptionManager"))
        else { throw Fault(.schemaValidationError, "The answer is no SubscribeResponse with a SubscriptionManager.") }
        self.manager = try EndpointReference(manager)
        expires = try Expiration.granted(in: element)
        let context = element.first(QName(Namespace.enumeration, "EnumerationContext"))?.trimmedText
        self.context = context?.isEmpty == true ? nil : context
    }
}
