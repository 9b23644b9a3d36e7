extension Practice {
    static let annexes: [Practice] = [
        Practice(
            "RC.2-8", "Not offered: TLS 1.2 and 1.3 with the ciphers of today.",
            .deviation("RFC 7465 forbids RC4, and the rule is obsolete."))
    ]
}
