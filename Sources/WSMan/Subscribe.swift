public import SOAP
public import XML

/// The body of a Subscribe (DSP0226 10.2), and the credentials that may come in its header.
///
///     <e:Subscribe>
///       <e:EndTo>…</e:EndTo>
///       <e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>
///       <e:Expires>PT10M</e:Expires>
///       <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">
///         SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ConcreteJob'</w:Filter>
///       <w:SendBookmarks/>
///     </e:Subscribe>
public struct Subscribe: Hashable, Sendable {
    public var delivery: Delivery
    /// Who is told when the subscription ends otherwise than by its Expires.
    public var endTo: EventSinkReference?
    public var expires: Expiration?
    public var filter: Filter?
    /// After which event to begin: a bookmark of an earlier subscription, or ``earliestBookmark``; nil for what comes.
    public var bookmark: String?
    /// Whether each delivery shall carry a bookmark.
    public var sendsBookmarks = false
    /// What to sign in with at the event sink.
    public var token: IssuedToken?

    /// "All events there still are, then those that come" (DSP0226 10.2.6).
    public static let earliestBookmark = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"

    public init(_ delivery: Delivery) { self.delivery = delivery }

    // MARK: - Wire

    static let name = QName(Namespace.eventing, "Subscribe")
    private static let single = [Delivery.name] + ["Expires", "EndTo"].map { QName(Namespace.eventing, $0) }

    /// Reads `<e:Subscribe>`, its children in any order; unknown ones are ignored.
    ///
    /// - Throws: ``Fault``: InvalidMessage for two filters (DSP0226 R10.2.2-3), for what else stands twice, and without
    ///   Delivery; what `Delivery`, ``EventSinkReference`` and ``Filter`` throw; UnsupportedFeature/AddressingMode for
    ///   EndTo in Pull mode (R10.6-2); InvalidExpirationTime; InvalidBookmark.
    public init(body element: XMLElement) throws(Fault) {
        guard let delivery = element.first(Delivery.name) else {
            throw Fault(.invalidMessage, "The Subscribe lacks its wse:Delivery, which says how events are delivered.")
        }
        if let name = element.repeated(Self.single) ?? delivery.repeated([QName(Namespace.eventing, "NotifyTo")]) {
            throw Fault(.invalidMessage, "The Subscribe has two \(name.localName); send one.")
        }
        self.init(try Delivery(delivery))
        for case .element(let child) in element.children {
            switch (child.name.localName, child.name.namespace) {
            case ("Filter", Namespace.eventing), ("Filter", Namespace.wsman):
                guard filter == nil else { throw Fault(.invalidMessage, "The Subscribe has two filters; send one.") }
                filter = try Filter(ofEvents: child)
            case ("Expires", Namespace.eventing): expires = try Expiration(child, in: .eventing)
            case ("Bookmark", Namespace.wsman): bookmark = try Self.bookmark(child)
            case ("SendBookmarks", Namespace.wsman): sendsBookmarks = true
            case ("EndTo", Namespace.eventing): endTo = try self.endTo(child)
            default: break
            }
        }
    }

    private func endTo(_ element: XMLElement) throws(Fault) -> EventSinkReference {
        guard delivery.mode.isPushed else {
            throw Fault(
                .unsupportedFeature(.addressingMode),
                "EndTo does not go with Pull mode, in which no SubscriptionEnd is sent; leave it out.")
        }
        return try EventSinkReference(element)
    }

    private static func bookmark(_ element: XMLElement) throws(Fault) -> String {
        let text = element.trimmedText
        guard element.elements.isEmpty, !text.isEmpty, text.utf8.count <= 200 else {
            throw Fault(
                .invalidBookmark(.invalidFormat),
                "The Bookmark is none of this service; send the text of a wsman:Bookmark header just as it came.")
        }
        return text
    }

    /// Writes `<e:Subscribe>`. Needs the prefixes a, e and w; ``token`` goes into the header.
    public func write(to writer: inout XMLWriter) {
        writer.start("e:Subscribe")
        endTo?.write(to: &writer, as: "e:EndTo")
        delivery.write(to: &writer)
        if let expires { writer.element("e:Expires", expires.text) }
        filter?.write(to: &writer)
        if let bookmark { writer.element("w:Bookmark", bookmark) }
        if sendsBookmarks { writer.empty("w:SendBookmarks") }
        writer.end("e:Subscribe")
    }
}
