extension Practice {
    static let clause8: [Practice] = [
        Practice(
            "R8.1-1", "Every class, and the definitions of the classes, can be enumerated.",
            .code("Sources/Endpoint/Service/Service+enumerate.swift")),
        Practice(
            "R8.1-2", "There is no other way to enumerate.", .code("Sources/WSMan/Operation+action.swift")),
        Practice(
            "R8.1-3", "There is no other way to enumerate with a filter.", .code("Sources/WSMan/Operation+action.swift")
        ),
        Practice(
            "R8.1-4", "Renew and GetStatus of enumerations are offered, and EnumerationEnd where an EndTo asks for it.",
            .deviation("A client that works slowly on each item needs a way to keep its enumeration.")),
        Practice(
            "R8.1-6", "The context of somebody else is an unknown one: InvalidEnumerationContext.",
            .test(
                "Another user's context is an unknown one", in: "Tests/EndpointTests/EnumerationsTests.swift")),
        Practice("R8.2.1-1", "Taken; an address that nothing may be sent to is refused.", .check),
        Practice("R8.2.1-2", "Taken, up to the longest time that the configuration allows.", .check),
        Practice("R8.2.1-5", "The resource URIs that end in `*` require one, as on Windows.", .check),
        Practice(
            "R8.2.1-6", "Other requests go on. What is new does not show, what is gone is left out.",
            .code("Sources/Endpoint/InstanceProvider.swift")),
        Practice("R8.2.2-1", "The count is exact, and told when asked for.", .check),
        Practice(
            "R8.2.2-2", "The client never asks for it: the end is where no context comes.",
            .test("Pages of Windows come as one sequence, each context used once", in: enumerationOfClient)),
        Practice("R8.2.3-1", "Offered.", .check),
        Practice(
            "R8.4-2", "The first item is sent whatever MaxCharacters says, if it fits into MaxEnvelopeSize.", .check),
        Practice(
            "R8.4-5",
            "Without a resource URI it is DestinationUnreachable, as R5.1.2.1-6 asks. Another one is put up with: clients "
                + "in use send it.",
            .check),
        Practice("R8.4-6", "An empty answer with which one can go on.", .check),
        Practice(
            "R8.4-7", "Those that nobody pulls end after a time; no other ends early.",
            .test(
                "An enumeration that nobody pulls is forgotten after its idle time",
                in: "Tests/EndpointTests/EnumerationsTests.swift")),
        Practice(
            "R8.4-11", "The client does.",
            .test("Pages of openwsman come one by one", in: enumerationOfClient)),
        Practice("R8.5-3", "As with Pull (R8.4-5).", .check),
        Practice("R8.5-4", "Release wins: the Pull is InvalidEnumerationContext, unless it was the last.", .check),
        Practice("R8.6-1", "WQL and CQL that select columns.", .check),
        Practice("R8.7-1", "Offered.", .check),
        Practice("R8.7-2", "Offered.", .check),
    ]

    private static let enumerationOfClient = "Tests/ClientTests/EnumerationTests.swift"
}
