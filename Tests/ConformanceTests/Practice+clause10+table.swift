extension Practice {
    static let clause10: [Practice] = [
        Practice(
            "R10.1-1", "There is no other way to subscribe.", .code("Sources/WSMan/Operation+action.swift")),
        Practice("R10.2.2-4", "Filters of events are queries in WQL; XPath is not taken.", .check),
        Practice("R10.2.2-6", "Queries that group events.", .check),
        Practice(
            "R10.2.2-7", nil, .absent("There are no parameters to start with, but for the filter.")),
        Practice("R10.2.2-8", "Queries that select columns.", .check),
        Practice(
            "R10.2.2-9", nil, .absent("There are no parameters to start with, but for the filter.")),
        Practice("R10.2.4-1", "The address of the Subscribe, with the identifier of the subscription.", .check),
        Practice("R10.2.4-2", "Always told: every subscription has an end, and can be renewed.", .check),
        Practice("R10.2.6-1", "Offered.", .check),
        Practice("R10.2.6-5", "All of which the events are still kept.", .check),
        Practice("R10.2.6-7", "Offered.", .check),
        Practice("R10.2.9.5-1", "Offered.", .check),
        Practice(
            "R10.2.9.5-6", "The context stays the same, so that a Pull whose answer was lost can be sent again.", .check
        ),
        Practice("R10.3-1", "Offered.", .check),
        Practice(
            "R10.4-2", "A subscription ends with its time, and no sooner by itself.",
            .test(
                "What has expired, was cancelled or is another's is not there",
                in: "Tests/EndpointTests/EventingTests.swift")),
    ]
}
