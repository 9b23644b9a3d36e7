internal import Client
internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clauses 13 and 14: transport, messages, faults.
    static let clause13and14 = encodings + forms + limits + attachments + faults

    /// DSP0226 13.1: SOAP and character encodings.
    private static let encodings: [Check] = [
        Check("R13.1-1") { it in
            let answer = try await it.send(.identify)
            try it.expect(
                answer.root?.name == .soap("Envelope"),
                "A message in SOAP 1.2 is answered with \(answer.root?.name.description ?? answer.summary).")
            var old = try await it.get()
            old.namespace = Namespace.soap11
            let refused = try await it.send(old)
            let isNewer = refused.root?.name.namespace == Namespace.soap11
            try it.expect(
                isNewer || refused.fault?.isA(.versionMismatch) ?? false || refused.envelope == nil,
                "An Envelope of SOAP 1.1 is answered with \(refused.summary); a service of SOAP 1.2 alone answers "
                    + "VersionMismatch.")
        },
        Check("R13.1-2") { it in
            let filler = XMLElement(.unknown("Filler"), String(repeating: "x", count: 40_000))
            let answer = try await it.send(try await it.get().adding(filler))
            if answer.envelope == nil {
                return try it.expect(
                    answer.status == 413, "A request of 40,000 octets is answered with \(answer.summary), not with 413."
                )
            }
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .encodingLimit(), for: "A request of 40,000 octets")
        },
        Check("R13.1-3") { it in
            let answer = try await it.send(try await it.get())
            try it.expect(
                answer.bytes.count <= 32767,
                "Without MaxEnvelopeSize, \(answer.bytes.count) octets are sent; 32767 are the most.")
            guard try await it.offers(.enumeration) else { return }
            let context = try await it.open()
            let page = try await it.send(try await it.pull(context, items: 1000))
            try await it.tidy(page.enumerationContext)
            try it.expect(
                page.bytes.count <= 32767,
                "Without MaxEnvelopeSize, a Pull brings \(page.bytes.count) octets; 32767 are the most.")
        },
        Check("R13.1-4") { it in
            try it.expectReply(try await it.send(try await it.get()), "A Get in UTF-8")
            let message = try await it.get()
            let field = "application/soap+xml; charset=\"utf-8\""
            try it.expectReply(
                try await it.send(message.bytes, contentType: field), "A Get with the charset in quotes, in lower case,"
            )
        },
        Check("R13.1-5") { it in
            let message = try await it.get()
            let answer = try await it.send(message.utf16(bigEndian: false), contentType: Message.utf16)
            if answer.fault?.isA(.encodingLimit(.characterSet)) != true {
                try it.expectReply(answer, "A Get in UTF-16")
                guard case .utf16 = answer.encoding else {
                    throw Verdict.failed("A Get in UTF-16 is answered in another encoding.")
                }
            }
            let plain = try await it.send(message.again())
            try it.expect(plain.encoding == .utf8, "A Get in UTF-8 is answered in another encoding.")
            let unknown = try await it.send(message.again().bytes, contentType: "\(Message.mediaType);charset=EBCDIC-X")
            try it.expect(unknown, is: .encodingLimit(.characterSet), for: "An unknown charset")
            try it.expect(unknown.encoding == .utf8, "The fault for an unknown charset is not in UTF-8.")
        },
        Check("R13.1-6") { it in
            for message in [try await it.get(), try await it.failing()] {
                let answer = try await it.send(message)
                try it.expect(
                    !answer.bytes.starts(with: [0xEF, 0xBB, 0xBF]),
                    "\(answer.summary) in UTF-8 begins with a byte order mark.")
            }
        },
        Check("R13.1-7") { it in
            var answers: [Answer] = []
            for bigEndian in [true, false] {
                let bytes = try await it.get().utf16(bigEndian: bigEndian)
                answers.append(try await it.send(bytes, contentType: Message.utf16))
            }
            if answers.allSatisfy({ $0.fault?.isA(.encodingLimit(.characterSet)) ?? false }) {
                throw it.skip("UTF-16, which is a SHOULD, is not taken.")
            }
            try it.expectReply(answers[0], "A Get in UTF-16, big-endian,")
            try it.expectReply(answers[1], "A Get in UTF-16, little-endian,")
        },
        Check("R13.1-8") { it in
            let message = try await it.get()
            let cases: [(String, [UInt8], String)] = [
                (
                    "The byte order mark of UTF-16 under charset=UTF-8", message.utf16(bigEndian: true),
                    message.contentType
                ),
                (
                    "The byte order mark of UTF-8 under charset=UTF-16", [0xEF, 0xBB, 0xBF] + message.bytes,
                    Message.utf16
                ),
            ]
            for (what, bytes, type) in cases {
                let answer = try await it.send(bytes, contentType: type)
                try it.expect(answer.status == 400, "\(what) is answered with HTTP \(answer.status); it is to be 400.")
            }
        },
    ]

    /// DSP0226 13.1: what else a message may look like.
    private static let forms: [Check] = [
        Check("R13.1-9") { it in
            let message = try await it.get()
            let cases = [
                XMLElement(Addressing.to, it.survey.address), XMLElement(.wsman("OperationTimeout"), "PT30S"),
                XMLElement(Addressing.messageID, Message.identifier()),
            ]
            for header in cases {
                let answer = try await it.send(message.again().adding(header))
                try it.expect(
                    answer, is: .invalidMessageInformationHeader(header.name),
                    for: "A second \(header.name.shortName)")
            }
        },
        Check("R13.1-10") { it in
            var message = try await it.get()
            for name in [Addressing.to, Addressing.action, .resourceURI, .wsman("OperationTimeout")] {
                guard let text = message[name]?.text else { continue }
                message[name]?.children = [.text("\n  \(text)\t ")]
            }
            if var set = message[.wsman("SelectorSet")] {
                set.children = set.elements.map { selector in
                    var padded = selector
                    if selector.elements.isEmpty { padded.children = [.text(" \(selector.text)\n")] }
                    return .element(padded)
                }
                message[set.name] = set
            }
            let answer = try await it.send(message)
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .encodingLimit(.whitespace), for: "White space around the values of headers")
        },
        Check("R13.1-11") { it in
            var message = try await it.get()
            message.comment = "a comment"
            try it.expectReply(try await it.send(message), "A message with comments")
        },
    ]

    /// DSP0226 13.4.
    private static let limits: [Check] = [
        Check("R13.4-1") { it in
            let long = XMLElement(.resourceURI, "http://winch.example/" + String(repeating: "x", count: 2100)).marked()
            let answer = try await it.send(try await it.get().with(long))
            try it.expect(
                answer, is: .encodingLimit(.uriLimitExceeded), .destinationUnreachable(),
                for: "A ResourceURI of more than 2048 characters")
        },
        Check("R13.4-3") { it in
            let option = XMLElement.option(String(repeating: "n", count: 2100), "x")
            try await it.takesOrRefuses(.options([option]), "An option name of 2100 characters")
        },
        Check("R13.4-4") { it in
            let option = XMLElement.option("unknown", String(repeating: "v", count: 4200))
            try await it.takesOrRefuses(.options([option]), "An option value of 4200 characters")
        },
        Check("R13.4-5", needs: [.enumeration]) { it in
            let context = try await it.open()
            let header = XMLElement(.wsman("MaxEnvelopeSize"), "512000").marked()
            let answer = try await it.send(try await it.pull(context, items: 1000).with(header))
            try await it.tidy(answer.enumerationContext ?? context)
            if answer.fault == nil { return try it.expectReply(answer, "A Pull of 1000 items") }
            try it.expect(answer, is: .encodingLimit(), for: "A Pull of 1000 items")
        },
        Check("R13.4-6") { it in
            let header = XMLElement(.wsman("MaxEnvelopeSize"), "8192").marked()
            let answer = try await it.send(try await it.failing().adding(header))
            try it.expectFault(answer, "An action that there is not")
            try it.expect(
                answer.bytes.count <= 8192, "A fault has \(answer.bytes.count) octets; MaxEnvelopeSize was 8192.")
        },
        Check("R13.4-7") { it in
            let target = try await it.instanceWithKeys()
            var message = it.message(Action.get, to: target)
            message[.wsman("SelectorSet")]?.children.append(
                .element(XMLElement(.wsman("Selector"), "x", ["Name": String(repeating: "n", count: 2100)])))
            try it.expect(
                try await it.send(message), is: .encodingLimit(), .invalidSelectors(),
                for: "A selector name of 2100 characters")
        },
        Check("R13.4-8") { it in
            let target = try await it.instanceWithKeys()
            var message = it.message(Action.get, to: target)
            let more = (0..<300).map { XMLElement(.wsman("Selector"), "x", ["Name": "NoSuchKey\($0)"]) }
            message[.wsman("SelectorSet")]?.children += more.map { .element($0) }
            try it.expect(
                try await it.send(message), is: .encodingLimit(.selectorLimit), .invalidSelectors(),
                for: "300 selectors")
        },
        Check("R13.4-9") { it in
            let options = (0..<1000).map { XMLElement.option("Unknown\($0)", "x") }
            let answer = try await it.send(try await it.get().with(.options(options)))
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .encodingLimit(.optionLimit), for: "A thousand options")
        },
    ]

    /// DSP0226 13.5.
    private static let attachments: [Check] = [
        Check("R13.5-1") { it in
            if case .offered = try await it.survey.offer(.attachments, it) { return }
            let answer = try await it.send(try await it.get().bytes, contentType: Message.multipart)
            try it.expect(
                answer.status == 415 || answer.fault?.isA(.encodingLimit(.encodingType)) ?? false,
                "An attachment is answered \(answer.summary); where none are taken, that is HTTP 415.")
        }
    ]

    /// DSP0226 clause 14.
    private static let faults: [Check] = [
        Check("R14.1-1") { it in
            let answer = try await it.send(try await it.failing())
            try it.expectFault(answer, "An action that there is not")
            try it.expect(
                answer.root?.name.namespace == Namespace.soap,
                "The fault comes in \(answer.root?.name.namespace ?? "").")
        },
        Check("R14.2-1") { it in
            for message in try await it.variousFailures() {
                let answer = try await it.send(message)
                guard let fault = answer.fault else {
                    throw Verdict.failed("A request that must fail is answered with \(answer.summary).")
                }
                try it.expect(fault.action != nil, "The fault \(fault.name) has no wsa:Action.")
                try it.expect(answer.header(Addressing.messageID) != nil, "The fault \(fault.name) has no MessageID.")
                try it.expect(answer.relatesTo == message.messageID, "The fault \(fault.name) has no RelatesTo.")
                let codes = [
                    QName.soap("Sender"), .soap("Receiver"), .soap("MustUnderstand"), .soap("VersionMismatch"),
                ]
                try it.expect(
                    fault.code.map(codes.contains) ?? false,
                    "The Code of the fault is \(fault.code?.shortName ?? "missing"), not s:Sender or s:Receiver.")
                let isOfSOAP = fault.code == .soap("MustUnderstand")
                try it.expect(
                    isOfSOAP || !(fault.subcode?.namespace ?? "").isEmpty,
                    "The Subcode of the fault is no QName of a specification.")
                let text = fault.element.first(.soap("Reason"))?.first(.soap("Text"))
                try it.expect(
                    !(text?.trimmedText ?? "").isEmpty && text?.attribute(.language) != nil,
                    "The Reason of the fault \(fault.name) is no text that says its language.")
            }
        },
        Check("R14.2-2") { it in
            for message in try await it.variousFailures() {
                let answer = try await it.send(message)
                guard let fault = answer.fault else {
                    throw Verdict.failed("A request that must fail is answered with \(answer.summary).")
                }
                guard let expected = fault.actionOfSubcode else { continue }
                try it.expect(
                    fault.action == expected,
                    "The action of the fault \(fault.name) is \(fault.action ?? "missing"); it is to be \(expected).")
            }
        },
        Check("R14.6-1") { it in
            for message in try await it.variousFailures() {
                let answer = try await it.send(message)
                guard let fault = answer.fault else {
                    throw Verdict.failed("A request that must fail is answered with \(answer.summary).")
                }
                try it.expect(fault.isOfTheTable, "The fault \(fault.name) is in none of the standard's tables.")
            }
        },
    ]
}

