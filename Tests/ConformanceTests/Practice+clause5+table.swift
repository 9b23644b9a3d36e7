extension Practice {
    static let clause5: [Practice] = [
        Practice(
            "R5.1.1-3",
            "An EPR holds the keys of its instance, which never change, and nothing of the process that wrote it.",
            .code("Sources/WSCIM/XMLWriter+reference.swift")),
        Practice(
            "R5.1.2.1-1", "Any text is taken as a resource URI; what it names is then looked up.",
            .test("Nothing else is", in: "Tests/WSManTests/AddressTests.swift")),
        Practice(
            "R5.1.2.1-2", "No URIs of Winch's own: classes are named by Microsoft's and the DMTF's.",
            .code("Sources/WSMan/ResourceURI.swift")),
        Practice(
            "R5.1.2.1-3", "The client writes ResourceURI into every request to a resource.",
            .code("Sources/Client/Message/RequestMessage.swift")),
        Practice(
            "R5.1.2.1-4", "The client sends it with methods too.",
            .test(
                "A method's arguments are in the namespace of the class, in all their forms",
                in: "Tests/ClientTests/MessageTests.swift")),
        Practice(
            "R5.1.2.1-7", "The operation is read from the action alone.", .code("Sources/WSMan/Operation+action.swift")),
        Practice(
            "R5.1.2.2-1", "Names and values of selectors are compared without case, as on Windows.", .check),
        Practice(
            "R5.1.2.2-2", "Resource URI and selectors are read together, as the target of an operation.",
            .code("Sources/WSMan/Operation.swift")),
        Practice("R5.1.2.2-6", "The address of a nested EPR is not looked at.", .check),
        Practice("R5.1.2.2-7", "Longer names are EncodingLimit with SelectorLimit.", .check),
        Practice("R5.1.2.2-8", "Longer values are EncodingLimit with SelectorLimit.", .check),
        Practice("R5.1.3-2", "None are asked for.", .check),
        Practice(
            "R5.3-2", "/wsman-anon answers Identify alone, to everybody.",
            .test("Anybody may ask on the anonymous paths, briefly", in: "Tests/HTTPServerTests/HTTPServerTests.swift")),
        Practice(
            "R5.4.2-1",
            "The client sends the anonymous address; a request without ReplyTo is MessageInformationHeaderRequired.",
            .test("A missing header", in: "Tests/WSManTests/RequestTests.swift")),
        Practice("R5.4.2-2", "Replies go out on the request's connection alone.", .check),
        Practice(
            "R5.4.2-6", "A ReplyTo that cannot be used is answered with a fault on the request's connection.",
            .deviation("the connection is there and the client learns what to mend; Windows does so too.")),
        Practice("R5.4.3-1", "FaultTo is the anonymous address, or refused.", .check),
        Practice("R5.4.3-3", "Faults go out on the request's connection alone.", .check),
        Practice(
            "R5.4.3-5", "A FaultTo that cannot be used is answered with a fault on the request's connection.",
            .deviation("the connection is there and the client learns what to mend; Windows does so too.")),
        Practice(
            "R5.4.5-1", "Actions are compared as they are; only methods have their class's URI in front, as CIM asks.",
            .code("Sources/WSMan/Action.swift")),
        Practice(
            "R5.4.5-3", "What the table of actions knows has that action and no other.",
            .code("Sources/WSMan/Operation+action.swift")),
        Practice("R5.4.5-4", "Methods of classes are the custom actions.", .check),
    ]
}
