extension Practice {
    static let annexes: [Practice] = [
        Practice("RB-1", "All but those that this page says are not followed.", .code("Documentation/Conformance.md")),
        Practice(
            "RB-3", "What is offered under the namespace is on this page.", .code("Documentation/Conformance.md")),
        Practice(
            "RC.2-3", "Left out: another method than POST is 405.",
            .test("Another path is 404 and another method 405", in: "Tests/HTTPServerTests/HTTPServerTests.swift")),
        Practice(
            "RC.2-4", "Left out: another method than POST is 405.",
            .test("Another path is 404 and another method 405", in: "Tests/HTTPServerTests/HTTPServerTests.swift")),
        Practice("RC.2-7", "A body that is no SOAP is answered with a fault all the same.", .check),
        Practice(
            "RC.2-8", "Not offered: TLS 1.2 and 1.3 with the ciphers of today.",
            .deviation("RFC 7465 forbids RC4, and the rule is obsolete.")),
        Practice(
            "RC.2-9", "HTTP 500 with all faults; `strictStatus: true` in the configuration follows the rule.",
            .deviation("Windows sends 500, and some clients read a fault from no other status.")),
        Practice("RC.2-13", "Nothing: there are no attachments.", .absent("attachments are refused (R13.5-1).")),
        Practice("RC.2-15", "There is no other transport than HTTP.", .absent("HTTP is the one transport.")),
        Practice("RC.3-1", "Basic, where passwords may pass in clear, and Negotiate with sealed messages.", .check),
        Practice("RC.3-2", "Basic and Negotiate.", .check),
        Practice("RC.2-5", "It takes no such message, and says so with a fault.", .check),
    ]
}
