public import SOAP
public import XML

/// A request, understood: every header block has been read once, and the operation needs no further parsing.
public struct Request: Sendable {
    /// To be sent back as RelatesTo; nil in an Identify that has none.
    public var messageID: String?
    /// wsa:Action; empty in an Identify.
    public var action: String
    /// wsa:To, never compared with the URL (DSP0226 RC.2-10).
    public var to: String
    /// The reference parameters of ReplyTo: header blocks of the reply.
    public var replyParameters: [XMLElement]
    public var operation: Operation
    /// How long the client waits; nil when it does not say.
    public var operationTimeout: Duration?
    /// What the client takes at most, in octets of the encoded envelope.
    public var maxEnvelopeSize: Int
    /// The language tag of wsman:Locale.
    public var locale: String?
    /// The language tag of Microsoft's DataLocale.
    public var dataLocale: String?
    public var options: [RequestOption]
    public var wantsTotalItemsCountEstimate: Bool
    /// Whether the reply shall name the resource (DSP0226 6.5).
    public var wantsEPR: Bool
    /// The part of the resource that the operation is about; nil for the whole.
    public var fragment: FragmentTransfer?

    /// The properties that a Put is about, when it does not say all that its body gives.
    public var modifiedProperties: [String]? {
        let named = options.filter { $0.name.equalsIgnoringCase(RequestOption.modifiedProperties) }.map(\.value)
        return named.isEmpty ? nil : named
    }

    /// The job template that a Create names.
    public var template: String? {
        options.first { $0.name.equalsIgnoringCase(RequestOption.template) }?.value
    }

    /// What Windows clients ask for, and what counts when a client does not say.
    public static let defaultMaxEnvelopeSize = 512_000

    private static let identify = QName(Namespace.identity, "Identify")

    /// Understands an envelope.
    ///
    /// - Throws: ``Fault``, the most specific one, in the order: header blocks not understood, addressing, control
    ///   headers, action and resource URI, selectors, body. ``ReplyAddress`` says where to send it.
    public init(_ envelope: Envelope) throws(Fault) {
        // Identify comes without addressing; headers of all kinds are to be ignored (DSP0226 R11-2).
        if envelope.body.first?.name == Self.identify {
            self.init(identifyIn: envelope)
        } else {
            try self.init(HeaderBlocks(envelope.headers), body: envelope.body)
        }
    }

    private init(identifyIn envelope: Envelope) {
        let address = ReplyAddress(of: envelope)
        messageID = address.relatesTo
        action = ""
        to = ""
        replyParameters = address.replyParameters
        operation = .identify
        maxEnvelopeSize = Self.defaultMaxEnvelopeSize
        options = []
        wantsTotalItemsCountEstimate = false
        wantsEPR = false
    }

    private init(_ headers: HeaderBlocks, body: [XMLElement]) throws(Fault) {
        to = try headers.required(Addressing.to)
        action = try headers.required(Addressing.action)
        messageID = try headers.messageID()
        replyParameters = try headers.replyParameters()
        locale = try headers.language(Header.locale, or: .locale)
        dataLocale = try headers.language(Header.dataLocale, or: .dataLocale)
        operationTimeout = try headers.operationTimeout()
        maxEnvelopeSize = try headers.maxEnvelopeSize() ?? Self.defaultMaxEnvelopeSize
        fragment = try headers[Header.fragmentTransfer].map { [action] header throws(Fault) in
            try FragmentTransfer(header, action: action)
        }
        wantsTotalItemsCountEstimate = headers[Header.requestTotalItemsCountEstimate] != nil
        options =
            try headers[Header.optionSet].map { [action] element throws(Fault) in
                try RequestOption.options(in: element, for: action)
            } ?? []
        wantsEPR = headers[Header.requestEPR] != nil
        operation = try Operation(action: action, headers: headers, body: body)
    }
}

/// Where an answer belongs, as far as it can be told from an envelope that may be faulty.
public struct ReplyAddress: Sendable {
    /// The request's MessageID.
    public let relatesTo: String?
    /// The reference parameters of ReplyTo.
    public let replyParameters: [XMLElement]
    /// Those of FaultTo, or without one of ReplyTo (DSP0226 R5.4.3-2).
    public let faultParameters: [XMLElement]

    public init(of envelope: Envelope) {
        func first(_ name: QName) -> XMLElement? { envelope.headers.first { $0.name == name } }
        let messageID = first(Addressing.messageID)?.trimmedText ?? ""
        relatesTo = Self.isIdentifier(messageID) ? messageID : nil
        replyParameters = first(Addressing.replyTo).map(EndpointReference.parameters(in:)) ?? []
        faultParameters = first(Addressing.faultTo).map(EndpointReference.parameters(in:)) ?? replyParameters
    }

    /// Whether a MessageID can be sent back. Any text will do: `uuid:…` of Windows, a bare GUID, a number; but Windows
    /// too limits its length.
    static func isIdentifier(_ messageID: String) -> Bool { (1...2048).contains(messageID.utf8.count) }
}
