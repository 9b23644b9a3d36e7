internal import SOAP
internal import XML

/// The requests of WS-Eventing (DSP0226 clause 10). All but Subscribe go to a subscription manager, whose reference
/// carries the subscription's identifier.
public enum Eventing: Sendable {
    case subscribe(Target, Subscribe)
    case unsubscribe(identifier: String)
    case renew(identifier: String, Expiration?)
    case status(identifier: String)

    // MARK: - Wire

    /// The reference parameter that names a subscription.
    static let identifier = QName(Namespace.eventing, "Identifier")

    /// - Throws: ``Fault``: MessageInformationHeaderRequired without wse:Identifier where one is needed; what
    ///   ``Subscribe`` throws; DestinationUnreachable for a Subscribe without a resource URI.
    init(action: String, headers: HeaderBlocks, body: [XMLElement]) throws(Fault) {
        func only(_ name: String) throws(Fault) -> XMLElement {
            try Operation.only(QName(Namespace.eventing, name), in: body)
        }
        switch action {
        case Action.subscribe:
            let target = try headers.target()
            var subscribe = try Subscribe(body: only("Subscribe"))
            subscribe.token = try headers[IssuedToken.header].map { header throws(Fault) in try IssuedToken(header) }
            self = .subscribe(target, subscribe)
        case Action.unsubscribe:
            _ = try only("Unsubscribe")
            self = .unsubscribe(identifier: try Self.identifier(in: headers))
        case Action.renewSubscription:
            let expires = try only("Renew").first(QName(Namespace.eventing, "Expires"))
            self = .renew(
                identifier: try Self.identifier(in: headers),
                try expires.map { element throws(Fault) in try Expiration(element, in: .eventing) })
        default:
            _ = try only("GetStatus")
            self = .status(identifier: try Self.identifier(in: headers))
        }
    }

    private static func identifier(in headers: HeaderBlocks) throws(Fault) -> String {
        guard let text = headers[identifier]?.trimmedText, !text.isEmpty else {
            throw Fault(
                .messageInformationHeaderRequired(identifier),
                "The header wse:Identifier is missing; send the reference parameters of the SubscriptionManager that the "
                    + "SubscribeResponse told.")
        }
        return text
    }
}
