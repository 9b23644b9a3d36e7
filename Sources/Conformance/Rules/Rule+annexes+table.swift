extension Rule {
    /// DSP0226 annexes B, C and E: conformance, HTTP bindings, the selector filter.
    static let annexes: [Rule] = [
        Rule(
            "RB-1", .must, .service, "Conformance", .review,
            "All rules are kept, each as strictly as its level says."),
        Rule(
            "RB-2", .must, .service, "Conformance", .wire,
            "The namespace of the protocol is that of version 1."),
        Rule(
            "RB-3", .mustNot, .both, "Conformance", .review,
            "The namespace is used by what conforms alone."),
        Rule(
            "RC.2-1", .must, .service, "HTTP", .wire,
            "HTTP 1.1 is spoken."),
        Rule(
            "RC.2-2", .must, .service, "HTTP", .wire,
            "A request is answered in the response of its HTTP exchange."),
        Rule(
            "RC.2-3", .may, .service, "HTTP", .choice,
            "SOAP by HTTP GET need not be offered."),
        Rule(
            "RC.2-4", .may, .service, "HTTP", .choice,
            "The Web Method feature of SOAP need not be offered."),
        Rule(
            "RC.2-5", .must, .service, "HTTP", .wire,
            "A message that has no reply is answered HTTP 202 without a body."),
        Rule(
            "RC.2-6", .must, .service, "HTTP", .wire,
            "Requests and messages without a reply come by POST."),
        Rule(
            "RC.2-7", .should, .service, "HTTP", .wire,
            "Where no SOAP can be answered, HTTP 500 is."),
        Rule(
            "RC.2-8", .must, .service, "TLS", .review, needs: .https,
            "Obsolete: HTTPS with TLS_RSA_WITH_RC4_128_SHA, which RFC 7465 forbids."),
        Rule(
            "RC.2-9", .should, .service, "HTTP", .wire,
            "Faults of the receiver come with HTTP 500, faults of the sender with 400."),
        Rule(
            "RC.2-10", .should, .service, "HTTP", .wire,
            "The URL that is posted to need not be wsa:To."),
        Rule(
            "RC.2-11", .should, .service, "HTTP", .wire,
            "The path is /wsman behind a sign-in, and /wsman-anon for everybody."),
        Rule(
            "RC.2-12", .must, .both, "HTTP", .wire,
            "A SOAPAction field, where there is one, says what wsa:Action says; it may be missing."),
        Rule(
            "RC.2-13", .must, .service, "Attachments", .wire, needs: .attachments,
            "Attachments use SOAP's HTTP transmission optimization."),
        Rule(
            "RC.2-14", .must, .service, "HTTP", .wire,
            "A media or attachment type that is not known is HTTP 415."),
        Rule(
            "RC.2-15", .should, .service, "Attachments", .wire, needs: .attachments,
            "On other transports than HTTP, an attachment type that is not known is EncodingLimit with "
                + "EncodingType."),
        Rule(
            "RC.3-1", .must, .service, "Security", .wire,
            "HTTP comes with a security profile of the standard."),
        Rule(
            "RC.3-2", .must, .service, "Security", .wire,
            "HTTPS comes with a security profile of the standard."),
        Rule(
            "RC.3-3", .shouldNot, .service, "Security", .wire,
            "HTTP is not open to everybody, but for Identify and what the service decides."),
        Rule(
            "RE-1", .must, .service, "SelectorFilter", .wire, needs: .selectorFilter,
            "A selector filter names top-level elements of the instance; a name that cannot be used is "
                + "CannotProcessFilter."),
        Rule(
            "RE-2", .must, .service, "SelectorFilter", .wire, needs: .selectorFilter,
            "A selector filter lets through the instances whose elements have the values given."),
        Rule(
            "RE-3", .must, .service, "SelectorFilter", .wire, needs: .selectorFilter,
            "Where namespaces share a local name, one element of it that fits is compared."),
        Rule(
            "RE-4", .must, .service, "SelectorFilter", .wire, needs: .selectorFilter,
            "An array matches where one of its elements does."),
        Rule(
            "RE-5", .should, .service, "SelectorFilter", .wire, needs: .selectorFilter,
            "A filter whose SelectorSet is invalid is CannotProcessFilter with the detail of the selectors."),
    ]
}
