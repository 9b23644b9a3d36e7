internal import WSMan
internal import XML

// The operations that belong to no class.
extension ServiceDescription {
    /// DSP0226 clause 11: neither header blocks nor an action.
    static let identify = ServiceDescription(
        name: "Identify", namespace: Namespace.identity, prefixes: [],
        schemas: [(Namespace.identity, "wsmanidentity.xsd")],
        portTypes: [
            PortType(
                name: "Identity", headers: [],
                operations: [
                    PortOperation(
                        name: "Identify", input: PortMessage(nil, "tns:Identify"),
                        output: PortMessage(nil, "tns:IdentifyResponse"))
                ])
        ],
        documentation: "Identify of WS-Management (DSP0226 clause 11).")

    /// Enumeration whose items are elements of any class.
    static let enumeration = ServiceDescription(
        name: "Enumeration", namespace: Namespace.enumeration, prefixes: [("wsen", Namespace.enumeration)],
        schemas: [
            (Namespace.addressing, "addressing.xsd"), (Namespace.enumeration, "enumeration.xsd"),
            (Namespace.wsman, "wsman.xsd"), (Namespace.cimBinding, "cimbinding.xsd"),
        ],
        portTypes: [
            PortType(
                name: "DataSource",
                operations: enumerating + [
                    operation("Renew", Action.renewEnumeration, prefix: "wsen", answer: "RenewResponse"),
                    operation("GetStatus", Action.enumerationStatus, prefix: "wsen", answer: "GetStatusResponse"),
                ])
        ],
        documentation: "WS-Enumeration as WS-Management uses it (DSP0226 clause 8).")

    /// Subscriptions, and what their receivers are sent.
    static let eventing = ServiceDescription(
        name: "Eventing", namespace: Namespace.eventing, prefixes: [("wse", Namespace.eventing)],
        schemas: [
            (Namespace.addressing, "addressing.xsd"), (Namespace.enumeration, "enumeration.xsd"),
            (Namespace.eventing, "eventing.xsd"), (Namespace.wsman, "wsman.xsd"),
        ],
        portTypes: [
            PortType(
                name: "EventSource",
                operations: [operation("Subscribe", Action.subscribe, prefix: "wse", answer: "SubscribeResponse")]),
            PortType(
                name: "SubscriptionManager",
                operations: [
                    operation("Renew", Action.renewSubscription, prefix: "wse", answer: "RenewResponse"),
                    operation("GetStatus", Action.subscriptionStatus, prefix: "wse", answer: "GetStatusResponse"),
                    operation("Unsubscribe", Action.unsubscribe, prefix: "wse", answer: nil),
                ]),
            PortType(
                name: "EndToEndpoint", kind: .receiver, headers: HeaderBlock.ofDeliveries,
                operations: [
                    PortOperation(
                        name: "SubscriptionEnd",
                        input: PortMessage(Namespace.eventing + "/SubscriptionEnd", "wse:SubscriptionEnd"), output: nil)
                ]),
            PortType(
                name: "EventSink", kind: .receiver, headers: HeaderBlock.ofDeliveries,
                operations: [
                    PortOperation(
                        name: "Events", input: PortMessage(delivery + "Events", "wsman:Events"),
                        output: PortMessage(delivery + "Ack")),
                    PortOperation(
                        name: "Heartbeat", input: PortMessage(delivery + "Heartbeat"),
                        output: PortMessage(delivery + "Ack")),
                ]),
        ],
        documentation: "WS-Eventing as WS-Management uses it (DSP0226 clause 10).")

    /// The three operations of an enumeration that every class has too.
    static let enumerating = [
        operation("Enumerate", Action.enumerate, prefix: "wsen", answer: "EnumerateResponse"),
        operation("Pull", Action.pull, prefix: "wsen", answer: "PullResponse"),
        operation("Release", Action.release, prefix: "wsen", answer: nil),
    ]

    /// What the actions of deliveries begin with (DSP0226 table 1).
    private static let delivery = "http://schemas.dmtf.org/wbem/wsman/1/wsman/"

    private static func operation(
        _ name: String, _ action: String, prefix: String, answer: String?
    ) -> PortOperation {
        PortOperation(
            name: name, input: PortMessage(action, "\(prefix):\(name)"),
            output: PortMessage(Action.response(to: action), answer.map { "\(prefix):\($0)" }))
    }
}
