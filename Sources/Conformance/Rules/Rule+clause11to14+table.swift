extension Rule {
    /// DSP0226 clauses 11 to 14: metadata, security, transport and messages, faults.
    static let clause11to14: [Rule] = [
        Rule(
            "R11-1", .should, .service, "Identify", .wire, needs: .identify,
            "Identify is offered at the address of the resources, whatever versions there are."),
        Rule(
            "R11-2", .mustNot, .service, "Identify", .wire, needs: .identify,
            "Identify needs no header block, and passes over those it does not know."),
        Rule(
            "R11-3", .shouldNot, .service, "Identify", .wire, needs: .identify,
            "Identify needs nothing of WS-Addressing."),
        Rule(
            "R11-4", .may, .service, "Identify", .choice, needs: .identify,
            "Identify may be open to everybody, best at a path that ends in /wsman-anon/identify."),
        Rule(
            "R11-5", .may, .service, "Identify", .choice, needs: .identify,
            "To everybody, Identify may keep the version to itself."),
        Rule(
            "R11-6", .must, .service, "Identify", .wire, needs: .identify,
            "A service that hides its versions from everybody tells them to those who sign in."),
        Rule(
            "R12.3-1", .should, .both, "Credentials", .wire, needs: .eventing,
            "The user for deliveries comes as an issued token with a user name."),
        Rule(
            "R12.3-2", .should, .both, "Credentials", .wire, needs: .eventing,
            "The certificate for deliveries comes as an issued token with its thumbprint."),
        Rule(
            "R13.1-1", .must, .service, "SOAP", .wire,
            "Messages are SOAP 1.2."),
        Rule(
            "R13.1-2", .may, .service, "SOAP", .choice,
            "Requests beyond 32767 octets may be refused."),
        Rule(
            "R13.1-3", .shouldNot, .service, "SOAP", .wire,
            "Replies do not exceed 32767 octets unless MaxEnvelopeSize allows it."),
        Rule(
            "R13.1-4", .must, .service, "Charset", .wire,
            "UTF-8 is understood, and UTF-16 should be."),
        Rule(
            "R13.1-5", .must, .service, "Charset", .wire,
            "Replies have the encoding of the request; an unknown encoding is EncodingLimit with CharacterSet."),
        Rule(
            "R13.1-6", .mustNot, .service, "Charset", .wire,
            "Replies in UTF-8 have no byte order mark; requests with one may be refused."),
        Rule(
            "R13.1-7", .must, .service, "Charset", .wire,
            "UTF-16 is understood with both byte order marks."),
        Rule(
            "R13.1-8", .must, .service, "Charset", .wire,
            "A byte order mark that contradicts the charset, or an encoding that is not told, is HTTP 400."),
        Rule(
            "R13.1-9", .should, .service, "SOAP", .wire,
            "Header blocks of these specifications do not repeat; a message in which one does is "
                + "InvalidMessageInformationHeader."),
        Rule(
            "R13.1-10", .shouldNot, .service, "Whitespace", .wire,
            "White space around values does not matter, and is not sent; where it does, it is EncodingLimit "
                + "with Whitespace."),
        Rule(
            "R13.1-11", .shouldNot, .service, "SOAP", .wire,
            "Comments are no reason for a fault."),
        Rule(
            "R13.2-1", .shouldNot, .service, "NoResponse", .review,
            "Where neither reply nor fault can be made, nothing is sent."),
        Rule(
            "R13.3-1", .mustNot, .service, "Replay", .review,
            "A message without acknowledgement is not sent again."),
        Rule(
            "R13.4-1", .may, .service, "Limits", .choice,
            "URIs beyond 2048 characters may be EncodingLimit with URILimitExceeded."),
        Rule(
            "R13.4-2", .shouldNot, .service, "Limits", .review,
            "The service makes no such URIs itself."),
        Rule(
            "R13.4-3", .may, .service, "Limits", .choice,
            "Names of options need not be taken beyond 2048 characters."),
        Rule(
            "R13.4-4", .may, .service, "Limits", .choice,
            "Values of options need not be taken beyond 4096 characters."),
        Rule(
            "R13.4-5", .may, .service, "Limits", .choice,
            "An operation that needs a reply beyond 32767 octets may be refused."),
        Rule(
            "R13.4-6", .may, .service, "Limits", .choice,
            "Faults of up to 4096 octets may be sent whatever the client's limit."),
        Rule(
            "R13.4-7", .may, .service, "Limits", .choice,
            "Names of selectors beyond 2048 characters may be refused."),
        Rule(
            "R13.4-8", .may, .service, "Limits", .choice,
            "There may be a most of selectors; beyond it is EncodingLimit with SelectorLimit."),
        Rule(
            "R13.4-9", .may, .service, "Limits", .choice,
            "There may be a most of options; beyond it is EncodingLimit with OptionLimit."),
        Rule(
            "R13.5-1", .may, .service, "Attachments", .choice, needs: .attachments,
            "Attachments by MTOM may be offered."),
        Rule(
            "R13.5-2", .must, .service, "Attachments", .wire, needs: .attachments,
            "Attachments use SOAP's abstract transmission optimization."),
        Rule(
            "R13.5-3", .must, .service, "Attachments", .wire, needs: .attachments,
            "Attachments use MIME multipart serialization."),
        Rule(
            "R14.1-1", .should, .service, "Faults", .wire,
            "Faults are those of SOAP 1.2."),
        Rule(
            "R14.2-1", .must, .service, "Faults", .wire,
            "A fault has its action, MessageID and RelatesTo, a Code with Subcode, a Reason with its language."),
        Rule(
            "R14.2-2", .must, .service, "Faults", .wire,
            "The action of a fault is that of the specification which defines its subcode."),
        Rule(
            "R14.6-1", .must, .service, "Faults", .wire,
            "Messages of these specifications are refused with faults of their tables."),
    ]
}
