internal import Jobs
internal import SOAP
internal import WSMan
internal import XML

/// A subscription as it is kept over restarts: the Subscribe that made it, written anew without its time and bookmark,
/// with its owner as wsa:From. It is understood again like any request, so that there is one reader of either.
struct SubscriptionDefinition {
    var owner: String
    /// The wsa:To of the Subscribe.
    var address: String
    var target: Target
    var subscribe: Subscribe

    var bytes: [UInt8] {
        var kept = subscribe
        kept.expires = nil
        kept.bookmark = nil
        var blocks = XMLWriter()
        blocks.start("a:From")
        blocks.element("a:Address", owner)
        blocks.end("a:From")
        blocks.start("a:ReplyTo")
        blocks.element("a:Address", Addressing.anonymous)
        blocks.end("a:ReplyTo")
        blocks.element("w:ResourceURI", target.resourceURI.text)
        if !target.selectors.isEmpty { target.selectors.write(to: &blocks) }
        kept.token?.write(to: &blocks)
        var writer = XMLWriter()
        writer.startEnvelope(
            ReplyHeader(
                action: Action.subscribe, messageID: "uuid:kept", relatesTo: nil, to: address, blocks: blocks.finish()),
            prefixes: [.e, .w])
        kept.write(to: &writer)
        writer.endEnvelope()
        return writer.finish()
    }

    init(owner: String, address: String, target: Target, subscribe: Subscribe) {
        self.owner = owner
        self.address = address
        self.target = target
        self.subscribe = subscribe
    }

    /// - Throws: ``Fault`` for what this version does not understand any more.
    init(_ bytes: [UInt8]) throws(Fault) {
        let envelope = try Envelope(parsing: bytes)
        let request = try Request(envelope)
        guard case .eventing(.subscribe(let target, let subscribe)) = request.operation,
            let owner = envelope.headers.first(where: { $0.name == Addressing.from })?.first(Addressing.address)?.text
        else { throw Fault(.schemaValidationError, "What is kept is no Subscribe.") }
        self.init(owner: owner, address: request.to, target: target, subscribe: subscribe)
    }
}
