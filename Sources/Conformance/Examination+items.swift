internal import SOAP
internal import WSMan
internal import XML

/// An item of an enumeration with its EPR.
struct ReferencedItem: Sendable {
    /// nil where the service gives EPRs alone.
    let object: XMLElement?
    /// The EPR as it came.
    let element: XMLElement
}

extension Examination {
    /// The first items of the collection, each with its EPR.
    func items(upTo count: Int) async throws -> [ReferencedItem] {
        var mode = "EnumerateObjectAndEPR"
        var opened = try await send(try await enumerate([XMLElement(.wsman("EnumerationMode"), mode)]))
        if opened.fault?.isA(.unsupportedFeature(.enumerationMode)) ?? false {
            mode = "EnumerateEPR"
            opened = try await send(try await enumerate([XMLElement(.wsman("EnumerationMode"), mode)]))
        }
        try expectReply(opened, "An Enumerate with the mode \(mode)")
        guard var context = opened.enumerationContext else { return [] }
        var items: [ReferencedItem] = []
        while items.count < count {
            let answer = try await send(try await pull(context, items: count - items.count))
            try expectReply(answer, "A Pull")
            let before = items.count
            for element in answer.body.first?.first(.enumeration("Items"))?.elements ?? [] {
                items.append(try item(element))
            }
            guard let next = answer.enumerationContext, items.count > before else { return items }
            context = next
        }
        try await tidy(context)
        return items
    }

    private func item(_ element: XMLElement) throws -> ReferencedItem {
        let isReference = element.name == Addressing.endpointReference
        let reference = isReference ? element : element.first(Addressing.endpointReference)
        guard let reference else {
            throw Verdict.failed("An item of the enumeration is \(element.name), in which there is no EPR.")
        }
        return ReferencedItem(object: isReference ? nil : element.elements.first, element: reference)
    }

    /// The EPR of an item, understood.
    func reference(of item: ReferencedItem) throws -> EndpointReference {
        do {
            return try EndpointReference(item.element)
        } catch {
            throw Verdict.failed("The EPR of an item is none: \(error.reason)")
        }
    }

    /// What an EPR of the default addressing model names.
    func target(of reference: EndpointReference) throws -> Target {
        guard let resourceURI = reference.resourceURI else {
            throw skip("The EPRs of the service are of another addressing model.")
        }
        return Target(resourceURI: resourceURI, selectors: reference.selectors)
    }

    /// The instance, if it has keys.
    func instanceWithKeys() async throws -> Target {
        let target = try await instance()
        guard !target.keys.isEmpty else { throw skip("The resource to read is the only one of its class.") }
        return target
    }
}
