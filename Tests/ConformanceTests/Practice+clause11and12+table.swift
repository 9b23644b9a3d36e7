extension Practice {
    static let clause11and12: [Practice] = [
        Practice(
            "R11-4", "Open at `/wsman-anon/identify`, and at `/wsman` with Windows' `WSMANIDENTIFY: unauthenticated`.",
            .check),
        Practice("R11-5", "The version of the protocol is told to all, that of the product is not.", .check),
        Practice(
            "R12.3-1", "Taken with its password, for Basic to the sink.",
            .test("Every reply of the conversation is the recorded one", in: "Tests/EndpointTests/ExchangeTests.swift")),
        Practice(
            "R12.3-2", nil, .deviation("SHA-1 names no certificate today; the token is refused, and the fault says so.")
        ),
    ]
}
