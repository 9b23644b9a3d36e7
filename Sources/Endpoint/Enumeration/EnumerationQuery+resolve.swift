internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension EnumerationQuery {
    /// Resolves the target and the body of an Enumerate: which classes, which filter, which form.
    convenience init(_ target: Target, _ enumerate: Enumerate, service: Service) throws(Fault) {
        guard target.resourceURI.family != .classMetadata else {
            try self.init(definitionsAt: target, enumerate, service: service)
            return
        }
        try service.requireInstances(of: target.resourceURI, for: Action.enumerate)
        let resolved = try service.schema.resolve(target, defaultNamespace: service.configuration.defaultNamespace)
        guard resolved.keys.isEmpty else {
            throw Fault(
                .invalidSelectors(.unexpected),
                "Enumerate goes to a class, not to an instance: leave the key selectors out, or Get the instance.",
                windowsCode: WindowsNumber.enumerateWithKey)
        }
        let wql = try Self.wql(enumerate.filter)
        if let query = try AssociationQuery(enumerate.filter, wql, in: resolved.namespace, service: service) {
            try self.init(query, resolved, enumerate, service: service)
            return
        }
        guard resolved.cimClass != nil || enumerate.polymorphism == .includeSubClassProperties else {
            throw Fault(
                .polymorphismModeNotSupported,
                "All classes are enumerated with one PolymorphismMode, IncludeSubClassProperties; leave the element out, or "
                    + "name the class in the resource URI.")
        }
        let cimClass = try Self.cimClass(resolved, wql, target)
        let server = service.configuration.hostName
        let condition = try Self.condition(wql, enumerate.filter, cimClass, resolved, service: service)
        let isDeep = enumerate.polymorphism != .none
        let classes =
            isDeep ? resolved.namespace.subclasses(of: cimClass.name, includingSelf: true) : [cimClass]
        try service.access.require(.read, on: classes, named: cimClass.name)
        self.init(
            sources: try service.sources(of: resolved.namespace, classes, equals: condition.equals),
            condition: condition,
            form: ItemForm(
                mode: enumerate.mode, family: resolved.family, projection: condition.projection,
                shownAs: enumerate.polymorphism == .excludeSubClassProperties ? cimClass : nil, server: server))
    }

    private static func wql(_ filter: Filter?) throws(Fault) -> WQLQuery? {
        guard let filter else { return nil }
        do {
            switch filter.dialect {
            case .wql: return try WQLQuery(parsing: filter.text)
            case .cql: return try WQLQuery(cql: filter.text)
            default: return nil
            }
        } catch {
            throw Fault(.cannotProcessFilter(), "The query cannot be read: \(error).")
        }
    }

    /// The class enumerated: that of FROM, which must be the one of the URI or derived from it unless the URI says `*`.
    private static func cimClass(_ target: ResolvedTarget, _ wql: WQLQuery?, _ sent: Target) throws(Fault) -> CIMClass {
        guard let wql else {
            if let cimClass = target.cimClass { return cimClass }
            // DSP0226 R8.2.1-5
            throw Fault(
                .unsupportedFeature(.filteringRequired),
                "\(sent.resourceURI.text.prefix(400)) stands for all classes; send a WQL filter that names one, or put the "
                    + "class in place of *.")
        }
        guard let cimClass = target.namespace.cimClass(wql.className) else {
            throw Fault(
                .cannotProcessFilter(),
                "The namespace \(target.namespace.name) has no class \(wql.className); check the FROM of the query.")
        }
        guard let addressed = target.cimClass, !cimClass.isA(addressed.name) else { return cimClass }
        throw Fault(
            .cannotProcessFilter(),
            "The resource URI names \(addressed.name), the query \(cimClass.name), which is not derived from it. "
                + "Let them agree, or end the resource URI with /*.",
            windowsCode: WindowsNumber.wqlNeedsAllClasses)
    }

    private static func condition(
        _ wql: WQLQuery?, _ filter: Filter?, _ cimClass: CIMClass, _ resolved: ResolvedTarget, service: Service
    ) throws(Fault) -> Condition {
        if let wql {
            do {
                return .wql(
                    try WQLFilter(wql, for: cimClass, in: resolved.namespace, server: service.configuration.hostName))
            } catch {
                throw Fault(.cannotProcessFilter(), "The query cannot be processed: \(error).")
            }
        }
        guard let filter else { return .all }
        if filter.dialect == .xpath { return .xpath(try xpath(filter)) }
        return .selectors(try SelectorFilter(filter.selectors(), for: cimClass, schema: service.schema))
    }
}

extension EnumerationQuery {
    private static func xpath(_ filter: Filter) throws(Fault) -> XPathExpression {
        guard filter.element.elements.isEmpty else {
            throw Fault(.cannotProcessFilter(), "An XPath filter is text, and this one holds an element.")
        }
        do {
            return try XPathExpression(filter.text, scope: filter.element.scope)
        } catch {
            throw Fault(.cannotProcessFilter(), "The XPath filter cannot be used: \(error.reason).")
        }
    }
}

extension EnumerationQuery.Condition {
    /// What every instance that passes has, for a provider's index.
    fileprivate var equals: [CIMName: [CIMValue]] {
        switch self {
        case .all, .xpath: [:]
        case .wql(let filter): filter.requiredEquals
        case .selectors(let filter): filter.requiredEquals.mapValues { [$0] }
        }
    }

    fileprivate var projection: Projection? {
        if case .wql(let filter) = self { filter.columns.map { Projection($0) } } else { nil }
    }
}
