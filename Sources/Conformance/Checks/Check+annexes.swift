internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 annexes B and C: the protocol's version, and the bindings to HTTP and HTTPS.
    static let annexes = http + security

    private static let http: [Check] = [
        Check("RB-2", needs: [.identify]) { it in
            let answer = try await it.send(.identify)
            let versions = answer.body.first?.all(.identity("ProtocolVersion")).map(\.trimmedText) ?? []
            try it.expect(
                versions.contains(Namespace.wsman),
                "Identify tells of the protocol versions \(versions); \(Namespace.wsman) is not among them.")
            let fault = try await it.send(try await it.get().with(XMLElement(.wsman("MaxEnvelopeSize"), "1").marked()))
            try it.expect(
                fault.fault?.subcode?.namespace == Namespace.wsman,
                "A fault of WS-Management is of the namespace \(fault.fault?.subcode?.namespace ?? "").")
        },
        Check("RC.2-1") { it in
            let answer = try await it.send(try await it.get())
            try it.expect(answer.version == "HTTP/1.1", "The service answers in \(answer.version), not in HTTP/1.1.")
        },
        Check("RC.2-2") { it in
            let message = try await it.get()
            let answer = try await it.send(message)
            try it.expectReply(answer, "A Get")
            try it.expect(
                answer.relatesTo == message.messageID,
                "What comes back on the connection relates to \(answer.relatesTo ?? "nothing"), not to this request.")
            let type = answer.field("Content-Type") ?? ""
            try it.expect(
                type.lowercased().hasPrefix(Message.mediaType),
                "The reply is of the type '\(type)', not \(Message.mediaType).")
        },
        Check("RC.2-5") { it in
            var message = it.message(Action.ack, to: nil)
            message[Addressing.replyTo] = nil
            message[Addressing.relatesTo] = XMLElement(Addressing.relatesTo, Message.identifier())
            let answer = try await it.send(message)
            // Who takes no such message says so with a fault.
            guard answer.fault == nil else { return }
            try it.expect(
                answer.status == 202 && answer.bytes.isEmpty,
                "An Ack, which has no reply, is answered with \(answer.summary); HTTP 202 without a body was expected.")
        },
        Check("RC.2-6") { it in
            try it.expectReply(try await it.send(try await it.get()), "A Get by POST")
        },
        Check("RC.2-7") { it in
            let answer = try await it.send(Array("no SOAP".utf8), contentType: Message().contentType)
            if answer.envelope != nil { return try it.expectFault(answer, "A body that is no XML") }
            try it.expect(
                (400...599).contains(answer.status), "A body that is no XML is answered with HTTP \(answer.status).")
        },
        Check("RC.2-9") { it in
            let answer = try await it.send(try await it.failing())
            try it.expectFault(answer, "An action that there is not")
            let expected = answer.fault?.code == .soap("Sender") ? 400 : 500
            try it.expect(
                answer.status == expected,
                "A fault of the code \(answer.fault?.code?.shortName ?? "") comes with HTTP \(answer.status), not \(expected)."
            )
        },
        Check("RC.2-10") { it in
            let other = XMLElement(Addressing.to, "http://other.example:1234/wsman")
            try it.expectReply(try await it.send(try await it.get().with(other)), "A Get whose wsa:To is another URL")
        },
        Check("RC.2-11") { it in
            let answer = try await it.send(try await it.get(), as: .nobody)
            let isRefused = answer.status == 401 || answer.status == 403
            let path = it.survey.address.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
            if path.hasSuffix("/wsman-anon") {
                try it.expect(!isRefused, "A sign-in is demanded at \(path).")
            } else if path.hasSuffix("/wsman") {
                try it.expect(isRefused, "At \(path) a Get without credentials is answered with \(answer.summary).")
            } else {
                throw Verdict.failed("The path is \(path); /wsman is the one to have.")
            }
        },
        Check("RC.2-12") { it in
            let plain = try await it.get()
            try it.expectReply(try await it.send(plain), "A Get without SOAPAction")
            var same = plain.again()
            same.fields = [("SOAPAction", "\"\(Action.get)\"")]
            try it.expectReply(try await it.send(same), "A Get with its own SOAPAction")
            var other = plain.again()
            other.fields = [("SOAPAction", "\"\(Action.delete)\"")]
            try it.expectFault(try await it.send(other), "A Get with the SOAPAction of Delete")
        },
        Check("RC.2-14") { it in
            for type in [Message.multipart, "application/pdf"] {
                let answer = try await it.send(try await it.get().bytes, contentType: type)
                try it.expect(
                    answer.status == 415,
                    "A request of the type \(type) is answered with HTTP \(answer.status), not 415.")
            }
        },
    ]

    private static let security: [Check] = [
        Check("RC.3-1", needs: [.identify]) { it in
            guard !it.survey.isSecure else { throw it.skip("The URL is https.") }
            try await it.expectProfile(of: "http")
        },
        Check("RC.3-2", needs: [.identify, .https]) { it in try await it.expectProfile(of: "https") },
        Check("RC.3-3") { it in
            let answer = try await it.send(try await it.get(), as: .nobody)
            try it.expect(
                answer.status == 401 || answer.status == 403,
                "A Get without credentials is answered with \(answer.summary); HTTP 401 was expected.")
        },
    ]
}

extension Examination {
    /// What a service that signs people in offers, by the challenges it sends and the profiles it tells of.
    fileprivate func expectProfile(of scheme: String) async throws {
        let known = ["basic", "digest", "negotiate", "kerberos"]
        let refused = try await send(try await get(), as: .nobody)
        let offered = refused.challenges.map { challenge in challenge.prefix { $0 != " " }.lowercased() }
        let answer = try await send(.identify)
        let profiles = answer.body.first?.descendant(.identity("SecurityProfiles"))?.elements.map(\.trimmedText) ?? []
        guard !profiles.isEmpty else {
            return try expect(
                offered.contains(where: known.contains),
                "The service demands none of \(known.joined(separator: ", ")), and Identify tells of no profile.")
        }
        let prefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/\(scheme)/"
        try expect(
            profiles.contains { $0.hasPrefix(prefix) },
            "Identify tells of the profiles \(profiles.joined(separator: ", ")), none of which is one of \(scheme).")
    }
}
