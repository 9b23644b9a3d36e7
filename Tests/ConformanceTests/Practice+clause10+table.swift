extension Practice {
    static let clause10: [Practice] = [
        Practice(
            "R10.1-1", "There is no other way to subscribe.", .code("Sources/WSMan/Operation+action.swift")),
        Practice("R10.2.2-4", "Filters of events are queries in WQL, and XPath on the event.", .check),
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
        Practice("R10.2.1-2", "They may be at different addresses.", .check),
        Practice("R10.2.1-3", "Basic to https addresses; other profiles are refused.", .check),
        Practice("R10.2.1-4", "The address is looked at, and not connected to before there is an event.", .check),
        Practice("R10.2.1-6", "Texts are in one language.", .check),
        Practice("R10.2.1-7", "UTF-8 and UTF-16.", .check),
        Practice("R10.2.3-1", "Offered.", .check),
        Practice("R10.2.5-1", "Offered.", .check),
        Practice("R10.2.5-3", "A heartbeat comes when nothing else did.", .check),
        Practice("R10.2.9.2-2", "All three policies.", .check),
        Practice("R10.2.9.3-1", "Offered.", .check),
        Practice("R10.2.9.4-2", "All three are taken.", .check),
        Practice("R10.6-1", "Offered, to EndTo.", .check),
        Practice("R10.7-1", "Both are offered.", .check),
        Practice(
            "R10.2.3-2", nil,
            .test(
                "Retries used up end the subscription, and its EndTo is told with its own parameters",
                in: "Tests/EndpointTests/DeliveryTests.swift")),
        Practice(
            "R10.2.5-4", nil,
            .test(
                "A heartbeat goes alone when nothing else was sent in time",
                in: "Tests/EndpointTests/DeliveryTests.swift")),
        Practice(
            "R10.6-2", "A Subscribe in Pull mode has no EndTo: one that is there is refused or passed over.",
            .test(
                "Unsubscribe tells EndTo, and nothing is sent after it", in: "Tests/EndpointTests/DeliveryTests.swift")),
        Practice(
            "R10.8-1", nil,
            .test("A sink that refuses is sent nothing more", in: "Tests/EndpointTests/DeliveryTests.swift")),
        Practice(
            "R10.7-3", nil,
            .test(
                "A success without the acknowledgement asked for is none", in: "Tests/EndpointTests/DeliveryTests.swift"
            )),
        Practice(
            "R10.6-4", nil,
            .test(
                "Unsubscribe tells EndTo, and nothing is sent after it", in: "Tests/EndpointTests/DeliveryTests.swift")),
        Practice(
            "R10.2.7-2", "The client's listener has an address of its own for each subscription.",
            .code("Sources/Client/Eventing/EventListener.swift")),
        Practice("R10.2.9.5-4", nil, .code("Sources/Client/Eventing/PulledDeliveries.swift")),
    ]
}
