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
    case subscribe(address: String, resourceURI: ResourceURI, identifier: String, expires: Duration, context: String?)
    case renew(expires: Duration)
    case status(expires: Duration)

    // MARK: - Wire

    /// Needs the prefixes a, e, n and w.
    public func write(to writer: inout XMLWriter) {
        switch self {
        case .subscribe(let address, let resourceURI, let identifier, let expires, let context):
            writer.start("e:SubscribeResponse")
            writer.start("e:SubscriptionManager")
            writer.element("a:Address", address)
            // The older kind of reference parameters, which Windows writes here and its clients look for.
            writer.start("a:ReferenceProperties")
            writer.element("w:ResourceURI", resourceURI.text)
            writer.element("e:Identifier", identifier)
            writer.end("a:ReferenceProperties")
            writer.end("e:SubscriptionManager")
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
