public import SOAP
public import XML

/// What an event source sends to a sink, as the sink reads it (DSP0226 10.2.5 to 10.2.9, 10.6, 10.9; 8.8).
public struct EventMessage: Sendable {
    /// An event of a message: its action, and the element that tells it.
    public struct Event: Sendable {
        /// nil where none came, as in Pull mode.
        public var action: String?
        public var body: XMLElement

        public init(action: String?, body: XMLElement) {
            self.action = action
            self.body = body
        }

        /// Reads an item of a batch or of a PullResponse: the event in its wsman:Event, or bare as Windows writes it.
        ///
        /// - Throws: ``Fault``: SchemaValidationError for a wsman:Event that does not hold one element.
        public init(item element: XMLElement) throws(Fault) {
            guard element.name == QName(Namespace.wsman, "Event") else {
                self.init(action: nil, body: element)
                return
            }
            guard let body = element.elements.first, element.elements.count == 1 else {
                throw Fault(
                    .schemaValidationError, "A wsman:Event holds one event, and not \(element.elements.count).")
            }
            self.init(action: element.attribute(QName("", "Action")), body: body)
        }

        /// How many events this subscriber has lost in all; nil when the event tells something else (DSP0226 10.9).
        ///
        /// - Throws: ``Fault``: SchemaValidationError for what is no number.
        public func droppedEvents() throws(Fault) -> Int? {
            guard body.name == QName(Namespace.wsman, "DroppedEvents") else { return nil }
            guard let total = Int(body.trimmedText) else {
                throw Fault(
                    .schemaValidationError,
                    "wsman:DroppedEvents is \"\(body.trimmedText.prefix(40))\", which is no number.")
            }
            return total
        }
    }

    public enum Content: Sendable {
        /// One in the modes Push and PushWithAck, any number in mode Events.
        case events([Event])
        case heartbeat
        /// The subscription is over; `status` is a URI that says why.
        case subscriptionEnd(status: String, reason: String?)
        /// The enumeration is over.
        case enumerationEnd(context: String, code: String, reason: String?)
    }

    public var content: Content
    /// What an ``Ack`` relates to.
    public var messageID: String?
    /// Where to resume after a break.
    public var bookmark: String?
    /// Whether the source waits for an ``Ack`` before it sends more.
    public var wantsAck: Bool
    /// All header blocks: the reference parameters of NotifyTo or EndTo are among them.
    public var headers: [XMLElement]

    // MARK: - Wire

    /// - Throws: ``Fault``: MessageInformationHeaderRequired without an action; SchemaValidationError for a body that holds
    ///   no event, or more than one outside wsman:Events.
    public init(_ envelope: Envelope) throws(Fault) {
        func text(_ name: QName) -> String? { envelope.headers.first { $0.name == name }?.trimmedText }
        guard let action = text(Addressing.action), !action.isEmpty else {
            throw Fault(.messageInformationHeaderRequired(Addressing.action), "The event lacks its wsa:Action.")
        }
        headers = envelope.headers
        messageID = text(Addressing.messageID)
        bookmark = text(QName(Namespace.wsman, "Bookmark"))
        wantsAck = headers.contains { $0.name == Self.ackRequested }
        let body = envelope.body.first
        switch action {
        case Action.heartbeat: content = .heartbeat
        case Action.subscriptionEnd:
            let status = body?.first(QName(Namespace.eventing, "Status"))?.trimmedText ?? ""
            // One for each language; the first that says anything.
            let reasons = (body?.elements ?? []).filter { $0.name == QName(Namespace.eventing, "Reason") }
            content = .subscriptionEnd(status: status, reason: reasons.map(\.trimmedText).first { !$0.isEmpty })
        case Action.enumerationEnd:
            func part(_ name: String) -> String? { body?.first(QName(Namespace.enumeration, name))?.trimmedText }
            content = .enumerationEnd(
                context: part("EnumerationContext") ?? "", code: part("Code") ?? "", reason: part("Reason"))
        default: content = .events(try Self.events(envelope.body, action))
        }
    }

    static let ackRequested = QName(Namespace.wsman, "AckRequested")

    private static func events(_ body: [XMLElement], _ action: String) throws(Fault) -> [Event] {
        guard let only = body.first, body.count == 1 else {
            throw Fault(
                .schemaValidationError, "The body of the message holds \(body.count) elements; send one event.")
        }
        if only.name == QName(Namespace.wsman, "Events") {
            return try only.elements.map { item throws(Fault) in try Event(item: item) }
        }
        guard action != Action.events else {
            throw Fault(.schemaValidationError, "The body of a batch holds one wsman:Events, not \(only.name).")
        }
        return [Event(action: action, body: only)]
    }
}

/// The answer to a message that asks for one (DSP0226 10.7): without it, the source sends the message again.
///
///     <a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack</a:Action>
///     <a:RelatesTo>uuid:…</a:RelatesTo>
public enum Ack {
    /// The envelope that acknowledges a message.
    ///
    /// - Parameters:
    ///   - messageID: a fresh identifier.
    ///   - relatesTo: the MessageID of the message, if it had one.
    public static func write(messageID: String, relatesTo: String?) -> [UInt8] {
        var writer = XMLWriter(capacity: 1024)
        writer.startEnvelope(
            ReplyHeader(action: Action.ack, messageID: messageID, relatesTo: relatesTo), prefixes: [])
        writer.endEnvelope()
        return writer.finish()
    }

    /// What an event sink answered.
    public enum Answer: Hashable, Sendable {
        case acknowledged
        /// wsman:DeliveryRefused: the sink wants no more of this subscription (DSP0226 R10.8-1).
        case refused
        /// Neither: half a sentence about what came.
        case other(String)
    }

    /// Reads the answer to the message of that MessageID.
    public static func read(_ envelope: Envelope, relatesTo: String) -> Answer {
        func text(_ name: QName) -> String { envelope.headers.first { $0.name == name }?.trimmedText ?? "" }
        if let fault = envelope.body.first, fault.name == QName(Namespace.soap, "Fault") {
            return read(fault: fault)
        }
        let action = text(Addressing.action)
        guard action == Action.ack else { return .other("the action \(action.prefix(200)) in place of Ack") }
        guard text(Addressing.relatesTo) == relatesTo else { return .other("an Ack of another message") }
        return .acknowledged
    }

    private static func read(fault: XMLElement) -> Answer {
        func soap(_ name: String) -> QName { QName(Namespace.soap, name) }
        let value = fault.first(soap("Code"))?.first(soap("Subcode"))?.first(soap("Value"))
        let subcode = value.map { $0.resolve($0.trimmedText) }
        if subcode == QName(Namespace.wsman, "DeliveryRefused") { return .refused }
        return .other("the fault \(subcode?.localName ?? "without subcode")")
    }
}
