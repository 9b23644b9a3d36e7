internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 8.1 and 8.2: Enumerate and what its answer may hold.
    static let enumerate: [Check] = [
        Check("R8.1-4") { it in
            try await it.withEnumeration { context in
                for (action, name) in [(Action.renewEnumeration, "Renew"), (Action.enumerationStatus, "GetStatus")] {
                    let body = XMLElement(.enumeration(name), [:], [context])
                    let answer = try await it.send(it.message(action, to: try await it.collection(), [body]))
                    try it.expect(answer, is: .actionNotSupported(action: action), for: name)
                }
            }
        },
        Check("R8.1-5") { it in
            try await it.withEnumeration { context in
                let pulled = try await it.send(try await it.pull(context, items: 1))
                try it.expectReply(pulled, "Pull")
                let second = try await it.open()
                try it.expectReply(try await it.send(try await it.release(second)), "Release")
                if let next = pulled.enumerationContext { context = next }
            }
        },
        Check("R8.1-6") { it in
            guard it.survey.hasCredentials else { throw it.skip("There is one user alone: nobody signs in.") }
            try await it.withEnumeration { context in
                let answer = try await it.send(try await it.pull(context, items: 1), as: .nobody)
                try it.expect(
                    answer.status == 401 || answer.status == 403 || answer.fault != nil,
                    "A Pull by somebody who has not signed in is answered with \(answer.summary).")
            }
        },
        Check("R8.2.1-1") { it in
            let address = XMLElement(Addressing.address, "http://127.0.0.1:9/enumeration-end")
            let answer = try await it.send(try await it.enumerate([XMLElement(.enumeration("EndTo"), [:], [address])]))
            try await it.tidy(answer.enumerationContext)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.addressingMode), for: "An Enumerate with EndTo")
        },
        Check("R8.2.1-2") { it in
            let answer = try await it.send(
                try await it.enumerate([XMLElement(.enumeration("Expires"), "PT59S")]))
            try await it.tidy(answer.enumerationContext)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.expirationTime), for: "An Enumerate with Expires")
        },
        Check("R8.2.1-3", needs: [.filteredEnumeration]) { it in
            let mixed = try await it.enumerate { filter in
                var mixed = filter
                mixed.children.append(filter.hasText ? .element(XMLElement(.unknown("More"))) : .text("and more"))
                return [mixed]
            }
            let several = try await it.enumerate { filter in
                var several = filter
                several.children = (filter.elements + [XMLElement(.unknown("More"))]).flatMap {
                    [.element($0), .element($0)]
                }
                return [several]
            }
            for (message, what) in [(mixed, "text and an element"), (several, "two elements")] {
                let answer = try await it.send(message)
                try await it.tidy(answer.enumerationContext)
                try it.expectFault(answer, "A Filter that holds \(what)")
            }
        },
        Check("R8.2.1-4", needs: [.filteredEnumeration]) { it in
            let name = try await it.instance().resourceURI.className ?? "CIM_ManagedElement"
            let demanding: [(FilterDialect, String)] = [
                (.xpath, "count(//*[position() mod 2 = 1]) > 0"),
                (.cql, "SELECT COUNT(*) FROM \(name)"),
                (.wql, "SELECT * FROM \(name) WHERE ((((NOT (__CLASS = 'x')))))"),
            ]
            for (dialect, text) in demanding {
                guard case .offered = try await it.probeFilter(dialect) else { continue }
                let filter = XMLElement(.wsman("Filter"), text, ["Dialect": dialect.uri])
                let target = try await it.collection(for: dialect)
                let answer = try await it.send(it.message(Action.enumerate, to: target, [.enumerate([filter])]))
                try await it.tidy(answer.enumerationContext)
                guard answer.fault != nil else { continue }
                try it.expect(answer, is: .cannotProcessFilter(), for: "The filter \(text)")
            }
        },
        Check("R8.2.1-5") { it in
            guard let namespace = try await it.collection().resourceURI.namespace else {
                throw it.skip("No resource is known that could require a filter.")
            }
            let all = Target(resourceURI: .microsoft(namespace: namespace, className: nil))
            let answer = try await it.send(it.message(Action.enumerate, to: all, [.enumerate([])]))
            guard answer.fault != nil else {
                try await it.tidy(answer.enumerationContext)
                throw it.skip("No resource is known that requires a filter: \(all.resourceURI.text) does not.")
            }
            try it.expect(
                answer, is: .unsupportedFeature(.filteringRequired), for: "An Enumerate of all classes without a filter"
            )
        },
        Check("R8.2.2-1") { it in
            let walk = try await it.walk()
            try it.expect(
                walk.answers.allSatisfy { $0.header(.wsman("TotalItemsCountEstimate")) == nil },
                "A TotalItemsCountEstimate is sent to somebody who did not ask for one.")
        },
        Check("R8.2.3-1") { it in
            let answer = try await it.send(try await it.enumerate([.optimize, .maxElements(1)]))
            try await it.tidy(answer.enumerationContext)
            try it.expectReply(answer, "An Enumerate with OptimizeEnumeration")
        },
        Check("R8.2.3-2") { it in
            let plain = try await it.walk()
            try it.expect(
                plain.enumerated.items.isEmpty && !plain.enumerated.endsSequence,
                "The answer to an Enumerate without OptimizeEnumeration holds items or EndOfSequence.")
            let optimized = try await it.walk([.optimize, .maxElements(2)])
            guard plain.isWhole, optimized.isWhole else { return }
            try it.expect(
                plain.items.count >= optimized.items.count,
                "An Enumerate that asks for no items gives \(plain.items.count) in all, one that does gives "
                    + "\(optimized.items.count): it does not begin at the first.")
        },
        Check("R8.2.3-3") { it in
            _ = try await it.walkSeveral()
            for (children, most) in [([XMLElement.optimize], 1), ([.optimize, .maxElements(2)], 2)] {
                let answer = try await it.send(try await it.enumerate(children))
                try await it.tidy(answer.enumerationContext)
                try it.expectReply(answer)
                let count = answer.items.count
                try it.expect(count <= most, "The answer to Enumerate holds \(count) items where \(most) were allowed.")
            }
        },
        Check("R8.2.3-4") { it in
            let all = try await it.walk()
            let optimized = try await it.walk([.optimize, .maxElements(2)])
            let response = optimized.enumerated.body.first
            let isShown = ["Items", "EndOfSequence"].contains { response?.first(.wsman($0)) != nil }
            if isShown { return }
            let pulled = optimized.answers.dropFirst().flatMap(\.items).count
            try it.expect(
                pulled == all.items.count && response?.elements.allSatisfy { $0.name.localName != "Items" } ?? false,
                "The answer to an optimised Enumerate has neither wsman:Items nor wsman:EndOfSequence, and yet \(pulled) "
                    + "of \(all.items.count) items are left for Pull.")
            throw it.skip("OptimizeEnumeration is not heeded.")
        },
        Check("R8.2.3-5") { it in
            let all = try await it.walk()
            for count in [1, 1000] {
                let walk = try await it.walk([.optimize, .maxElements(count)])
                guard !walk.enumerated.items.isEmpty else { throw it.skip("OptimizeEnumeration is not heeded.") }
                let isEnd = walk.enumerated.body.first?.first(.wsman("EndOfSequence")) != nil
                try it.expect(
                    isEnd == (walk.enumerated.enumerationContext == nil),
                    "The answer to an optimised Enumerate has "
                        + (isEnd ? "EndOfSequence and a context." : "neither a context nor EndOfSequence."))
                guard all.isWhole, walk.isWhole else { continue }
                try it.expect(
                    walk.items.count == all.items.count,
                    "An Enumerate with \(walk.enumerated.items.count) items at once gives \(walk.items.count) in all, "
                        + "one without gives \(all.items.count).")
            }
        },
    ]
}
