internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 5.1.1: endpoint references.
    static let endpointReferences: [Check] = [
        Check("R5.1.1-1") { it in
            let message = try await it.get().with(.replyTo(parameters: [.mark]))
            let answer = try await it.send(message)
            try it.expectReply(answer)
            try it.expect(
                answer.header(Addressing.to)?.trimmedText == Addressing.anonymous,
                "The reply is sent to \(answer.header(Addressing.to)?.trimmedText ?? "nobody"), not to the address of "
                    + "ReplyTo.")
            try it.expect(
                answer.header(XMLElement.mark.name)?.trimmedText == XMLElement.mark.text,
                "The reply does not carry the reference parameter \(XMLElement.mark.name.localName) of ReplyTo.")
        },
        Check("R5.1.1-2", needs: [.enumeration]) { it in
            for item in try await it.items(upTo: 3) {
                let reference = try it.reference(of: item)
                let target = try it.target(of: reference)
                var message = it.message(Action.get, to: target)
                message.headers += reference.otherParameters
                if reference.address != Addressing.anonymous {
                    message[Addressing.to] = XMLElement(Addressing.to, reference.address)
                }
                let answer = try await it.send(message)
                try it.expectReply(answer, "A Get with the EPR of an item")
                for selector in target.selectors.selectors {
                    guard case .text(let value) = selector.value,
                        let shown = answer.body.first?.elements.first(where: {
                            $0.name.localName.lowercased() == selector.name.lowercased()
                        })
                    else { continue }
                    try it.expect(
                        shown.trimmedText.lowercased() == value.lowercased(),
                        "The EPR says \(selector.name)=\(value), and the resource that it leads to has "
                            + "\(selector.name)=\(shown.trimmedText).")
                }
                guard let object = item.object else { continue }
                let keys = Set(target.selectors.selectors.map { $0.name.lowercased() })
                for key in object.elements where keys.contains(key.name.localName.lowercased()) {
                    try it.expect(
                        answer.body.first?.first(key.name)?.trimmedText == key.trimmedText,
                        "The EPR of the item with \(key.name.localName)=\(key.trimmedText) leads to another resource.")
                }
            }
        },
    ]

    /// DSP0226 5.1.2.1: wsman:ResourceURI.
    static let resourceURIs: [Check] = [
        Check("R5.1.2.1-5") { it in
            let message = try await it.get()
            for request in [message, message.with(XMLElement(Addressing.action, "http://winch.example/none"))] {
                let answer = try await it.send(request)
                try it.expect(
                    answer.header(.wsman("ResourceURI")) == nil,
                    "\(answer.summary) has a ResourceURI among its headers.")
            }
        },
        Check("R5.1.2.1-6") { it in
            let cases: [(String, XMLElement?)] = [
                ("A Get without ResourceURI", nil), ("A Get with an empty ResourceURI", XMLElement(.resourceURI, "")),
                ("A Get whose ResourceURI is no URI", XMLElement(.resourceURI, "no resource")),
            ]
            for (what, header) in cases {
                var message = try await it.get()
                message[.resourceURI] = header
                let answer = try await it.send(message)
                try it.expect(answer, is: .destinationUnreachable(.invalidResourceURI), for: what)
            }
        },
    ]

    /// DSP0226 5.1.2.2: wsman:SelectorSet.
    static let selectors: [Check] = [
        Check("R5.1.2.2-1", needs: [.enumeration]) { it in
            let items = try await it.items(upTo: 2)
            guard items.count == 2 else { throw it.skip("The class has one instance alone; two are needed.") }
            var bodies: [XMLElement] = []
            for item in items {
                let answer = try await it.send(
                    it.message(Action.get, to: try it.target(of: try it.reference(of: item))))
                try it.expectReply(answer, "A Get of the instance")
                bodies += answer.body
            }
            try it.expect(Set(bodies).count == 2, "Two sets of selectors pick the same instance.")
        },
        Check("R5.1.2.2-3") { it in
            let target = try await it.instanceWithKeys()
            let unknown = Selector("NoSuchKey", .text("x"))
            let wrong = try target.changingFirstKey("no such value")
            let cases: [(String, Target)] = [
                ("A Get without selectors", try target.selecting([])),
                ("A Get with a selector that the class does not have", try target.selecting(target.keys + [unknown])),
                ("A Get with a selector of another value", wrong),
            ]
            for (what, target) in cases {
                let answer = try await it.send(it.message(Action.get, to: target))
                try it.expect(answer, is: .invalidSelectors(), .destinationUnreachable(), for: what)
            }
        },
        Check("R5.1.2.2-4") { it in
            let target = try await it.instanceWithKeys()
            var message = it.message(Action.get, to: target)
            var set = target.selectors.element
            set.children.append(.element(XMLElement(.wsman("Selector"), "x", ["Name": target.keys[0].name])))
            message[set.name] = set
            let answer = try await it.send(message)
            try it.expect(answer, is: .invalidSelectors(), for: "A selector that is given twice")
            guard try await it.offers(.enumeration) else { return }
            for item in try await it.items(upTo: 3) {
                let names = item.element.selectorNames
                try it.expect(
                    Set(names).count == names.count, "An EPR of the service repeats a selector: \(names).")
            }
        },
        Check("R5.1.2.2-5") { it in
            let target = try await it.instanceWithKeys()
            var set = XMLElement(.wsman("SelectorSet"))
            set.children = target.keys.map { selector in
                let content = XMLElement(.unknown("Value"), "x")
                return .element(XMLElement(.wsman("Selector"), ["Name": selector.name], [content]))
            }
            let answer = try await it.send(it.message(Action.get, to: target).with(set))
            try it.expectFault(answer, "A selector that holds an element which is no EPR")
            guard try await it.offers(.enumeration) else { return }
            for item in try await it.items(upTo: 3) {
                let selectors = item.element.descendant(.wsman("SelectorSet"))?.elements ?? []
                for selector in selectors {
                    let isSimple = selector.elements.isEmpty
                    let isReference = selector.elements.map(\.name) == [Addressing.endpointReference]
                    try it.expect(
                        isSimple || isReference,
                        "An EPR of the service has a selector that holds \(selector.elements.map(\.name)).")
                }
            }
        },
        Check("R5.1.2.2-6") { it in
            let target = try await it.instanceWithKeys()
            let nested = EndpointReference(
                address: "http://elsewhere.example/wsman", resourceURI: target.resourceURI, selectors: target.selectors)
            let other = try target.selecting([Selector(target.keys[0].name, .reference(nested))])
            let answer = try await it.send(it.message(Action.get, to: other))
            try it.expect(answer.envelope != nil, "A nested EPR of another address is answered \(answer.summary).")
        },
        Check("R5.1.2.2-7") { it in
            let target = try await it.instanceWithKeys()
            var message = it.message(Action.get, to: target)
            message[.wsman("SelectorSet")]?.children.append(
                .element(XMLElement(.wsman("Selector"), "x", ["Name": String(repeating: "n", count: 2049)])))
            try it.expectFault(try await it.send(message), "A selector name of 2049 characters, which no class has,")
        },
        Check("R5.1.2.2-8") { it in
            let target = try await it.instanceWithKeys()
            var message = it.message(Action.get, to: target)
            message[.wsman("SelectorSet")]?.children = target.keys.map {
                .element(XMLElement(.wsman("Selector"), String(repeating: "v", count: 4097), ["Name": $0.name]))
            }
            try it.expectFault(
                try await it.send(message), "A selector value of 4097 characters, which no instance has,")
        },
    ]
}

