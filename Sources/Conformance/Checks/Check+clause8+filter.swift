internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 8.3: filters, of WS-Enumeration and of WS-Management.
    static let filter: [Check] = [
        Check("R8.3-1") { it in
            try await it.expectFilter(.wsman("Filter"), whereThereIs: .enumeration("Filter"))
        },
        Check("R8.3-2") { it in
            try await it.expectFilter(.enumeration("Filter"), whereThereIs: .wsman("Filter"))
        },
        Check("R8.3-3") { it in
            let answer = try await it.send(
                try await it.enumerate { [$0, $0.renamed(.enumeration("Filter"))] })
            try await it.tidy(answer.enumerationContext)
            try it.expect(answer, is: .cannotProcessFilter(), for: "An Enumerate with both filters")
        },
    ]

    /// DSP0226 8.6 and 8.7: what the items are.
    static let items: [Check] = [
        Check("R8.6-1", needs: [.projection]) { it in
            let instance = try await it.instance()
            guard let key = instance.keys.first, let name = instance.resourceURI.className else {
                throw it.skip("The instance has no key that could be selected alone.")
            }
            let query = "SELECT \(key.name) FROM \(name)"
            let filter = XMLElement(.wsman("Filter"), query, ["Dialect": FilterDialect.wql.uri])
            let walk = try await it.walk([filter], at: try await it.collection(for: .wql))
            try it.expect(!walk.items.isEmpty, "\(query) finds nothing.")
            for item in walk.items {
                try it.expect(
                    item.name == .wsman("XmlFragment"), "An item of a projection is \(item.name.shortName).")
            }
        },
        Check("R8.6-2") { it in
            let filter = XMLElement(.wsman("Filter"), "x", ["Dialect": "http://winch.example/dialect"])
            let answer = try await it.send(try await it.enumerate([filter]))
            try await it.tidy(answer.enumerationContext)
            try it.expect(
                answer, is: .filterDialectRequestedUnavailable(supported: []), .filteringNotSupported(in: .enumeration),
                for: "A filter in a dialect that nobody has")
        },
        Check("R8.7-1") { it in
            for item in try await it.walk(mode: "EnumerateEPR") {
                try it.expect(
                    item.name == Addressing.endpointReference, "An item of EnumerateEPR is \(item.name.shortName).")
            }
        },
        Check("R8.7-2") { it in
            for item in try await it.walk(mode: "EnumerateObjectAndEPR") {
                try it.expect(
                    item.name == .wsman("Item"), "An item of EnumerateObjectAndEPR is \(item.name.shortName).")
                let inside = item.elements.map(\.name)
                try it.expect(
                    inside.count == 2 && inside[0] != Addressing.endpointReference
                        && inside[1] == Addressing.endpointReference,
                    "A wsman:Item holds \(inside.map(\.shortName)), and not the object and its EPR.")
            }
        },
        Check("R8.7-3") { it in
            let answer = try await it.send(try await it.enumerate([.enumerationMode("EnumerateNothing")]))
            try await it.tidy(answer.enumerationContext)
            try it.expect(answer, is: .unsupportedFeature(.enumerationMode), for: "The mode EnumerateNothing")
        },
    ]
}

extension Examination {
    /// A filter that works under the name `given` finds the same under the name `wanted`.
    fileprivate func expectFilter(_ wanted: QName, whereThereIs given: QName) async throws {
        for dialect in [FilterDialect.selector, .wql, .cql, .xpath] {
            let filter = try await filter(dialect)
            let target = try await collection(for: dialect)
            let probe = try await send(message(Action.enumerate, to: target, [.enumerate([filter.renamed(given)])]))
            guard let context = probe.enumerationContext else { continue }
            _ = try await post(message(Action.release, to: target, [.release(context)]))
            let found = try await walk([filter.renamed(given)], at: target)
            let same = try await walk([filter.renamed(wanted)], at: target)
            try expect(
                found.items.count == same.items.count,
                "A filter finds \(found.items.count) instances as \(given.shortName), and \(same.items.count) as "
                    + "\(wanted.shortName).")
            return
        }
        throw skip("No filter is taken as \(given.shortName).")
    }

    /// The items in a mode; none where it is refused as the standard has it.
    fileprivate func walk(mode: String) async throws -> [XMLElement] {
        let answer = try await send(try await enumerate([.enumerationMode(mode)]))
        try await tidy(answer.enumerationContext)
        guard answer.fault == nil else {
            try expect(answer, is: .unsupportedFeature(.enumerationMode), for: "The mode \(mode)")
            throw skip("\(mode) is not offered.")
        }
        return try await walk([.enumerationMode(mode)]).items
    }
}
