internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 7.3.
    static let get: [Check] = [
        Check("R7.3-1") { it in
            let answer = try await it.send(try await it.get())
            try it.expectReply(answer, "A Get")
            try it.expect(
                answer.body.count == 1, "The reply to Get holds \(answer.body.count) elements, not the representation.")
        }
    ]

    /// DSP0226 7.4.
    static let put: [Check] = [
        Check("R7.4-1", permission: .write) { it in
            try await it.withChangeable { target, change in
                let answer = try await it.send(try await it.put(target, change.property, change.value))
                if answer.fault == nil { return try it.expectReply(answer, "A Put") }
                try it.expect(answer, is: .actionNotSupported(action: ""), for: "A Put, if not offered,")
            }
        },
        Check("R7.4-3") { it in
            try await it.withChangeable { target, change in
                guard let readOnly = change.readOnly else { throw it.skip("The profile names no read-only property.") }
                var both = try await it.put(target, change.property, change.value)
                let shown = try await it.shown(target)
                let old = shown.property(readOnly)?.trimmedText ?? ""
                let name = QName(shown.name.namespace, readOnly)
                both.body[0].children.append(.element(XMLElement(name, old)))
                try it.expectReply(try await it.send(both), "A Put of a property that can be set and one that cannot")
                let alone = try await it.put(target, readOnly, old)
                let answer = try await it.send(alone)
                try it.expect(
                    answer, is: .actionNotSupported(action: ""), for: "A Put of the read-only \(readOnly) alone")
            }
        },
        Check("R7.4-4") { it in
            try await it.withChangeable { target, change in
                try it.expectReply(try await it.send(it.message(Action.get, to: target)), "A Get")
                let answer = try await it.send(try await it.put(target, change.property, change.value))
                try it.expectReply(answer, "A Put with the EPR of that Get")
            }
        },
        Check("R7.4-5") { it in
            try await it.withChangeable { target, change in
                var message = try await it.put(target, change.property, change.value)
                message.body[0].name = .unknown(message.body[0].name.localName)
                try it.expect(
                    try await it.send(message), is: .invalidRepresentation(.invalidNamespace), .schemaValidationError,
                    for: "A Put of an element in another namespace")
                message = try await it.put(target, change.property, change.value)
                message.body[0].children.append(
                    .element(XMLElement(QName(message.body[0].name.namespace, "NoSuchProperty"), "x")))
                try it.expect(
                    try await it.send(message), is: .invalidRepresentation(.invalidValues), .schemaValidationError,
                    for: "A Put of a property that the class does not have")
                message.body = []
                try it.expect(
                    try await it.send(message.again()), is: .invalidRepresentation(), .schemaValidationError,
                    for: "A Put of nothing")
            }
        },
        Check("R7.4-7") { it in
            try await it.withChangeable { target, change in
                var message = try await it.put(target, change.property, change.value)
                message.headers.append(XMLElement(.wsman("RequestEPR")))
                let answer = try await it.send(message)
                try it.expectReply(answer, "A Put")
                guard let element = answer.header(.wsman("RequestedEPR"))?.first(Addressing.endpointReference),
                    let reference = try? EndpointReference(element)
                else { return }
                let shown = try await it.send(it.message(Action.get, to: try it.target(of: reference)))
                try it.expectReply(shown, "A Get with the EPR that Put gave")
            }
        },
        Check("R7.4-8") { it in
            try await it.withChangeable { target, change in
                let answer = try await it.send(try await it.put(target, change.property, change.value))
                try it.expectReply(answer, "A Put")
                let value = answer.body.first?.property(change.property)?.trimmedText
                try it.expect(
                    value == change.value,
                    "\(change.property) was put to '\(change.value)', and PutResponse shows '\(value ?? "nothing")'.")
            }
        },
        Check("R7.4-9") { it in
            try await it.withChangeable { target, change in
                let long = String(repeating: "x", count: 9000)
                let before = try await it.shown(target).property(change.property)
                let message = try await it.put(target, change.property, long)
                let answer = try await it.send(message.adding(XMLElement(.wsman("MaxEnvelopeSize"), "8192").marked()))
                let after = try await it.shown(target).property(change.property)
                guard answer.fault != nil else { return try it.expectReply(answer, "A Put of a long value") }
                guard after != before else { return }
                try it.expect(
                    answer, is: .encodingLimit(.unreportableSuccess),
                    for: "A Put that was done, and whose reply does not fit,")
            }
        },
        Check("R7.4-10") { it in
            try await it.withChangeable { target, change in
                guard let second = change.second else { throw it.skip("The profile names one property to change.") }
                var message = try await it.put(target, change.property, change.value)
                let namespace = message.body[0].name.namespace
                message.body[0].children.append(
                    .element(XMLElement(QName(namespace, second.property), second.value)))
                let answer = try await it.send(message)
                guard answer.fault == nil else { return }
                try it.expectReply(answer, "A Put of two properties")
                let shown = try await it.shown(target)
                for (name, value) in [(change.property, change.value), (second.property, second.value)] {
                    let now = shown.property(name)?.trimmedText
                    try it.expect(
                        now == value,
                        "A Put of two properties succeeded, and \(name) is \(now ?? "NULL"), not \(value).")
                }
            }
        },
    ]

    /// DSP0226 7.5.
    static let delete: [Check] = [
        Check("R7.5-1", permission: .write) { it in
            try await it.withScratch { target in
                let answer = try await it.send(it.message(Action.delete, to: target))
                try it.expect(
                    answer.envelope != nil, "A Delete is answered \(answer.summary), neither a reply nor a fault.")
            }
        },
        Check("R7.5-2") { it in
            try await it.withScratch { target in
                try it.expectReply(try await it.send(it.message(Action.get, to: target)), "A Get")
                try await it.discard(target)
                let answer = try await it.send(it.message(Action.get, to: target))
                try it.expect(
                    answer, is: .destinationUnreachable(), .invalidSelectors(),
                    for: "A Get of what was deleted with the same EPR")
            }
        },
    ]

    /// DSP0226 7.6.
    static let create: [Check] = [
        Check("R7.6-1", permission: .write) { it in
            let answer = try await it.send(try it.create())
            if let target = it.created(answer) { return try await it.discard(target) }
            try it.expect(answer.envelope != nil, "A Create is answered \(answer.summary).")
        },
        Check("R7.6-3") { it in
            var message = try it.create()
            message.body[0].name = .unknown(message.body[0].name.localName)
            try await it.refuses(
                message, .invalidRepresentation(.invalidNamespace), "A Create of an element in another namespace")
            message = try it.create()
            let namespace = message.body[0].name.namespace
            message.body[0].children.append(.element(XMLElement(QName(namespace, "NoSuchProperty"), "x")))
            try await it.refuses(
                message, .invalidRepresentation(.invalidValues), "A Create with a property that the class does not have"
            )
            message = try it.create()
            message.body = []
            try await it.refuses(message, .invalidRepresentation(), "A Create of nothing")
        },
        Check("R7.6-4") { it in
            try await it.withScratch { target in
                let before = try await it.shown(target)
                var message = try it.create()
                for key in target.keys {
                    guard case .text(let value) = key.value else { continue }
                    let name = QName(message.body[0].name.namespace, key.name)
                    message.body[0].children.removeAll { node in
                        if case .element(let element) = node { element.name == name } else { false }
                    }
                    message.body[0].children.append(.element(XMLElement(name, value)))
                }
                let answer = try await it.send(message)
                if let second = it.created(answer) {
                    guard second != target else {
                        throw Verdict.failed("A Create of what exists already succeeds, with the EPR of what exists.")
                    }
                    try await it.discard(second)
                } else {
                    try it.expectFault(answer, "A Create of what exists already")
                }
                let keys = Set(before.elements.map(\.name)).intersection(
                    target.keys.map { QName(before.name.namespace, $0.name) })
                let after = try await it.shown(target)
                try it.expect(
                    keys.allSatisfy { before.first($0) == after.first($0) },
                    "A Create of what exists already has changed it.")
            }
        },
        Check("R7.6-5") { it in
            let answer = try await it.send(try it.create())
            try it.expectReply(answer, "A Create")
            guard let target = it.created(answer) else {
                throw Verdict.failed("The reply to Create holds no ResourceCreated that is an EPR.")
            }
            let shown = try await it.send(it.message(Action.get, to: target))
            try await it.discard(target)
            try it.expectReply(shown, "A Get with the EPR in ResourceCreated")
        },
        Check("R7.6-6") { it in
            let answer = try await it.send(try it.create())
            try it.expectReply(answer, "A Create")
            if let target = it.created(answer) { try await it.discard(target) }
            let names = answer.body.map(\.name)
            try it.expect(
                names == [.transfer("ResourceCreated")],
                "The reply to Create holds \(names.map(\.shortName)), not ResourceCreated alone.")
            let inside = answer.body[0].elements.map(\.name)
            let known = [Addressing.address, Addressing.referenceParameters, Addressing.referenceProperties]
            try it.expect(
                inside.allSatisfy { known.contains($0) || $0.namespace == Namespace.addressing },
                "ResourceCreated holds \(inside.map(\.shortName)), more than an EPR.")
        },
        Check("R7.6-7") { it in
            guard let readOnly = it.profile.put?.readOnly else {
                throw it.skip("The profile names no read-only property.")
            }
            var message = try it.create()
            message.body[0].children.append(
                .element(XMLElement(QName(message.body[0].name.namespace, readOnly), "1")))
            let answer = try await it.send(message)
            if let target = it.created(answer) { return try await it.discard(target) }
            try it.expectFault(answer, "A Create with a read-only property")
        },
    ]
}

extension Examination {
    /// What Get shows of a resource.
    func shown(_ target: Target) async throws -> XMLElement {
        let answer = try await send(message(Action.get, to: target))
        try expectReply(answer, "A Get of the resource")
        guard let shown = answer.body.first else { throw Verdict.failed("The reply to Get is empty.") }
        return shown
    }

    /// A Create that must not succeed; if it does, what it made is deleted.
    func refuses(_ message: Message, _ code: FaultCode, _ what: String) async throws {
        let answer = try await send(message)
        if let target = created(answer) { try await discard(target) }
        try expect(answer, is: code, .schemaValidationError, for: what)
    }
}

extension XMLElement {
    /// A property of an instance, whatever the namespace.
    func property(_ name: String) -> XMLElement? { elements.first { $0.name.localName == name } }
}
