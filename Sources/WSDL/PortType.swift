/// A set of operations that one endpoint offers.
struct PortType {
    enum Kind {
        /// Offered by the service: it has a port.
        case service
        /// Offered by whoever receives events; the address is in the subscription.
        case receiver
    }

    let name: String
    var kind = Kind.service
    /// Of every request.
    var headers: [HeaderBlock] = HeaderBlock.ofRequests
    let operations: [PortOperation]
}

struct PortOperation {
    let name: String
    let input: PortMessage
    /// nil when nothing is answered.
    let output: PortMessage?
}

/// What is in a body, and the action that goes with it.
struct PortMessage {
    let action: String?
    /// With its prefix; nil for an empty body.
    let element: String?

    init(_ action: String?, _ element: String? = nil) {
        self.action = action
        self.element = element
    }
}

/// A header block of WS-Addressing or WS-Management that a client sets.
enum HeaderBlock: String, CaseIterable {
    case to = "To"
    case action = "Action"
    case messageID = "MessageID"
    case replyTo = "ReplyTo"
    case resourceURI = "ResourceURI"
    case selectorSet = "SelectorSet"
    case optionSet = "OptionSet"
    case operationTimeout = "OperationTimeout"
    case maxEnvelopeSize = "MaxEnvelopeSize"
    case locale = "Locale"

    /// The element, with the prefix it has in the descriptions.
    var element: String {
        switch self {
        case .to, .action, .messageID, .replyTo: "wsa:\(rawValue)"
        case .resourceURI, .selectorSet, .optionSet, .operationTimeout, .maxEnvelopeSize, .locale: "wsman:\(rawValue)"
        }
    }

    static let ofRequests = allCases
    static let ofDeliveries: [HeaderBlock] = [.to, .action, .messageID, .replyTo]
}
