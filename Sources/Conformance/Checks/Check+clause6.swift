internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clause 6: OperationTimeout, MaxEnvelopeSize, Locale, OptionSet, RequestEPR.
    static let clause6 = timeouts + sizes + locales + options + references

    /// DSP0226 6.1.
    private static let timeouts: [Check] = [
        Check("R6.1-2") { it in
            for value in ["soon", "-PT5S"] {
                let answer = try await it.send(try await it.get().with(XMLElement(.wsman("OperationTimeout"), value)))
                try it.expect(
                    answer, is: .invalidMessageInformationHeader(.wsman("OperationTimeout")),
                    .unsupportedFeature(.operationTimeout), for: "The OperationTimeout '\(value)'")
            }
        },
        Check("R6.1-3") { it in
            let header = XMLElement(.wsman("OperationTimeout"), "PT60S").marked()
            let answer = try await it.send(try await it.get().with(header))
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.operationTimeout), for: "A marked OperationTimeout")
        },
        Check("R6.1-4") { it in
            let answer = try await it.send(try await it.get().without(.wsman("OperationTimeout")))
            try it.expectReply(answer, "A Get without OperationTimeout")
        },
        Check("R6.1-5") { it in
            let header = XMLElement(.wsman("OperationTimeout"), "PT1S").marked()
            let message = try await it.get().with(header)
            let start = ContinuousClock.now
            let answer = try await it.send(message)
            let time = ContinuousClock.now - start
            if answer.fault != nil {
                return try it.expect(
                    answer, is: .timedOut, .invalidMessageInformationHeader(header.name),
                    .unsupportedFeature(.operationTimeout), for: "A marked OperationTimeout of a second")
            }
            try it.expectReply(answer)
            // The way there and back is not the service's; two seconds are left to it.
            try it.expect(
                time < .seconds(3),
                "A Get with a marked OperationTimeout of 1 s is answered after \(time) as if in time.")
        },
    ]

    /// DSP0226 6.2.
    private static let sizes: [Check] = [
        Check("R6.2-2", needs: [.enumeration]) { it in
            let header = XMLElement(.wsman("MaxEnvelopeSize"), "8192").marked()
            // The form that takes the most room.
            let mode = XMLElement(.wsman("EnumerationMode"), "EnumerateObjectAndEPR")
            let context = try await it.open([mode])
            let all = try await it.send(try await it.pull(context, items: 1000))
            try it.expectReply(all, "A Pull of 1000 items")
            try await it.tidy(all.enumerationContext)
            guard all.bytes.count > 8192 else {
                throw it.skip("The class has too few instances to fill 8192 octets; name another in a profile.")
            }
            let second = try await it.open([mode])
            let answer = try await it.send(try await it.pull(second, items: 1000).with(header))
            try await it.tidy(answer.enumerationContext ?? second)
            try it.expect(
                answer.bytes.count <= 8192,
                "A marked MaxEnvelopeSize of 8192 is answered with \(answer.bytes.count) octets.")
        },
        Check("R6.2-3") { it in
            let header = XMLElement(.wsman("MaxEnvelopeSize"), "512000").marked(mustUnderstand: false)
            try it.expectReply(try await it.send(try await it.get().with(header)), "An unmarked MaxEnvelopeSize")
        },
        Check("R6.2-4") { it in
            for size in ["8191", "1"] {
                let header = XMLElement(.wsman("MaxEnvelopeSize"), size).marked()
                let answer = try await it.send(try await it.get().with(header))
                try it.expect(answer, is: .encodingLimit(.minimumEnvelopeLimit), for: "A MaxEnvelopeSize of \(size)")
            }
            let least = XMLElement(.wsman("MaxEnvelopeSize"), "8192").marked()
            let answer = try await it.send(try await it.get().with(least))
            try it.expect(
                !(answer.fault?.isA(.encodingLimit(.minimumEnvelopeLimit)) ?? false),
                "A MaxEnvelopeSize of 8192, the least there may be, is refused as too small.")
        },
    ]

    /// DSP0226 6.3.
    private static let locales: [Check] = [
        Check("R6.3-1") { it in
            let answer = try await it.send(try await it.get().with(.locale("de-DE").marked(mustUnderstand: false)))
            try it.expectReply(answer, "An unmarked Locale")
        },
        Check("R6.3-2") { it in
            // A language that no service has texts in.
            let answer = try await it.send(try await it.get().with(.locale("tlh").marked()))
            if answer.fault != nil {
                return try it.expect(answer, is: .unsupportedFeature(.locale), for: "A marked Locale")
            }
            try it.expectReply(answer)
            let language = answer.root?.attribute(QName(Namespace.xml, "lang"))
            try it.expect(
                language?.lowercased().hasPrefix("tlh") ?? true,
                "A marked Locale of tlh is answered in \(language ?? ""), and with no fault.")
        },
        Check("R6.3-4") { it in
            let answer = try await it.send(try await it.failing())
            try it.expectFault(answer, "An action that there is not")
            let text = answer.fault?.element.first(.soap("Reason"))?.first(.soap("Text"))
            let language = answer.root?.attribute(.language) ?? text?.attribute(.language)
            try it.expect(language != nil, "The fault has a text, and no xml:lang says in which language.")
        },
        Check("R6.3-5", needs: [.enumeration]) { it in
            let context = try await it.open()
            let answer = try await it.send(try await it.pull(context, items: 1).with(.locale("de-DE")))
            try await it.tidy(answer.enumerationContext ?? context)
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.locale), for: "Another Locale in a Pull")
        },
    ]

    /// DSP0226 6.4.
    private static let options: [Check] = [
        Check("R6.4-2") { it in
            let answer = try await it.send(try await it.get().with(.options([.option("unknown", "x")])))
            try it.expectReply(answer, "A Get with an OptionSet")
            try it.expect(answer.header(.wsman("OptionSet")) == nil, "The reply has an OptionSet.")
        },
        Check("R6.4-3") { it in
            let options = XMLElement.options([.option("unknown", "x")])
            try it.expectReply(try await it.send(try await it.get().with(options)), "An unmarked OptionSet")
            let answer = try await it.send(try await it.get().with(options.marked()))
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(
                answer, is: .mustUnderstand(notUnderstood: []), .invalidOptions(), for: "A marked OptionSet")
        },
        Check("R6.4-5") { it in
            let options = (0..<40).map { XMLElement.option("Unknown\($0 % 4)", "Value & \($0)") }
            let answer = try await it.send(try await it.get().with(.options(options)))
            try it.expectReply(answer, "An OptionSet of 40 options with four names")
        },
        Check("R6.4-6") { it in
            let option = XMLElement(
                .wsman("Option"), "x", ["Name": "http://winch.example/NoSuchOption", "MustComply": "true"])
            let answer = try await it.send(try await it.get().with(.options([option]).marked()))
            try it.expect(
                answer, is: .invalidOptions(.notSupported), .invalidOptions(.invalidName),
                for: "An unknown option with MustComply")
        },
        Check("R6.4-7") { it in
            let option = XMLElement(
                .wsman("Option"), [.init(QName("", "Name"), "unknown"), .init(QName("", "Type"), "xs:string")], "x")
            let answer = try await it.send(try await it.get().with(.options([option])))
            try it.expect(answer.envelope != nil, "An option with a type is answered \(answer.summary).")
        },
        Check("R6.4-9") { it in
            let cases: [(String, XMLElement)] = [
                (
                    "An unknown option with MustComply",
                    XMLElement(.wsman("Option"), "x", ["Name": "NoSuchOption", "MustComply": "true"])
                ),
                ("An option without a name", XMLElement(.wsman("Option"), "x", ["MustComply": "true"])),
            ]
            for (what, option) in cases {
                let answer = try await it.send(try await it.get().with(.options([option]).marked()))
                try it.expect(
                    answer, is: .invalidOptions(.notSupported), .invalidOptions(.invalidName),
                    .invalidOptions(.invalidValue), for: what)
            }
        },
        Check("R6.4-10", needs: [.enumeration]) { it in
            let context = try await it.open()
            let answer = try await it.send(try await it.pull(context, items: 1).with(.options([.option("late", "x")])))
            try await it.tidy(answer.enumerationContext ?? context)
            if answer.fault == nil { return try it.expectReply(answer) }
            try it.expect(answer, is: .invalidOptions(), for: "An OptionSet in a Pull")
        },
    ]

    /// DSP0226 6.5.
    private static let references: [Check] = [
        Check("R6.5-1") { it in
            let answer = try await it.send(try await it.get().adding(XMLElement(.wsman("RequestEPR"))))
            try it.expectReply(answer, "A Get with RequestEPR")
            guard let requested = answer.header(.wsman("RequestedEPR")) else {
                throw Verdict.failed("The reply to a request with RequestEPR has no RequestedEPR.")
            }
            let names = [Addressing.endpointReference, .wsman("EPRInvalid"), .wsman("EPRUnknown")]
            try it.expect(
                requested.elements.count == 1 && names.contains(requested.elements[0].name),
                "RequestedEPR holds \(requested.elements.map(\.name)), not an EPR, EPRInvalid or EPRUnknown.")
        }
    ]
}

extension QName {
    static let language = QName(Namespace.xml, "lang")
}

extension XMLElement {
    fileprivate init(_ name: QName, _ attributes: [XMLAttribute], _ text: String) {
        self.init(name, attributes: attributes, children: [.text(text)])
    }

    static func locale(_ language: String) -> XMLElement {
        XMLElement(.wsman("Locale"), attributes: [XMLAttribute(.language, language)])
    }

    static func option(_ name: String, _ value: String) -> XMLElement {
        XMLElement(.wsman("Option"), value, ["Name": name])
    }

    static func options(_ options: [XMLElement]) -> XMLElement {
        XMLElement(.wsman("OptionSet"), [:], options)
    }
}
