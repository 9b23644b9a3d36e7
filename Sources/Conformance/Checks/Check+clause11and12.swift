internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clauses 11 and 12: Identify, and credentials for deliveries.
    static let clause11and12: [Check] = [
        Check("R11-1") { it in
            let versions = try it.protocolVersions(in: try await it.send(.identify))
            try it.expect(!versions.isEmpty, "The IdentifyResponse tells no ProtocolVersion.")
        },
        Check("R11-2") { it in
            var unknown = Message.identify
            unknown.headers = [XMLElement(.unknown("Header"), "x").marked(mustUnderstand: false)]
            for (message, what) in [(Message.identify, "no header block"), (unknown, "an unknown header block")] {
                try it.expectReply(try await it.send(message), "Identify with \(what)")
            }
        },
        Check("R11-3") { it in
            try it.expectReply(
                try await it.send(.identify), "Identify without wsa:Action and all else of WS-Addressing")
        },
        Check("R11-4") { it in _ = try await it.identifyAnonymously() },
        Check("R11-5") { it in
            let versions = try await it.identifyAnonymously()
            try it.expect(
                versions.allSatisfy { $0 == undisclosed || $0.contains("://") } && !versions.isEmpty,
                "Who has not signed in is told the versions \(versions), and not that they are kept secret.")
        },
        Check("R11-6") { it in
            let versions = try it.protocolVersions(in: try await it.send(.identify))
            try it.expect(
                !versions.isEmpty && !versions.contains(undisclosed),
                "Who has signed in is told the versions \(versions), and not all there are.")
        },
    ]
}

/// What stands in the place of the versions that are not told (DSP0226 R11-5).
private let undisclosed = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity/NoAnonymousDisclosure"

extension Examination {
    fileprivate func protocolVersions(in answer: Answer) throws -> [String] {
        try expectReply(answer, "Identify")
        try expect(
            answer.body.first?.name == .identity("IdentifyResponse"),
            "Identify is answered with \(answer.body.first?.name.shortName ?? "an empty body").")
        return answer.body.first?.all(.identity("ProtocolVersion")).map(\.trimmedText) ?? []
    }

    /// The versions as anybody sees them.
    fileprivate func identifyAnonymously() async throws -> [String] {
        var unauthenticated = Message.identify
        unauthenticated.fields = [("WSMANIDENTIFY", "unauthenticated")]
        for (message, path) in [(Message.identify, "/wsman-anon/identify"), (unauthenticated, nil)] {
            let answer = try await send(message, as: .nobody, path: path)
            if answer.status == 200 { return try protocolVersions(in: answer) }
        }
        throw skip("Identify is not open to those who have not signed in.")
    }
}
