internal import CIM
internal import Jobs
internal import Platform
internal import SOAP

/// The associations between jobs and elements, each following from one job (classes
/// CIM_AffectedJobElement and CIM_OwningJobElement):
///
///     Msvm_AffectedJobElement  AffectedElement  what the job works on    AffectingElement  the job
///     Msvm_OwningJobElement    OwningElement    whose method started it  OwnedElement      the job
///
/// An association stands at the position of its job. From either end it is found by an index: its cost does not grow
/// with the number of jobs.
struct JobAssociations: InstanceProvider {
    enum Kind: Sendable {
        case affected
        case owning

        var root: CIMName { self == .affected ? "CIM_AffectedJobElement" : "CIM_OwningJobElement" }
        var elementRole: CIMName { self == .affected ? "AffectedElement" : "OwningElement" }
        var jobRole: CIMName { self == .affected ? "AffectingElement" : "OwnedElement" }

        fileprivate func element(of job: Job) -> String? { self == .affected ? job.target : job.origin }

        fileprivate func selection(of path: String) -> JobElement {
            self == .affected ? .target(path) : .origin(path)
        }
    }

    let kind: Kind
    let schema: CIMSchema
    let engine: JobEngine
    let jobs: JobProvider
    /// By the namespace's name: which association class a job of each class is in.
    private let associationClasses = Lock<[String: [CIMName: CIMClass]]>([:])

    init(kind: Kind, schema: CIMSchema, engine: JobEngine, jobs: JobProvider) {
        self.kind = kind
        self.schema = schema
        self.engine = engine
        self.jobs = jobs
    }

    func serves(_ cimClass: CIMClass) -> Bool { cimClass.isA(kind.root) && !cimClass.isAbstract }

    func highWaterMark() throws(Fault) -> Int64 { try jobs.highWaterMark() }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult { throw .methodNotServed(call) }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        if case .reference(let path)? = selection.equals[kind.jobRole]?.first {
            return try instance(ofJob: path, selection, after: position)
        }
        var jobSelection = JobSelection(namespace: selection.namespace.name, classNames: jobClasses(of: selection))
        if case .reference(let path)? = selection.equals[kind.elementRole]?.first {
            jobSelection.element = kind.selection(of: schema.canonical(path, in: selection.namespace).text)
        }
        // Jobs without an element are passed over, so several reads may be needed to fill the page.
        var found: [PositionedInstance] = []
        var last = position
        while found.count < limit {
            let batch = try fault { () throws(JobError) in
                try engine.jobs(jobSelection, after: last, through: selection.through, limit: limit)
            }
            for job in batch where found.count < limit {
                last = job.rowID
                if let association = association(of: job, selection) { found.append(association) }
            }
            guard batch.count == limit else { break }
        }
        return found
    }

    private func instance(ofJob path: CIMObjectPath, _ selection: Selection, after position: Int64) throws(Fault)
        -> [PositionedInstance]
    {
        let canonical = schema.canonical(path, in: selection.namespace)
        guard case .string(let instanceID)? = canonical[key: "InstanceID"] else { return [] }
        let key = JobKey(namespace: canonical.namespace, instanceID: instanceID)
        guard let job = try fault({ () throws(JobError) in try engine.job(key) }), job.rowID > position,
            job.rowID <= selection.through, let found = association(of: job, selection)
        else { return [] }
        return [found]
    }

    /// The association of a job, when it is one of the classes asked for.
    private func association(of job: Job, _ selection: Selection) -> PositionedInstance? {
        let namespace = selection.namespace
        guard CIMName(job.key.namespace) == CIMName(namespace.name), let text = kind.element(of: job),
            let element = try? CIMObjectPath(parsing: text), let shown = jobs.instance(of: job),
            let cimClass = associationClasses(in: namespace)[shown.cimClass.name],
            selection.classes.contains(where: { $0 === cimClass })
        else { return nil }
        var instance = CIMInstance(
            cimClass,
            setting: [
                (kind.elementRole, .reference(schema.canonical(element, in: namespace))),
                (kind.jobRole, .reference(shown.path)),
            ])
        if kind == .affected { try? instance.set("ElementEffects", .array(.uint16([0]))) }
        return PositionedInstance(position: job.rowID, instance: instance)
    }

    /// The classes of jobs that the associations asked for can lead to.
    private func jobClasses(of selection: Selection) -> Set<String> {
        let wanted = associationClasses(in: selection.namespace).filter { _, association in
            selection.classes.contains { $0 === association }
        }
        return Set(wanted.keys.map(\.spelling))
    }

    /// Which association class a job of each class is in. Classes do not change, so this is found out once.
    private func associationClasses(in namespace: CIMNamespace) -> [CIMName: CIMClass] {
        associationClasses.withLock { known in
            if let found = known[namespace.name] { return found }
            var found: [CIMName: CIMClass] = [:]
            for jobClass in namespace.subclasses(of: "CIM_Job", includingSelf: true) where jobs.serves(jobClass) {
                found[jobClass.name] = associationClass(of: jobClass, in: namespace)
            }
            known[namespace.name] = found
            return found
        }
    }

    /// The class whose reference to the job is the narrowest that holds it: Hyper-V has one of its own for storage jobs.
    private func associationClass(of jobClass: CIMClass, in namespace: CIMNamespace) -> CIMClass? {
        var best: (cimClass: CIMClass, depth: Int)?
        for candidate in namespace.subclasses(of: kind.root, includingSelf: true) where !candidate.isAbstract {
            guard let end = candidate.property(kind.jobRole)?.referenceClass, jobClass.isA(end) else { continue }
            let depth = (namespace.cimClass(end)?.superclasses.count ?? 0) * 100 + candidate.superclasses.count
            if best.map({ depth > $0.depth }) ?? true { best = (candidate, depth) }
        }
        return best?.cimClass
    }
}

extension CIMSchema {
    /// The path as the service spells it: with a namespace, the class's own names, and keys in their types. One that
    /// leads to no class stays as it is but for the namespace.
    func canonical(_ path: CIMObjectPath, in namespace: CIMNamespace) -> CIMObjectPath {
        var path = path
        let home = path.namespace.isEmpty ? namespace : self.namespace(path.namespace)
        guard let home else { return path }
        path.namespace = home.name
        guard let cimClass = home.cimClass(path.className) else { return path }
        path.className = cimClass.name
        guard let typed = try? path.typed(as: cimClass) else { return path }
        path.keys = typed.keys.sorted { $0.name < $1.name }
        return path
    }
}
