extension Practice {
    static let clause13and14: [Practice] = [
        Practice(
            "R13.1-2", "Requests of up to 500 KB are taken; `limits.operations.envelopeBytes` says how many.", .check),
        Practice(
            "R13.1-3", "Without MaxEnvelopeSize, 512,000 octets are the limit, as on Windows.", .check),
        Practice("R13.1-6", "None is sent, and one in a request is passed over.", .check),
        Practice(
            "R13.2-1",
            "Every request that is complete gets an answer; one that breaks off gets none, and its connection ends.",
            .test(
                "A body that trickles in is cut off at the deadline", in: "Tests/HTTPServerTests/GuardTests.swift")),
        Practice(
            "R13.3-1", "The client repeats what has no effect, and nothing else.",
            .test("A method is sent once, whatever happens", in: "Tests/ClientTests/TransportTests.swift")),
        Practice("R13.4-1", "Longer ones are EncodingLimit with URILimitExceeded.", .check),
        Practice(
            "R13.4-2", "The URIs of classes are as long as the names in their MOF.",
            .code("Sources/WSMan/ResourceURI.swift")),
        Practice("R13.4-3", "Longer ones are EncodingLimit with OptionLimit.", .check),
        Practice("R13.4-4", "Longer ones are EncodingLimit with OptionLimit.", .check),
        Practice("R13.4-5", "None is.", .check),
        Practice("R13.4-6", "Faults stay below 8192 octets, the smallest envelope there may be.", .check),
        Practice("R13.4-7", "Longer ones are EncodingLimit with SelectorLimit.", .check),
        Practice("R13.4-8", "64 are.", .check),
        Practice("R13.4-9", "256 are.", .check),
        Practice("R13.5-1", "Not offered: HTTP 415.", .check),
        Practice("R13.5-2", "Nothing: there are no attachments.", .absent("attachments are refused (R13.5-1).")),
        Practice("R13.5-3", "Nothing: there are no attachments.", .absent("attachments are refused (R13.5-1).")),
    ]
}
