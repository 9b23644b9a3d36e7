extension Rule {
    /// DSP0226 clause 6: control headers.
    static let clause6: [Rule] = [
        Rule(
            "R6.1-1", .may, .client, "OperationTimeout", .client,
            "A client may say with any request how long it waits for the answer."),
        Rule(
            "R6.1-2", .should, .service, "OperationTimeout", .wire,
            "A request that takes longer than its OperationTimeout is TimedOut at once; a value that is none is "
                + "InvalidMessageInformationHeader."),
        Rule(
            "R6.1-3", .should, .service, "OperationTimeout", .wire,
            "A service that heeds no timeouts answers OperationTimeout with UnsupportedFeature."),
        Rule(
            "R6.1-4", .may, .service, "OperationTimeout", .choice,
            "Without an OperationTimeout the service decides how long it takes."),
        Rule(
            "R6.1-5", .must, .service, "OperationTimeout", .wire,
            "An OperationTimeout marked mustUnderstand is kept to or faulted; otherwise it is a hint."),
        Rule(
            "R6.2-1", .may, .client, "MaxEnvelopeSize", .client,
            "A client may limit the reply in octets; one that does not fit is EncodingLimit with "
                + "MaxEnvelopeSize."),
        Rule(
            "R6.2-2", .must, .service, "MaxEnvelopeSize", .wire,
            "A MaxEnvelopeSize marked mustUnderstand binds the service; a success that cannot be told and not "
                + "be undone is UnreportableSuccess."),
        Rule(
            "R6.2-3", .may, .service, "MaxEnvelopeSize", .choice,
            "A MaxEnvelopeSize that is not marked may be passed over."),
        Rule(
            "R6.2-4", .should, .service, "MaxEnvelopeSize", .wire,
            "A MaxEnvelopeSize below 8192 is EncodingLimit with MinimumEnvelopeLimit."),
        Rule(
            "R6.2-5", .should, .service, "MaxEnvelopeSize", .wire,
            "A reply beyond the service's own limit is EncodingLimit with ServiceEnvelopeLimit."),
        Rule(
            "R6.2-6", .shouldNot, .client, "MaxEnvelopeSize", .client,
            "The header MaxEnvelopeSize has no Policy; a service passes over one that is there."),
        Rule(
            "R6.3-1", .should, .service, "Locale", .wire,
            "Locale without a mark is a hint for the language of texts."),
        Rule(
            "R6.3-2", .must, .service, "Locale", .wire,
            "A Locale marked mustUnderstand is heeded or answered UnsupportedFeature with Locale."),
        Rule(
            "R6.3-3", .must, .client, "Locale", .client,
            "The xml:lang of a Locale is a tag of RFC 3066."),
        Rule(
            "R6.3-4", .should, .service, "Locale", .wire,
            "Replies and events with texts in a language say in xml:lang which."),
        Rule(
            "R6.3-5", .should, .service, "Locale", .wire,
            "The first message of a sequence settles the language of all."),
        Rule(
            "R6.4-1", .may, .client, "OptionSet", .client, needs: .options,
            "A client may send an OptionSet with any request."),
        Rule(
            "R6.4-2", .shouldNot, .service, "OptionSet", .wire, needs: .options,
            "Replies, and events that are not acknowledged, have no OptionSet."),
        Rule(
            "R6.4-3", .may, .service, "OptionSet", .choice, needs: .options,
            "An unmarked OptionSet may be passed over; a marked one that is not supported is NotUnderstood."),
        Rule(
            "R6.4-4", .may, .service, "OptionSet", .choice, needs: .options,
            "What options there are may differ by class and by instance."),
        Rule(
            "R6.4-5", .must, .both, "OptionSet", .wire, needs: .options,
            "An OptionSet holds any number of options, which may share a name and hold plain text."),
        Rule(
            "R6.4-6", .must, .service, "OptionSet", .wire, needs: .options,
            "An option with MustComply is complied with, or the request is InvalidOptions with NotSupported."),
        Rule(
            "R6.4-7", .may, .both, "OptionSet", .choice, needs: .options,
            "An option may tell the type of its value as a name of XML Schema."),
        Rule(
            "R6.4-8", .shouldNot, .client, "OptionSet", .review, needs: .options,
            "Options do not stand in for the parameters that a message has anyway."),
        Rule(
            "R6.4-9", .should, .service, "OptionSet", .wire, needs: .options,
            "Options are refused as InvalidOptions: NotSupported, InvalidName or InvalidValue."),
        Rule(
            "R6.4-10", .should, .service, "OptionSet", .wire, needs: .options,
            "The options of a sequence's first message count for all of it."),
        Rule(
            "R6.5-1", .should, .service, "RequestEPR", .wire,
            "RequestEPR is answered with RequestedEPR: the resource's EPR as it is now, or that it is unknown "
                + "or gone."),
    ]
}
