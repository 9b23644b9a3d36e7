internal import CIM
internal import Jobs
internal import Platform
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// What a Subscribe asked for, resolved once: the namespace, the class of events, the condition, the form of the items.
///
///     SELECT * FROM __InstanceModificationEvent WITHIN 2
///       WHERE TargetInstance ISA 'Msvm_ConcreteJob' AND TargetInstance.JobState = 7
///
/// Modifications are what was stored of a job: ElapsedTime, which passes by itself, makes none.
final class EventQuery: Sendable {
    private let namespace: CIMName
    private let classes: EventClasses
    private let eventClass: CIMClass
    private let condition: Condition
    private let form: ItemForm
    private let jobs: JobProvider
    private let server: String
    private let access: Access

    /// Which of the events pass.
    private enum Condition {
        case all
        case wql(WQLFilter)
        /// On the event alone.
        case xpath(XPathExpression)
        /// On the envelope that the event would have in Push mode.
        case envelopeXPath(XPathExpression)
    }

    /// The target is a namespace's `*` with a filter, or a class of events with or without one.
    ///
    /// - Throws: ``Fault``: DestinationUnreachable for a namespace that is not here; EventSourceUnableToProcess for a
    ///   class that is none of events, and when URI and query disagree; FilteringRequestedUnavailable/FilteringRequired
    ///   for `*` without a query; CannotProcessFilter for one that cannot be.
    init(_ target: Target, _ filter: Filter?, service: Service) throws(Fault) {
        try service.requireInstances(of: target.resourceURI, for: Action.subscribe)
        server = service.configuration.hostName
        jobs = service.events.jobs
        access = service.access
        let resolved = try Self.resolve(target, service)
        let jobClasses = resolved.namespace.subclasses(of: "CIM_Job", includingSelf: true)
        try access.require(.read, on: jobClasses, named: "CIM_Job")
        namespace = CIMName(resolved.namespace.name)
        let classes = EventClasses.of(resolved.namespace.name)
        self.classes = classes
        let addressed = try target.resourceURI.className.map { name throws(Fault) in try Self.eventClass(name, classes)
        }
        guard let filter, filter.dialect == .wql else {
            let anyEvent = filter == nil ? nil : try Self.anyEvent(classes)
            guard let addressed = addressed ?? anyEvent else {
                throw Fault(
                    .filteringRequestedUnavailable(
                        .filteringRequired, supported: FilterDialect.offeredForEvents.map(\.uri)),
                    "A subscription to * needs a WQL query, such as SELECT * FROM __InstanceModificationEvent WITHIN 2 "
                        + "WHERE TargetInstance ISA 'CIM_ConcreteJob'.")
            }
            eventClass = addressed
            condition = try filter.map { filter throws(Fault) in try Self.condition(filter) } ?? .all
            form = ItemForm(mode: .object, family: resolved.family, projection: nil, shownAs: nil, server: server)
            return
        }
        let query = try Self.query(filter.text, resolved.namespace)
        eventClass = try Self.eventClass(query.className.spelling, classes)
        if let addressed, !eventClass.isA(addressed.name) {
            throw Fault(
                .eventSourceUnableToProcess(),
                "The resource URI names \(addressed.name), the query \(eventClass.name). Let them agree, or end the "
                    + "resource URI with /*.")
        }
        let bound: WQLFilter
        do {
            bound = try WQLFilter(query, for: eventClass, in: resolved.namespace, server: server)
        } catch {
            throw Fault(.cannotProcessExpression(), "The WQL query cannot be processed: \(error).")
        }
        condition = .wql(bound)
        form = ItemForm(
            mode: .object, family: resolved.family, projection: bound.columns.map { Projection($0) }, shownAs: nil,
            server: server)
    }

