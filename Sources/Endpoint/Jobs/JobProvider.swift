internal import CIM
internal import Jobs
internal import Platform
internal import SOAP

/// Serves the instances of every job class of every namespace from the engine, and the methods jobs have themselves.
struct JobProvider: InstanceProvider {
    let schema: CIMSchema
    let engine: JobEngine
    let time: any TimeSource
    private let instances = JobInstances()

    init(schema: CIMSchema, engine: JobEngine, time: any TimeSource) {
        self.schema = schema
        self.engine = engine
        self.time = time
    }

    func serves(_ cimClass: CIMClass) -> Bool { cimClass.isA("CIM_Job") && !cimClass.isAbstract }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        if case .string(let instanceID)? = selection.equals["InstanceID"]?.first {
            return try instance(instanceID, selection, after: position)
        }
        let jobs = try fault {
            () throws(JobError) in
            try engine.jobs(jobSelection(selection), after: position, through: selection.through, limit: limit)
        }
        return jobs.compactMap { positioned($0, in: selection.namespace) }
    }

    func highWaterMark() throws(Fault) -> Int64 { try fault { () throws(JobError) in try engine.highWaterMark() } }

    /// The job as the instance of its class, as it was at a moment, or is now; nil when this Windows build does not know
    /// the class.
    func instance(of job: Job, at moment: Timestamp? = nil) -> CIMInstance? {
        let namespace = schema.namespace(job.key.namespace)
        guard let cimClass = namespace?.cimClass(CIMName(job.className)) else { return nil }
        return instances.instance(of: job, in: cimClass, at: engine.steady(at: moment ?? time.now))
    }

    /// That a job was here, when it ended and when it was removed: for those who read the job when they still could.
    func farewell(_ selection: Selection) throws(Fault) -> Farewell? {
        guard case .string(let instanceID)? = selection.equals["InstanceID"]?.first else { return nil }
        let key = JobKey(namespace: selection.namespace.name, instanceID: instanceID)
        let removed = try fault { () throws(JobError) in try engine.removed(key) }
        guard let removed, let gone = removed.removed,
            selection.classes.contains(where: { $0.name == CIMName(removed.className) })
        else {
            return nil
        }
        let end = removed.ended.map { "ended as \(removed.state) at \(time($0))" } ?? "never ran"
        let sentence =
            "The job \(removed.key.instanceID) \(end) and was removed at \(time(gone))."
        return Farewell(owner: removed.owner, sentence: sentence)
    }

    private func time(_ time: Timestamp) -> String { CIMDateTime(timestamp: time.microseconds).cimText }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult {
        guard let key = call.object.flatMap(JobKey.init(_:)) else { throw .methodNotServed(call) }
        return switch call.method.name {
        case "RequestStateChange": try requestStateChange(call, on: key)
        case "KillJob": try killJob(call, on: key)
        case "GetError": try getError(call, of: key)
        case "GetErrorEx", "GetErrors": try getErrors(call, of: key)
        default: throw .methodNotServed(call)
        }
    }

    private func instance(_ instanceID: String, _ selection: Selection, after position: Int64) throws(Fault)
        -> [PositionedInstance]
    {
        let key = JobKey(namespace: selection.namespace.name, instanceID: instanceID)
        guard let job = try fault({ () throws(JobError) in try engine.job(key) }), job.rowID > position,
            job.rowID <= selection.through, let found = positioned(job, in: selection.namespace),
            selection.classes.contains(where: { $0 === found.instance.cimClass })
        else { return [] }
        return [found]
    }

    private func positioned(_ job: Job, in namespace: CIMNamespace) -> PositionedInstance? {
        guard let cimClass = namespace.cimClass(CIMName(job.className)) else { return nil }
        return PositionedInstance(
            position: job.rowID, instance: instances.instance(of: job, in: cimClass, at: engine.steady(at: time.now)))
    }

    private func jobSelection(_ selection: Selection) -> JobSelection {
        JobSelection(
            namespace: selection.namespace.name, classNames: Set(selection.classes.map(\.name.spelling)),
            state: selection.equals["JobState"]?.first?.integer.flatMap { JobState(rawValue: Int($0)) })
    }
}

extension JobKey {
    /// The key of the job that an instance shows.
    init?(_ instance: CIMInstance) {
        guard case .string(let instanceID)? = instance["InstanceID"] else { return nil }
        self.init(namespace: instance.cimClass.namespace, instanceID: instanceID)
    }
}
