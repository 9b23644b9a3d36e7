extension Practice {
    static let clause11and12: [Practice] = [
        Practice(
            "R11-4", "Open at `/wsman-anon/identify`, and at `/wsman` with Windows' `WSMANIDENTIFY: unauthenticated`.",
            .check),
        Practice("R11-5", "The version of the protocol is told to all, that of the product is not.", .check),
    ]
}