extension QName {
    static let resourceURI = QName.wsman("ResourceURI")
}

extension Target {
    /// The selectors that are keys.
    var keys: [Selector] {
        selectors.selectors.filter { $0.name.lowercased() != SelectorSet.cimNamespace.lowercased() }
    }

    /// The same resource with these keys.
    func selecting(_ keys: [Selector]) throws -> Target {
        let others = selectors.selectors.filter { $0.name.lowercased() == SelectorSet.cimNamespace.lowercased() }
        return Target(resourceURI: resourceURI, selectors: try SelectorSet(others + keys))
    }

    func changingFirstKey(_ value: String) throws -> Target {
        try selecting([Selector(keys[0].name, .text(value))] + keys.dropFirst())
    }
}

extension XMLElement {
    /// The names of the selectors in an EPR.
    var selectorNames: [String] {
        descendant(.wsman("SelectorSet"))?.elements.compactMap { $0.attribute(QName("", "Name"))?.lowercased() } ?? []
    }

    /// A reference parameter that nobody but the tester knows.
    static let mark = XMLElement(.unknown("Mark"), "Mark of the tester")

    static func replyTo(address: String = Addressing.anonymous, parameters: [XMLElement] = []) -> XMLElement {
        reference(Addressing.replyTo, address: address, parameters: parameters)
    }

    static func faultTo(address: String = Addressing.anonymous, parameters: [XMLElement] = []) -> XMLElement {
        reference(Addressing.faultTo, address: address, parameters: parameters)
    }

    /// An EPR under another name.
    static func reference(_ name: QName, address: String, parameters: [XMLElement]) -> XMLElement {
        let more = parameters.isEmpty ? [] : [XMLElement(Addressing.referenceParameters, [:], parameters)]
        return XMLElement(name, [:], [XMLElement(Addressing.address, address)] + more)
    }
}
