internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 7.7, as far as reading shows it.
    static let fragments: [Check] = [
        Check("R7.7-1") { it in
            let answer = try await it.send(try await it.fragment(try await it.leaf().name.localName))
            guard answer.fault == nil else {
                return try it.expect(
                    answer, is: .unsupportedFeature(.fragmentLevelAccess), for: "A fragment, if not offered,")
            }
            try it.expectReply(answer, "A Get of a fragment")
            let count = answer.body.first?.elements.count ?? 0
            try it.expect(count == 1, "A Get of one property is answered with \(count) elements in XmlFragment.")
        },
        Check("R7.7-2") { it in
            let message = try await it.fragment(try await it.leaf().name.localName)
            let answer = try await it.send(message)
            try it.expectReply(answer, "A Get of a fragment")
            let header = answer.header(.fragmentTransfer)
            try it.expect(
                header?.trimmedText == message[.fragmentTransfer]?.text,
                "The reply to a Get of a fragment does not repeat the header FragmentTransfer.")
        },
        Check("R7.7-3") { it in
            let leaf = try await it.leaf()
            let instance = try await it.shown(try await it.instance())
            // All three start at the root element of what Get shows.
            for path in [
                leaf.name.localName, "/\(instance.name.localName)/\(leaf.name.localName)", "./\(leaf.name.localName)",
            ] {
                let answer = try await it.send(try await it.fragment(path))
                try it.expectReply(answer, "A Get of the fragment \(path)")
                let found = answer.body.first?.elements ?? []
                try it.expect(
                    found.map(\.name) == [leaf.name] && found[0].trimmedText == leaf.trimmedText,
                    "The fragment \(path) is \(found.map { "\($0.name.localName)=\($0.trimmedText)" }); Get shows "
                        + "\(leaf.name.localName)=\(leaf.trimmedText).")
            }
        },
        Check("R7.7-4") { it in
            var message = try await it.fragment(try await it.leaf().name.localName)
            message[.fragmentTransfer]?.attributes.append(
                XMLAttribute(QName("", "Dialect"), "http://winch.example/no-such-dialect"))
            let answer = try await it.send(message)
            try it.expect(
                answer, is: .fragmentDialectNotSupported(supported: []), for: "A fragment in an unknown dialect")
        },
        Check("R7.7-5") { it in
            let answer = try await it.send(try await it.fragment(try await it.leaf().name.localName))
            try it.expectReply(answer, "A Get of a fragment")
            try it.expect(
                answer.body.map(\.name) == [.wsman("XmlFragment")],
                "The fragment comes in \(answer.body.map(\.name.shortName)), not in w:XmlFragment.")
            guard case .offered = try await it.survey.offer(.put, it) else { return }
            try await it.withChangeable { target, change in
                let put = try await it.put(target, change.property, change.value)
                let bare = try await it.send(put.adding(.fragmentTransfer(change.property)))
                try it.expect(
                    bare, is: .invalidRepresentation(.invalidFragment), for: "A Put of a fragment without XmlFragment")
            }
        },
        Check("R7.7-6") { it in
            let leaf = try await it.leaf()
            let answer = try await it.send(try await it.fragment("\(leaf.name.localName)/text()"))
            try it.expectReply(answer, "A Get of \(leaf.name.localName)/text()")
            let content = answer.body.first
            try it.expect(
                content?.elements.isEmpty == true && content?.trimmedText == leaf.trimmedText,
                "\(leaf.name.localName)/text() comes as '\(content?.trimmedText ?? "")'"
                    + (content?.elements.isEmpty == true ? "" : " with elements") + "; it is '\(leaf.trimmedText)'.")
        },
        Check("R7.7-7") { it in
            for path in ["//*[position() = last()]/ancestor::node()[3]", "((("] {
                let answer = try await it.send(try await it.fragment(path))
                if answer.fault == nil, path != "(((" { continue }
                try it.expect(answer, is: .cannotProcessExpression(), for: "The fragment \(path)")
            }
        },
    ]

    /// DSP0226 7.7 to 7.11: what changes fragments.
    static let fragmentChanges: [Check] = [
        Check("R7.7-8", needs: [.put]) { it in
            try await it.withChangeable { target, change in
                let before = try await it.shown(target).property(change.property)
                let name = before?.name ?? QName("", change.property)
                // One value that can be set, and one there is no such property for: neither may be.
                let values = [XMLElement(name, change.value), XMLElement(QName(name.namespace, "NoSuchProperty"), "x")]
                let answer = try await it.send(it.putFragment(change.property, values, to: target))
                let after = try await it.shown(target).property(change.property)
                if answer.fault == nil {
                    return try it.expect(
                        after?.trimmedText == change.value, "A Put of a fragment succeeds, and has changed nothing.")
                }
                try it.expect(after == before, "A Put of a fragment that is a fault has changed \(change.property).")
            }
        },
        Check("R7.9-1", needs: [.put]) { it in
            try await it.withChangeable { target, change in
                let name = try await it.shown(target).property(change.property)?.name ?? QName("", change.property)
                let values = [XMLElement(name, change.value)]
                let answer = try await it.send(it.putFragment(change.property, values, to: target))
                try it.expectReply(answer, "A Put of a fragment")
                let now = try await it.shown(target).property(change.property)?.trimmedText
                try it.expect(now == change.value, "A Put of \(change.property) succeeds, and it is \(now ?? "NULL").")
            }
        },
        Check("R7.9-2", needs: [.put]) { it in
            try await it.withChangeable { target, change in
                guard let readOnly = change.readOnly else { throw it.skip("The profile names no read-only property.") }
                let shown = try await it.shown(target).property(readOnly)
                guard let shown else { throw it.skip("Get does not show \(readOnly).") }
                let answer = try await it.send(it.putFragment(readOnly, [shown], to: target))
                try it.expect(
                    answer, is: .actionNotSupported(action: "", .actionMismatch),
                    for: "A Put of the read-only \(readOnly)")
            }
        },
        Check("R7.11-1", needs: [.put]) { it in
            try await it.withChangeable { target, change in
                guard let shown = try await it.shown(target).elements.first(where: { !$0.isNil && !$0.hasChildren })
                else {
                    throw it.skip("Get shows no simple property.")
                }
                let message = it.putFragment(shown.name.localName, [XMLElement(shown.name, "9")], to: target)
                let create = message.with(XMLElement(Addressing.action, Action.create))
                try it.expectFault(
                    try await it.send(create), "A Create of the fragment \(shown.name.localName), which is there,")
                let after = try await it.shown(target).first(shown.name)
                try it.expect(
                    after?.trimmedText == shown.trimmedText || shown.name.localName.contains("Time"),
                    "A Create of the fragment \(shown.name.localName), which is there, has changed it.")
            }
        },
        Check("R7.11-2", needs: [.put]) { it in
            try await it.withChangeable { target, change in
                let namespace = try await it.shown(target).name.namespace
                let values = [XMLElement(QName(namespace, "NoSuchProperty"), "x")]
                let message = it.putFragment("NoSuchProperty", values, to: target)
                let answer = try await it.send(message.with(XMLElement(Addressing.action, Action.create)))
                try it.expect(
                    answer, is: .invalidRepresentation(), .cannotProcessExpression(),
                    .actionNotSupported(action: ""), for: "A Create of a fragment that the class has no room for")
            }
        },
    ]
}

extension QName {
    static let fragmentTransfer = QName.wsman("FragmentTransfer")
}

extension XMLElement {
    static func fragmentTransfer(_ path: String) -> XMLElement { XMLElement(.fragmentTransfer, path).marked() }

    var hasChildren: Bool { !elements.isEmpty }
}

extension Examination {
    /// A Get of a part of the instance.
    func fragment(_ path: String) async throws -> Message { try await get().adding(.fragmentTransfer(path)) }

    /// A Put of a part of a resource.
    func putFragment(_ path: String, _ values: [XMLElement], to target: Target) -> Message {
        message(Action.put, to: target, [XMLElement(.wsman("XmlFragment"), [:], values)]).adding(
            .fragmentTransfer(path))
    }

    /// A property of the instance that has a simple value, and one alone.
    func leaf() async throws -> XMLElement {
        let instance = try await shown(try await instance())
        let leaf = instance.elements.first { element in
            element.elements.isEmpty && !element.trimmedText.isEmpty && instance.all(element.name).count == 1
        }
        guard let leaf else { throw skip("The resource to read has no simple property.") }
        return leaf
    }
}
