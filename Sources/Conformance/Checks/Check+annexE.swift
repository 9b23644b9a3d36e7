internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 annex E: the dialect of filters that is a set of selectors.
    static let annexE: [Check] = [
        Check("RE-1") { it in
            let named = try await it.walk(selectors: try await it.instance().keys)
            try it.expect(!named.items.isEmpty, "A filter with the keys of an instance finds nothing.")
            let answer = try await it.send(try await it.enumerate([.selectorFilter([("NoSuchElement", "x")])]))
            try await it.tidy(answer.enumerationContext)
            try it.expect(answer, is: .cannotProcessFilter(), for: "A filter with a selector that no instance has")
        },
        Check("RE-2") { it in
            let all = try await it.walkSeveral()
            let keys = try await it.instance().keys
            let found = try await it.walk(selectors: keys)
            try it.expect(
                !found.items.isEmpty && found.items.count < all.items.count,
                "A filter with the keys of one instance finds \(found.items.count) of \(all.items.count).")
            for case .text(let value) in keys.map(\.value) {
                try it.expect(
                    found.items.allSatisfy { item in item.elements.contains { $0.trimmedText == value } },
                    "A filter for \(value) finds an instance that has it nowhere.")
            }
        },
        Check("RE-3") { it in
            for item in try await it.walk().items {
                let shared = item.elements.filter { element in
                    element.isSimple && item.elements.contains { $0.name.isNamesake(of: element.name) }
                }
                guard let name = shared.first?.name.localName else { continue }
                var found = 0
                for element in shared where element.name.localName == name {
                    found += try await it.walk(.selectorFilter([(name, element.trimmedText)])).items.count
                }
                return try it.expect(
                    found > 0, "\(name) is a name in several namespaces, and a filter finds no value of any.")
            }
            // No name is shared: each means its one element.
            let found = try await it.walk(selectors: try await it.instance().keys)
            try it.expect(!found.items.isEmpty, "A filter with the keys of an instance finds nothing.")
        },
        Check("RE-4") { it in
            for item in try await it.walk().items {
                guard let element = item.elements.last(where: { $0.isSimple && item.all($0.name).count > 1 }) else {
                    continue
                }
                let (name, value) = (element.name.localName, element.trimmedText)
                let found = try await it.walk(.selectorFilter([(name, value)]))
                try it.expect(
                    found.items.contains { $0.all(element.name).count > 1 },
                    "A filter for \(name) = \(value) does not find the array that has it among others.")
                return try it.expect(
                    found.items.allSatisfy { $0.all(element.name).contains { $0.trimmedText == value } },
                    "A filter for \(name) = \(value) finds an instance that does not have it.")
            }
            throw it.skip("No instance of the collection has an array of several elements.")
        },
        Check("RE-5") { it in
            let keys = try await it.instance().keys
            guard let key = keys.first, case .text(let value) = key.value else {
                throw it.skip("The instance has no key to name twice.")
            }
            let answer = try await it.send(
                try await it.enumerate([.selectorFilter([(key.name, value), (key.name, value)])]))
            try await it.tidy(answer.enumerationContext)
            try it.expect(answer, is: .cannotProcessFilter(), for: "A filter that names a selector twice")
            let details = answer.fault?.details ?? []
            try it.expect(
                details.contains { $0.hasSuffix("/DuplicateSelectors") },
                "The fault for a selector named twice does not say DuplicateSelectors, but \(details).")
        },
    ]
}

extension Examination {
    /// What a filter of these selectors finds.
    fileprivate func walk(selectors: [Selector]) async throws -> Walk {
        guard !selectors.isEmpty else { throw skip("The instance has no keys to filter by.") }
        var filter = XMLElement(.wsman("Filter"), ["Dialect": FilterDialect.selector.uri])
        filter.children = [.element(try SelectorSet(selectors).element)]
        return try await walk([filter])
    }

    fileprivate func walk(_ filter: XMLElement) async throws -> Walk { try await walk([filter]) }
}

extension XMLElement {
    /// Right or wrong: a name may come twice.
    fileprivate static func selectorFilter(_ selectors: [(name: String, value: String)]) -> XMLElement {
        let set = XMLElement(
            .wsman("SelectorSet"), [:],
            selectors.map { XMLElement(.wsman("Selector"), $0.value, ["Name": $0.name]) })
        return XMLElement(.wsman("Filter"), ["Dialect": FilterDialect.selector.uri], [set])
    }

    /// Whether it holds a value that a selector can have.
    fileprivate var isSimple: Bool { elements.isEmpty && !isNil && !trimmedText.isEmpty }
}

extension QName {
    fileprivate func isNamesake(of other: QName) -> Bool {
        localName == other.localName && namespace != other.namespace
    }
}