extension Message {
    static let utf16 = "\(mediaType);charset=UTF-16"
    static let multipart = "multipart/related;type=\"application/xop+xml\";start-info=\"application/soap+xml\""

    /// UTF-16 with its byte order mark.
    func utf16(bigEndian: Bool) -> [UInt8] { Transcoding.encode(bytes, as: .utf16(bigEndian: bigEndian)) }
}

extension Examination {
    /// Requests that fail for different reasons, in different specifications.
    func variousFailures() async throws -> [Message] {
        let get = try await get()
        var failures = [
            try await failing(), get.without(.resourceURI), get.without(Addressing.replyTo),
            get.with(XMLElement(.wsman("MaxEnvelopeSize"), "1").marked()),
            get.adding(XMLElement(.unknown("Header"), "x").marked()),
        ]
        if try await offers(.enumeration) {
            failures.append(try await pull(XMLElement(.enumeration("EnumerationContext"), "no-such-context"), items: 1))
        }
        return failures.map { $0.again() }
    }

    /// A header block at the edge of what is allowed: a reply, or EncodingLimit.
    fileprivate func takesOrRefuses(_ header: XMLElement, _ what: String) async throws {
        let answer = try await send(try await get().with(header))
        if answer.fault == nil { return try expectReply(answer, what) }
        try expect(answer, is: .encodingLimit(), .invalidOptions(), for: what)
    }
}

extension FaultAnswer {
    /// The fault action of the specification that the subcode belongs to; nil for one that is none of ours.
    var actionOfSubcode: String? {
        FaultCode.known.map(\.row).first { $0.subcode?.namespace == subcode?.namespace }?.action
    }

    /// Whether the subcode is one of DSP0226's tables 2 to 40, or SOAP's own.
    var isOfTheTable: Bool {
        guard let subcode else { return code?.namespace == Namespace.soap }
        return FaultCode.known.contains { $0.row.subcode == subcode }
    }
}
