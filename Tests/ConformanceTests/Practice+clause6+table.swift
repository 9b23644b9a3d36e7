extension Practice {
    static let clause6: [Practice] = [
        Practice(
            "R6.1-1", "The client sends one with every request.",
            .test("Headers say what was configured", in: "Tests/ClientTests/MessageTests.swift")),
        Practice("R6.1-3", "Timeouts are heeded.", .check),
        Practice("R6.1-4", "A minute, as on Windows.", .check),
        Practice(
            "R6.2-1", "The client sends one with every request.",
            .test("Headers say what was configured", in: "Tests/ClientTests/MessageTests.swift")),
        Practice("R6.2-3", "It is heeded all the same.", .check),
        Practice(
            "R6.2-5", "As asked; the limit is `limits.operations.envelopeBytes`.",
            .test(
                "A reply beyond the service's own limit is told so, whatever the client would take",
                in: "Tests/EndpointTests/StatusTests.swift")),
        Practice(
            "R6.2-6", "The client sends none, and the service looks at none.",
            .code("Sources/Client/Message/RequestMessage.swift")),
        Practice("R6.3-1", "Texts are in English, whatever is asked for.", .check),
        Practice("R6.3-2", "A marked Locale is refused, as on Windows.", .check),
        Practice(
            "R6.3-3", "The client sends the tag it is given, en-US by itself.",
            .test("Headers say what was configured", in: "Tests/ClientTests/MessageTests.swift")),
        Practice("R6.3-5", "Every Locale is a hint that changes nothing.", .check),
        Practice(
            "R6.4-1", "The client sends those it is given.",
            .test("Headers say what was configured", in: "Tests/ClientTests/MessageTests.swift")),
        Practice("R6.4-3", "Unknown options are passed over.", .check),
        Practice(
            "R6.4-4", "Options go with operations: Put has the list of properties to modify, Create the template.",
            .test(
                "Those that must be complied with, and bad ones, are refused", in: "Tests/WSManTests/RequestTests.swift"
            )),
        Practice("R6.4-7", "The type is read and not needed.", .check),
        Practice(
            "R6.4-8", "What an operation is about stands in its body; the template of a Create has no place there.",
            .code("Sources/WSMan/RequestOption.swift")),
        Practice("R6.4-10", "The options of later messages change nothing.", .check),
    ]
}
