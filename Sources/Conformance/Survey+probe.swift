internal import SOAP
internal import WSMan
internal import XML

/// How it is found out what a service offers: a harmless request, and whether its answer is the fault by which the
/// standard has a service say no. Any other answer means that the feature is there, if perhaps broken.
extension Feature {
    func probe(_ it: Examination) async throws -> Offer {
        switch self {
        case .identify: return try await it.offer(it.send(.identify), unless: [.actionNotSupported(action: "")])
        case .options: return try await probeOptions(it)
        case .create: return try await it.probeCreate()
        case .delete: return try await it.probeDelete()
        case .put: return try await it.probePut()
        case .methods: return try await it.probeInvoke()
        case .fragments: return try await it.probeFragments()
        case .enumeration:
            let answer = try await it.send(it.enumerate())
            try await it.tidy(answer.enumerationContext)
            return it.offer(answer, unless: [.actionNotSupported(action: "")])
        case .filteredEnumeration:
            for name in [QName.wsman("Filter"), .enumeration("Filter")] {
                for dialect in FilterDialect.offered {
                    if case .offered = try await it.probeFilter(dialect, as: name) { return .offered }
                }
            }
            return .absent("no dialect of filters is taken")
        case .selectorFilter: return try await it.probeFilter(.selector)
        case .projection: return try await it.probeFilter(.wql)
        case .eventing: return try await it.probeDelivery(nil)
        case .push: return try await it.probeDelivery(.push)
        case .pushWithAck: return try await it.probeDelivery(.pushWithAck)
        case .batches: return try await it.probeDelivery(.events)
        case .pullMode: return try await it.probeDelivery(.pull)
        case .bookmarks, .heartbeats, .droppedEvents, .subscriptionEnd: return try await it.probeEventing(self)
        case .attachments: return try await it.probeAttachments()
        case .https: return it.survey.isSecure ? .offered : .absent("the URL is http")
        }
    }

    private func probeOptions(_ it: Examination) async throws -> Offer {
        let options = XMLElement(.wsman("OptionSet"), [:], [XMLElement(.wsman("Option"), "x", ["Name": "unknown"])])
        return try await it.offer(
            it.send(it.get().with(options.marked())), unless: [.mustUnderstand(notUnderstood: [])])
    }
}

extension FaultCode {
    /// What a service says that does not have the operation, or not the resource that it is tried with.
    static let notHere: [FaultCode] = [.actionNotSupported(action: ""), .destinationUnreachable()]

    /// What it says that has no such events: another service than the profile was written for.
    static let noSuchEvents =
        notHere + [.eventSourceUnableToProcess(), .filteringNotSupported(in: .eventing), .cannotProcessFilter()]
}

extension Examination {
    /// A feature is absent when the answer is one of these faults, or there is no SOAP in it.
    func offer(_ answer: Answer, unless codes: [FaultCode]) -> Offer {
        if let code = codes.first(where: { answer.fault?.isA($0) ?? false }) {
            return .absent("the request is answered \(code.name)")
        }
        return answer.envelope == nil ? .absent("the request is answered \(answer.summary)") : .offered
    }

    func probeFragments() async throws -> Offer {
        let header = XMLElement(.wsman("FragmentTransfer"), "/").marked()
        return offer(
            try await send(try await get().with(header)),
            unless: [.unsupportedFeature(.fragmentLevelAccess), .mustUnderstand(notUnderstood: [])])
    }

    func probeFilter(_ dialect: FilterDialect, as name: QName = .wsman("Filter")) async throws -> Offer {
        let answer = try await send(try await enumerate([filter(dialect).renamed(name)]))
        try await tidy(answer.enumerationContext)
        return offer(
            answer,
            unless: [
                .filterDialectRequestedUnavailable(supported: []), .filteringNotSupported(in: .enumeration),
                .actionNotSupported(action: ""),
            ])
    }

    /// A filter of the dialect that finds the one instance there is to read.
    func filter(_ dialect: FilterDialect) async throws -> XMLElement {
        let instance = try await instance()
        let keys = instance.keys
        var filter = XMLElement(.wsman("Filter"), ["Dialect": dialect.uri])
        switch dialect {
        case .selector: filter.children = [.element((try SelectorSet(keys)).element)]
        case .xpath:
            let tests = keys.compactMap(\.text).map { "*[local-name()='\($0.name)']='\($0.value)'" }
            filter.children = [.text(tests.isEmpty ? "true()" : tests.joined(separator: " and "))]
        default:
            let query = "SELECT * FROM \(instance.resourceURI.className ?? "CIM_ManagedElement")"
            let tests = keys.compactMap(\.text).map { "\($0.name)='\($0.value)'" }
            filter.children = [.text(tests.isEmpty ? query : "\(query) WHERE \(tests.joined(separator: " AND "))")]
        }
        return filter
    }

    func probeAttachments() async throws -> Offer {
        let message = try await get()
        let answer = try await send(message.bytes, contentType: Message.multipart)
        return answer.status == 415 || answer.envelope == nil || answer.fault != nil
            ? .absent("a multipart message is answered \(answer.summary)") : .offered
    }
}

extension Selector {
    /// Name and value where that can stand in quotes as it is.
    fileprivate var text: (name: String, value: String)? {
        guard case .text(let text) = value, !text.contains(where: { "'\"\\&<".contains($0) }) else { return nil }
        return (name, text)
    }
}
