public import SOAP
public import XML

/// The body of a Subscribe (DSP0226 10.2).
///
///     <e:Subscribe>
///       <e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>
///       <e:Expires>PT10M</e:Expires>
///       <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">
///         SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ConcreteJob'</w:Filter>
///       <w:SendBookmarks/>
///     </e:Subscribe>
public struct Subscribe: Hashable, Sendable {
    public var mode: DeliveryMode
    public var expires: Expiration?
    public var filter: Filter?
    /// After which event to begin: a bookmark of an earlier subscription, or ``earliestBookmark``; nil for what comes.
    public var bookmark: String?
    /// Whether each delivery shall carry a bookmark.
    public var sendsBookmarks: Bool

    /// "All events there still are, then those that come" (DSP0226 10.2.6).
    public static let earliestBookmark = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"

    public init(
        mode: DeliveryMode = .push, expires: Expiration? = nil, filter: Filter? = nil, bookmark: String? = nil,
        sendsBookmarks: Bool = false
    ) {
        self.mode = mode
        self.expires = expires
        self.filter = filter
        self.bookmark = bookmark
        self.sendsBookmarks = sendsBookmarks
    }

    // MARK: - Wire

    static let name = QName(Namespace.eventing, "Subscribe")

    /// Reads `<e:Subscribe>`, its children in any order; unknown ones are ignored.
    ///
    /// - Throws: ``Fault``: InvalidMessage for two filters (DSP0226 R10.2.2-3) and without Delivery;
    ///   DeliveryModeRequestedUnavailable; FilteringRequestedUnavailable for another dialect than WQL;
    ///   EventSourceUnableToProcess for a filter that is neither text nor an element (R10.2.2-5); UnsupportedFeature for
    ///   what does not go with Pull mode (R10.2.9.5-2) and for EndTo; InvalidExpirationTime; InvalidBookmark.
    public init(body element: XMLElement) throws(Fault) {
        self.init()
        guard let delivery = element.first(QName(Namespace.eventing, "Delivery")) else {
            throw Fault(.invalidMessage, "The Subscribe lacks its wse:Delivery, which says how events are delivered.")
        }
        mode = try Self.mode(of: delivery)
        for case .element(let child) in element.children {
            switch (child.name.localName, child.name.namespace) {
            case ("Filter", Namespace.eventing), ("Filter", Namespace.wsman):
                guard filter == nil else { throw Fault(.invalidMessage, "The Subscribe has two filters; send one.") }
                filter = try Self.filter(child)
            case ("Expires", Namespace.eventing): expires = try Expiration(child, in: .eventing)
            case ("Bookmark", Namespace.wsman): bookmark = try Self.bookmark(child)
            case ("SendBookmarks", Namespace.wsman): sendsBookmarks = true
            case ("EndTo", Namespace.eventing):
                throw Fault(
                    .unsupportedFeature(.addressingMode),
                    "EndTo is not supported: no SubscriptionEnd is sent in Pull mode; leave it out.")
            default: break
            }
        }
    }

    private static func mode(of delivery: XMLElement) throws(Fault) -> DeliveryMode {
        let uri = delivery.attribute(QName("", "Mode"))?.trimmingXMLSpace ?? DeliveryMode.push.uri
        guard let mode = DeliveryMode.offered.first(where: { $0.uri == uri }) else {
            throw Fault(
                .deliveryModeRequestedUnavailable(supported: DeliveryMode.offered.map(\.uri)),
                "The delivery mode \(uri.prefix(200)) is not available; ask for one of those listed.")
        }
        for child in delivery.elements {
            switch child.name.localName {
            case "NotifyTo", "Heartbeats", "ConnectionRetry", "MaxElements", "MaxTime":
                throw Fault(
                    .unsupportedFeature(.formatMismatch),
                    "\(child.name.localName) does not go with Pull mode, in which the subscriber asks; leave it out.")
            default: break
            }
        }
        return mode
    }

    private static func filter(_ element: XMLElement) throws(Fault) -> Filter {
        let dialect = element.attribute(QName("", "Dialect")).map { FilterDialect($0) } ?? .xpath
        guard dialect == .wql else {
            throw Fault(
                .filteringRequestedUnavailable(supported: [FilterDialect.wql.uri]),
                "Filters of events in the dialect \(dialect.uri.prefix(200)) are not available here; use WQL.")
        }
        guard element.elements.isEmpty, element.hasText else {
            throw Fault(
                .eventSourceUnableToProcess(), "The Filter of a Subscribe holds one WQL query and nothing else.")
        }
        return try Filter(element)
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
}
