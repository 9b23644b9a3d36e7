internal import SOAP
internal import WSMan
internal import XML

/// A request as it goes out: header blocks in the manner of Windows' clients, and a body.
///
///     <s:Envelope …><s:Header><a:To>http://hv1:5985/wsman</a:To>
///       <w:ResourceURI s:mustUnderstand="true">…/Msvm_ConcreteJob</w:ResourceURI>
///       <a:ReplyTo><a:Address s:mustUnderstand="true">…/anonymous</a:Address></a:ReplyTo>
///       <a:Action s:mustUnderstand="true">…/transfer/Get</a:Action>
///       <w:MaxEnvelopeSize s:mustUnderstand="true">512000</w:MaxEnvelopeSize><a:MessageID>uuid:…</a:MessageID>
///       <w:Locale xml:lang="en-US" s:mustUnderstand="false"/><w:SelectorSet>…</w:SelectorSet>
///       <w:OperationTimeout>PT60S</w:OperationTimeout></s:Header><s:Body/></s:Envelope>
struct RequestMessage: Sendable {
    /// nil for Identify, which has none.
    let action: String?
    let messageID: String?
    let body: [UInt8]
    /// Whether sending it twice has the effect of sending it once.
    let isRepeatable: Bool
    let operationTimeout: Duration
    var usesCredentials = true
    var httpHeaders: [(name: String, value: String)] = []
}

/// What a request says besides its addressing.
struct RequestContent {
    var action: String
    var isRepeatable = false
    /// Further header blocks.
    var blocks: (inout XMLWriter) -> Void = { _ in }
    /// The content of s:Body.
    var body: (inout XMLWriter) -> Void = { _ in }
}

extension Client {
    /// Writes a request to a target; nil where other header blocks name it.
    func message(_ content: RequestContent, to target: Target?, _ options: OperationOptions) -> RequestMessage {
        let messageID = nextMessageID()
        let timeout = options.timeout ?? configuration.operationTimeout
        var writer = XMLWriter(capacity: 2048)
        writer.start("s:Envelope")
        writer.declare(.s, .a, .x, .n, .e, .w, .p, .b)
        writer.start("s:Header")
        writer.element("a:To", url.text)
        if let target { writer.understood("w:ResourceURI", target.resourceURI.text) }
        writer.start("a:ReplyTo")
        writer.understood("a:Address", Addressing.anonymous)
        writer.end("a:ReplyTo")
        writer.understood("a:Action", content.action)
        writer.understood("w:MaxEnvelopeSize", String(configuration.maximumEnvelopeSize))
        writer.element("a:MessageID", messageID)
        writer.language("w:Locale", options.locale)
        writer.language("p:DataLocale", options.locale)
        if let selectors = target?.selectors, !selectors.isEmpty { selectors.write(to: &writer) }
        writer.write(options.options)
        content.blocks(&writer)
        writer.element("w:OperationTimeout", XSDDuration.text(timeout))
        writer.end("s:Header")
        writer.start("s:Body")
        content.body(&writer)
        writer.end("s:Body")
        writer.end("s:Envelope")
        return RequestMessage(
            action: content.action, messageID: messageID, body: writer.finish(), isRepeatable: content.isRepeatable,
            operationTimeout: timeout)
    }
}

extension XMLWriter {
    /// A header block that the server must understand or fault.
    fileprivate mutating func understood(_ tag: String, _ text: String) {
        start(tag)
        attribute("s:mustUnderstand", "true")
        self.text(text)
        end(tag)
    }

    fileprivate mutating func language(_ tag: String, _ language: String) {
        start(tag)
        attribute("xml:lang", language)
        attribute("s:mustUnderstand", "false")
        end(tag)
    }

    fileprivate mutating func write(_ options: [RequestOption]) {
        guard !options.isEmpty else { return }
        start("w:OptionSet")
        for option in options {
            start("w:Option")
            attribute("Name", option.name)
            if let type = option.type { attribute("Type", type) }
            if option.mustComply { attribute("MustComply", "true") }
            text(option.value)
            end("w:Option")
        }
        end("w:OptionSet")
    }
}
