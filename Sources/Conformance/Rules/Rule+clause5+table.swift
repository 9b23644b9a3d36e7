extension Rule {
    /// DSP0226 clause 5: addressing.
    static let clause5: [Rule] = [
        Rule(
            "R5.1.1-1", .must, .both, "Addressing", .wire,
            "A message to what an EPR names carries that EPR: its address as wsa:To, its reference parameters "
                + "as header blocks, in follow-up messages as well."),
        Rule(
            "R5.1.1-2", .must, .service, "Addressing", .wire,
            "An EPR that the service gave can be sent back to it, and still means the resource it was given "
                + "for."),
        Rule(
            "R5.1.1-3", .must, .service, "Addressing", .review,
            "EPRs given out stay good as long as their resource exists, in any addressing model."),
        Rule(
            "R5.1.2.1-1", .must, .client, "ResourceURI", .review,
            "A ResourceURI is a URI of RFC 3986, of whatever scheme and shape."),
        Rule(
            "R5.1.2.1-2", .should, .service, "ResourceURI", .review,
            "A URI made up by a vendor has that vendor's domain name right behind its scheme."),
        Rule(
            "R5.1.2.1-3", .must, .client, "ResourceURI", .client,
            "Clients of the default addressing model send ResourceURI with every transfer and enumeration "
                + "message and with Subscribe; a subscription is managed through the EPR of its manager."),
        Rule(
            "R5.1.2.1-4", .may, .client, "ResourceURI", .client,
            "A client may send ResourceURI along with a custom action."),
        Rule(
            "R5.1.2.1-5", .shouldNot, .both, "ResourceURI", .wire,
            "ResourceURI is not among the headers of replies and events, unless as a reference parameter of the "
                + "EPR they go to."),
        Rule(
            "R5.1.2.1-6", .must, .service, "ResourceURI", .wire,
            "A request without a usable ResourceURI is answered DestinationUnreachable with InvalidResourceURI."),
        Rule(
            "R5.1.2.1-7", .must, .both, "ResourceURI", .review,
            "The operation is told by wsa:Action and by nothing else; ResourceURI only tells the resource."),
        Rule(
            "R5.1.2.2-1", .may, .both, "Selectors", .choice,
            "Selectors tell the instances of one class apart; whether their case counts is for the service to "
                + "say."),
        Rule(
            "R5.1.2.2-2", .must, .service, "Selectors", .review,
            "The selectors of a message are one reference parameter and belong to its ResourceURI."),
        Rule(
            "R5.1.2.2-3", .must, .service, "Selectors", .wire,
            "All selectors count, together; a set that does not fit is answered InvalidSelectors with the "
                + "detail that tells why."),
        Rule(
            "R5.1.2.2-4", .mustNot, .both, "Selectors", .wire,
            "The names in a SelectorSet differ; a repeated one is InvalidSelectors with DuplicateSelectors."),
        Rule(
            "R5.1.2.2-5", .must, .both, "Selectors", .wire,
            "A selector holds one simple value, or one EPR of the default model."),
        Rule(
            "R5.1.2.2-6", .may, .service, "Selectors", .choice,
            "The service may refuse a nested EPR that points to another address than the message's own."),
        Rule(
            "R5.1.2.2-7", .may, .service, "Selectors", .choice,
            "Selector names need not be taken beyond 2048 characters."),
        Rule(
            "R5.1.2.2-8", .may, .service, "Selectors", .choice,
            "Selector values need not be taken beyond 4096 characters, a whole SelectorSet not beyond 8096."),
        Rule(
            "R5.1.3-1", .must, .service, "Addressing", .wire,
            "A service of another addressing model says NotUnderstood to a ResourceURI marked mustUnderstand."),
        Rule(
            "R5.1.3-2", .may, .service, "Addressing", .choice,
            "A service may ask for addressing headers of its own on top."),
        Rule(
            "R5.2-1", .must, .service, "mustUnderstand", .wire,
            "To, MessageID, RelatesTo and Action mean the same whether marked mustUnderstand or not."),
        Rule(
            "R5.2-2", .must, .service, "mustUnderstand", .wire,
            "A header block marked mustUnderstand that the service cannot heed is answered with the "
                + "MustUnderstand fault, which names it."),
        Rule(
            "R5.3-1", .must, .both, "wsa:To", .wire,
            "Every message has a wsa:To; the address of resources behind a sign-in ends in /wsman."),
        Rule(
            "R5.3-2", .should, .service, "wsa:To", .wire,
            "The address of resources that are open to everybody ends in /wsman-anon, and no sign-in is asked "
                + "for there."),
        Rule(
            "R5.3-3", .should, .service, "wsa:To", .wire,
            "An address that leads nowhere is told apart: offline, not found, failing inside, not allowed."),
        Rule(
            "R5.4.1-1", .must, .service, "WS-Addressing", .wire,
            "ReplyTo, FaultTo, MessageID, Action and RelatesTo of WS-Addressing are understood."),
        Rule(
            "R5.4.2-1", .must, .client, "ReplyTo", .client,
            "A request that wants a reply has a ReplyTo: the anonymous address, or one that can be reached."),
        Rule(
            "R5.4.2-2", .may, .service, "ReplyTo", .choice,
            "A service that replies on the request's connection alone answers any other ReplyTo with "
                + "UnsupportedFeature and AddressingMode."),
        Rule(
            "R5.4.2-3", .must, .service, "ReplyTo", .wire,
            "An event that is to be acknowledged has a ReplyTo."),
        Rule(
            "R5.4.2-4", .must, .service, "ReplyTo", .wire,
            "The reply's wsa:To is the address of ReplyTo, character by character."),
        Rule(
            "R5.4.2-5", .must, .service, "ReplyTo", .wire,
            "The reference parameters of ReplyTo are header blocks of the reply; a fault may leave them out to "
                + "stay small."),
        Rule(
            "R5.4.2-6", .shouldNot, .service, "ReplyTo", .wire,
            "To a ReplyTo that cannot be used nothing is sent; the connection closes."),
        Rule(
            "R5.4.3-1", .may, .service, "FaultTo", .choice,
            "A FaultTo other than ReplyTo may be supported; where it is not, it is UnsupportedFeature with "
                + "AddressingMode."),
        Rule(
            "R5.4.3-2", .must, .service, "FaultTo", .wire,
            "Without a FaultTo, faults go to ReplyTo."),
        Rule(
            "R5.4.3-3", .may, .service, "FaultTo", .choice,
            "Faults may be bound to the request's connection; another FaultTo is then UnsupportedFeature with "
                + "AddressingMode."),
        Rule(
            "R5.4.3-4", .should, .service, "FaultTo", .wire,
            "The reference parameters of FaultTo are header blocks of the fault, unless it would grow too "
                + "large."),
        Rule(
            "R5.4.3-5", .shouldNot, .service, "FaultTo", .wire,
            "To a FaultTo that cannot be used nothing is sent."),
        Rule(
            "R5.4.3-6", .must, .service, "FaultTo", .wire,
            "The fault's wsa:To is the address of FaultTo, character by character."),
        Rule(
            "R5.4.4-1", .must, .both, "MessageID", .wire,
            "MessageID and RelatesTo are URIs, compared as text, case included."),
        Rule(
            "R5.4.4-2", .mustNot, .both, "MessageID", .wire,
            "No MessageID is used twice, nor do two differ in case alone."),
        Rule(
            "R5.4.4-3", .must, .service, "MessageID", .wire,
            "The RelatesTo of replies and faults is the request's MessageID, unchanged."),
        Rule(
            "R5.4.4-4", .should, .service, "MessageID", .wire,
            "A request without a MessageID that can be read is InvalidMessageInformationHeader."),
        Rule(
            "R5.4.5-1", .mustNot, .both, "Action", .review,
            "An action names the operation; class and instance are named elsewhere."),
        Rule(
            "R5.4.5-2", .must, .service, "Action", .wire,
            "An action that the resource does not have is ActionNotSupported."),
        Rule(
            "R5.4.5-3", .must, .service, "Action", .review,
            "What can be done by an action of the standard's table is offered under that action."),
        Rule(
            "R5.4.5-4", .may, .service, "Action", .choice,
            "A service may have actions of its own."),
        Rule(
            "R5.4.5-5", .must, .service, "Action", .wire,
            "Each delivery of events has an action: the event's own when pushed alone, that of the mode "
                + "otherwise."),
        Rule(
            "R5.4.6-1", .may, .both, "From", .choice,
            "A message may say who sends it, in wsa:From."),
        Rule(
            "R5.4.6-2", .shouldNot, .service, "From", .wire,
            "No message is refused for its wsa:From."),
    ]
}
