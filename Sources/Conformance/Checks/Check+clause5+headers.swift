internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 5.1.3 to 5.4.1: mustUnderstand, wsa:To, and which headers a service knows.
    static let understanding: [Check] = [
        Check("R5.1.3-1") { it in
            let answer = try await it.send(try await it.get())
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .mustUnderstand(notUnderstood: []), for: "A marked ResourceURI, if not heeded,")
        },
        Check("R5.1.3-2") { it in
            let answer = try await it.send(try await it.get())
            try it.expect(
                answer.envelope != nil, "A request with the headers of the standard alone is \(answer.summary).")
        },
        Check("R5.2-1") { it in
            let names = [Addressing.to, Addressing.messageID, Addressing.relatesTo, Addressing.action]
            let plain = try await it.get().adding(XMLElement(Addressing.relatesTo, Message.identifier()))
            for isMarked in [true, false] {
                var message = plain.again()
                for name in names { message[name] = message[name]?.marked(mustUnderstand: isMarked) }
                let mark = isMarked ? "true" : "false"
                try it.expectReply(
                    try await it.send(message),
                    "A Get whose To, MessageID, RelatesTo and Action have mustUnderstand=\(mark)")
            }
        },
        Check("R5.2-2") { it in
            let unknown = XMLElement(.unknown("Header"), "x")
            let plain = try await it.get()
            try it.expectReply(
                try await it.send(plain.adding(unknown)), "An unknown header block without mustUnderstand")
            let answer = try await it.send(plain.again().adding(unknown.marked()))
            try it.expect(
                answer, is: .mustUnderstand(notUnderstood: []), for: "An unknown header block with mustUnderstand")
            let named = answer.headers(.soap("NotUnderstood")).compactMap { header in
                header.attribute(QName("", "qname")).map { header.resolve($0) }
            }
            try it.expect(
                named.contains(unknown.name), "The fault names no \(unknown.name) in a header block s:NotUnderstood.")
        },
        Check("R5.3-1") { it in
            let message = try await it.get()
            for request in [message, message.with(XMLElement(Addressing.action, "http://winch.example/none"))] {
                let answer = try await it.send(request)
                try it.expect(
                    !(answer.header(Addressing.to)?.trimmedText ?? "").isEmpty, "\(answer.summary) has no wsa:To.")
            }
        },
        Check("R5.3-2") { it in
            let answer = try await it.send(try await it.get(), as: .nobody)
            guard answer.status != 401, answer.status != 403 else {
                throw it.skip("No resource here is open to everybody.")
            }
            try it.expect(
                it.survey.address.hasSuffix("/wsman-anon"),
                "A Get without credentials is answered \(answer.summary), at an address that does not end in /wsman-anon."
            )
        },
        Check("R5.3-3") { it in
            let target = try await it.instanceWithKeys()
            let missing = try target.changingFirstKey("no-such-instance")
            let answer = try await it.send(it.message(Action.get, to: missing))
            try it.expect(
                answer, is: .destinationUnreachable(), .invalidSelectors(.invalidValue),
                for: "A resource that is not there"
            )
            let resourceURI = ResourceURI(target.resourceURI.text + "_NoSuchClass")
            let unknown = Target(resourceURI: resourceURI, selectors: target.selectors)
            let other = try await it.send(it.message(Action.get, to: unknown))
            try it.expect(other, is: .destinationUnreachable(), for: "A class that is not there")
        },
        Check("R5.4.1-1") { it in
            var message = try await it.get().adding(XMLElement(Addressing.relatesTo, Message.identifier()))
            message.headers.append(.faultTo())
            for name in [
                Addressing.replyTo, Addressing.faultTo, Addressing.messageID, Addressing.action, Addressing.relatesTo,
            ] {
                message[name] = message[name]?.marked()
            }
            let answer = try await it.send(message)
            try it.expectReply(answer, "A Get with ReplyTo, FaultTo, MessageID, Action and RelatesTo, all marked")
        },
    ]

    /// DSP0226 5.4.2 and 5.4.3: wsa:ReplyTo and wsa:FaultTo.
    static let replyAddresses: [Check] = [
        Check("R5.4.2-2") { it in
            let elsewhere = XMLElement.replyTo(address: "http://127.0.0.1:9/elsewhere")
            let answer = try await it.send(try await it.get().with(elsewhere))
            if answer.status == 202 { return }
            try it.expect(answer, is: .unsupportedFeature(.addressingMode), for: "A ReplyTo of another address")
        },
        Check("R5.4.2-3", needs: [.pushWithAck]) { it in
            let deliveries = try await it.pushed(.pushWithAck)
            try it.expect(!deliveries.isEmpty, "No event comes of what was done.")
            for delivery in deliveries {
                try it.expect(
                    delivery.content.header(Addressing.replyTo) != nil,
                    "An event that is to be acknowledged has no ReplyTo.")
            }
        },
        Check("R5.4.2-4") { it in
            let answer = try await it.send(try await it.get())
            try it.expectReply(answer)
            let to = answer.header(Addressing.to)?.text
            try it.expect(
                to == Addressing.anonymous,
                "The reply's wsa:To is \(to ?? "missing"), ReplyTo was \(Addressing.anonymous).")
        },
        Check("R5.4.2-5") { it in
            let marks = [XMLElement.mark, XMLElement(.unknown("Second"), ["kind": "empty"])]
            let answer = try await it.send(try await it.get().with(.replyTo(parameters: marks)))
            try it.expectReply(answer)
            for mark in marks {
                let copy = answer.header(mark.name)
                try it.expect(
                    copy?.trimmedText == mark.trimmedText
                        && copy?.attribute(QName("", "kind")) == mark.attribute(QName("", "kind")),
                    "The reference parameter \(mark.name.localName) of ReplyTo is not a header block of the reply.")
            }
        },
        Check("R5.4.2-6") { it in
            let bad = XMLElement(Addressing.replyTo, [:], [XMLElement(Addressing.address, "")])
            let answer = try await it.send(try await it.get().with(bad))
            try it.expect(answer.envelope == nil, "To a ReplyTo that cannot be used, \(answer.summary) is sent.")
        },
        Check("R5.4.3-1") { it in
            let elsewhere = XMLElement.faultTo(address: "http://127.0.0.1:9/elsewhere")
            let answer = try await it.send(try await it.get().adding(elsewhere))
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.addressingMode), for: "A FaultTo of another address")
        },
        Check("R5.4.3-2") { it in
            let message = try await it.failing().with(.replyTo(parameters: [.mark]))
            let answer = try await it.send(message)
            try it.expectFault(answer, "An action that there is not")
            let to = answer.header(Addressing.to)?.text
            try it.expect(
                to == Addressing.anonymous,
                "The fault's wsa:To is \(to ?? "missing"), ReplyTo was \(Addressing.anonymous).")
        },
        Check("R5.4.3-3") { it in
            let elsewhere = XMLElement.faultTo(address: "http://127.0.0.1:9/elsewhere")
            let answer = try await it.send(try await it.failing().adding(elsewhere))
            if answer.status == 202 { return }
            try it.expect(answer, is: .unsupportedFeature(.addressingMode), for: "A FaultTo of another address")
        },
        Check("R5.4.3-4") { it in
            let answer = try await it.send(try await it.failing().adding(.faultTo(parameters: [.mark])))
            try it.expectFault(answer, "An action that there is not")
            try it.expect(
                answer.header(XMLElement.mark.name)?.trimmedText == XMLElement.mark.text,
                "The reference parameter of FaultTo is not a header block of the fault.")
        },
        Check("R5.4.3-5") { it in
            let bad = XMLElement(Addressing.faultTo, [:], [XMLElement(Addressing.address, "")])
            let answer = try await it.send(try await it.failing().adding(bad))
            try it.expect(answer.envelope == nil, "To a FaultTo that cannot be used, \(answer.summary) is sent.")
        },
        Check("R5.4.3-6") { it in
            let answer = try await it.send(try await it.failing().adding(.faultTo()))
            try it.expectFault(answer, "An action that there is not")
            let to = answer.header(Addressing.to)?.text
            try it.expect(
                to == Addressing.anonymous,
                "The fault's wsa:To is \(to ?? "missing"), FaultTo was \(Addressing.anonymous).")
        },
    ]

    /// DSP0226 5.4.4 to 5.4.6: wsa:MessageID, wsa:Action and wsa:From.
    static let identifiers: [Check] = [
        Check("R5.4.4-1") { it in
            let tail = Message.identifier().dropFirst("urn:uuid:".count)
            for identifier in ["uuid:\(tail)", "urn:uuid:\(tail.uppercased())", "http://winch.example/\(tail)?a=B#c"] {
                let message = try await it.get().with(XMLElement(Addressing.messageID, identifier))
                let answer = try await it.send(message)
                try it.expectReply(answer, "A Get with the MessageID \(identifier)")
                let own = answer.header(Addressing.messageID)?.trimmedText ?? ""
                let scheme = own.prefix { $0 != ":" }
                try it.expect(
                    scheme.count < own.count && scheme.first?.isLetter == true && !own.contains(" "),
                    "The service's own MessageID is '\(own)', which is no URI.")
            }
        },
        Check("R5.4.4-2") { it in
            for _ in 0..<5 { try it.expectReply(try await it.send(try await it.get())) }
            try it.expectFault(try await it.send(try await it.failing()), "An action that there is not")
            let all = it.survey.messageIDs.map { $0.lowercased() }
            try it.expect(
                Set(all).count == all.count, "The service has used a MessageID twice in \(all.count) messages.")
        },
        Check("R5.4.4-3") { it in
            for identifier in [Message.identifier(), "URN:UUID:6F2C0D1E-3AAA-4BBB-8CCC-0123456789Ab"] {
                let message = try await it.get().with(XMLElement(Addressing.messageID, identifier))
                for request in [message, message.without(.resourceURI)] {
                    let answer = try await it.send(request)
                    try it.expect(
                        answer.relatesTo == identifier,
                        "The RelatesTo of \(answer.summary) is \(answer.relatesTo ?? "missing"); the MessageID was "
                            + "\(identifier).")
                }
            }
        },
        Check("R5.4.4-4") { it in
            for header in [nil, XMLElement(Addressing.messageID, "")] {
                var message = try await it.get()
                message[Addressing.messageID] = header
                let what = header == nil ? "A Get without MessageID" : "An empty MessageID"
                try it.expect(
                    try await it.send(message), is: .invalidMessageInformationHeader(Addressing.messageID), for: what)
            }
        },
        Check("R5.4.5-2") { it in
            for action in ["http://winch.example/none", Action.get + "s"] {
                let answer = try await it.send(try await it.get().with(XMLElement(Addressing.action, action)))
                try it.expect(answer, is: .actionNotSupported(action: ""), for: "The action \(action)")
            }
        },
        Check("R5.4.5-4") { it in
            let target = try await it.instance()
            let answer = try await it.send(it.message("\(target.resourceURI.text)/NoSuchMethod", to: target))
            try it.expect(answer, is: .actionNotSupported(action: ""), for: "A custom action that there is not")
        },
        Check("R5.4.5-5", needs: [.push]) { it in
            let single = try await it.pushed(.push).filter(\.isEvent)
            try it.expect(!single.isEmpty, "No event comes of what was done.")
            try it.expect(single.allSatisfy { !$0.action.isEmpty }, "An event that is pushed has no action.")
            guard try await it.offers(.batches) else { return }
            for batch in try await it.pushed(.events).filter(\.isEvent) {
                try it.expect(
                    batch.action == "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events",
                    "The action of a batch is \(batch.action).")
            }
        },
        Check("R5.4.6-1") { it in
            try it.expectReply(try await it.send(try await it.get().adding(.from)), "A Get with wsa:From")
        },
        Check("R5.4.6-2") { it in
            let answer = try await it.send(try await it.get().adding(.from.marked()))
            try it.expectReply(answer, "A Get with wsa:From, marked mustUnderstand,")
        },
    ]
}

extension Examination {
    /// A request that cannot but fail: a Get whose action does not exist.
    func failing() async throws -> Message {
        try await get().with(XMLElement(Addressing.action, "http://winch.example/none"))
    }
}

extension XMLElement {
    fileprivate static let from = XMLElement(
        Addressing.from, [:], [XMLElement(Addressing.address, "http://winch.example/tester")])
}