    /// The event as its subscriber is to see it; nil when it is not for this one.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter for an XPath expression that fails on it.
    func instance(of event: JobChange) throws(Fault) -> CIMInstance? {
        guard let job = event.current ?? event.previous, CIMName(job.key.namespace) == namespace,
            let eventClass = classes.cimClass(of: EventClasses.Kind(event), for: eventClass),
            let target = jobs.instance(of: job, at: event.time), access.permits(.read, on: target.cimClass, target)
        else { return nil }
        let former = event.current == nil ? nil : event.previous
        let previous = former.flatMap { jobs.instance(of: $0, at: event.time) }
        let values = eventClass.properties.map { property -> CIMValue? in
            switch property.name {
            case "TargetInstance", "SourceInstance": .instance(target)
            case "PreviousInstance": previous.map { .instance($0) }
            case "TIME_CREATED": .uint64(UInt64(clamping: (event.time.microseconds + Self.since1601) * 10))
            case "IndicationTime": .timestamp(event.time)
            case "SourceInstanceModelPath": .string(target.path.text(host: server))
            case "SourceInstanceHost": .string(server)
            default: nil
            }
        }
        let instance = CIMInstance(eventClass, values: values)
        return try admits(instance) ? instance : nil
    }

    private func admits(_ instance: CIMInstance) throws(Fault) -> Bool {
        switch condition {
        case .all: true
        case .wql(let filter): filter.matches(instance)
        case .xpath(let expression): try form.matches(expression, instance)
        case .envelopeXPath(let expression):
            try form.matches(expression, instance) { writer in
                writer.startEnvelope(
                    ReplyHeader(action: Action.event, messageID: "", relatesTo: nil), prefixes: [.w, .p])
            } end: {
                $0.endEnvelope()
            }
        }
    }

    func write(_ instance: CIMInstance, to writer: inout XMLWriter) { form.write(instance, to: &writer) }

    /// Microseconds from 1601-01-01 to 1970-01-01.
    private static let since1601: Int64 = 11_644_473_600_000_000

    // MARK: - Resolving

    /// Event classes are no part of the schema, so that it is the namespace's `*` that is looked up.
    private static func resolve(_ target: Target, _ service: Service) throws(Fault) -> ResolvedTarget {
        var all = target
        if let resource = target.resourceURI.cim, resource.className != nil {
            all.resourceURI =
                resource.namespace.map { .microsoft(namespace: $0, className: nil) } ?? .dmtf(className: nil)
        }
        return try service.schema.resolve(all, defaultNamespace: service.configuration.defaultNamespace)
    }

    private static func eventClass(_ name: String, _ classes: EventClasses) throws(Fault) -> CIMClass {
        guard let found = classes.cimClass(CIMName(name)) else {
            throw Fault(
                .eventSourceUnableToProcess(),
                "\(name.prefix(200)) is no class of events here. Subscribe to __InstanceCreationEvent, "
                    + "__InstanceModificationEvent, __InstanceDeletionEvent, __InstanceOperationEvent or CIM_InstCreation, "
                    + "CIM_InstModification, CIM_InstDeletion, and name jobs by TargetInstance ISA or SourceInstance ISA."
            )
        }
        return found
    }

    /// What a filter that names no class is held against.
    private static func anyEvent(_ classes: EventClasses) throws(Fault) -> CIMClass {
        try eventClass("__InstanceOperationEvent", classes)
    }

    private static func condition(_ filter: Filter) throws(Fault) -> Condition {
        do {
            let expression = try XPathExpression(filter.text, scope: filter.element.scope)
            return filter.dialect == .eventRootXPath ? .xpath(expression) : .envelopeXPath(expression)
        } catch {
            throw Fault(.cannotProcessExpression(), "The XPath filter cannot be used: \(error.reason).")
        }
    }

    private static func query(_ text: String, _ namespace: CIMNamespace) throws(Fault) -> WQLQuery {
        let query: WQLQuery
        do {
            query = try WQLQuery(parsing: text, isForEvents: true)
        } catch {
            throw Fault(.cannotProcessExpression(), "The WQL query cannot be read: \(error).")
        }
        guard case .select(_, _, let condition) = query.kind else {
            throw Fault(.cannotProcessExpression(), "Events are asked for by SELECT; the query is none.")
        }
        for name in condition?.classesAskedFor ?? [] where namespace.cimClass(name) == nil {
            throw Fault(
                .cannotProcessExpression(),
                "The namespace \(namespace.name) has no class \(name); check the name behind ISA.")
        }
        return query
    }
}

extension WQLCondition {
    /// The names behind ISA.
    fileprivate var classesAskedFor: [CIMName] {
        switch self {
        case .isA(_, let name): [name]
        case .not(let condition): condition.classesAskedFor
        case .all(let conditions), .any(let conditions): conditions.flatMap(\.classesAskedFor)
        case .comparison, .like, .isNull: []
        }
    }
}
