internal import CIM
internal import HTTPMessage
internal import Jobs
internal import SOAP

/// The service's own namespace, root/winch: Winch_JobService starts any template by name and reads what a job printed;
/// Winch_JobTemplate lists the templates.
struct WinchService: InstanceProvider {
    let engine: JobEngine
    let starter: JobStarter
    let configuration: EndpointConfiguration

    /// The most that one GetOutput hands out, in bytes: it must fit the smallest usual envelope with its escapes.
    static let outputLimit: UInt32 = 65536

    func serves(_ cimClass: CIMClass) -> Bool {
        cimClass.name == "Winch_JobService" || cimClass.name == "Winch_JobTemplate"
    }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        var found: [PositionedInstance] = []
        for cimClass in selection.classes {
            let members = cimClass.name == "Winch_JobService" ? [service(cimClass)] : templates(cimClass)
            // The service stands before the templates, whose order is that of the configuration.
            let base: Int64 = cimClass.name == "Winch_JobService" ? 0 : 1
            found += members.enumerated().map {
                PositionedInstance(position: base + Int64($0.offset), instance: $0.element)
            }
        }
        return Array(found.filter { $0.position > position }.sorted { $0.position < $1.position }.prefix(limit))
    }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult {
        switch call.method.name {
        case "StartJob": try startJob(call)
        case "GetOutput": try getOutput(call)
        default: throw .methodNotServed(call)
        }
    }

    func template(startedBy call: MethodCall) -> StartedTemplate? {
        guard call.method.name == "StartJob", case .string(let name)? = call.arguments["Template"] else { return nil }
        return starter.template(name)
    }

    private func startJob(_ call: MethodCall) throws(Fault) -> MethodResult {
        guard case .string(let template)? = call.arguments["Template"] else {
            throw Fault(.invalidParameter(), "StartJob needs Template, the name of a job template.")
        }
        var arguments: [String: [String]] = [:]
        if case .array(let given)? = call.arguments["Arguments"] {
            for case .string(let pair) in given.elements {
                guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                    throw Fault(
                        .invalidParameter(),
                        "An element of Arguments reads '\(pair.prefix(40))'; it must be name=value.")
                }
                arguments[String(pair[..<equals]), default: []].append(String(pair[pair.index(after: equals)...]))
            }
        }
        return try starter.result(
            of: call.method,
            starting: JobSubmission(
                template: template, owner: call.principal.name, arguments: arguments,
                origin: call.object?.path.text))
    }

    private func getOutput(_ call: MethodCall) throws(Fault) -> MethodResult {
        guard case .reference(let path)? = call.arguments["Job"],
            case .string(let instanceID)? = path.keys.first(where: { $0.name == "InstanceID" })?.value
        else { throw Fault(.invalidParameter(), "GetOutput needs Job, a reference to a job with its InstanceID.") }
        let stream: JobOutputStream
        switch call.arguments["Stream"] {
        case nil, .uint16(1)?: stream = .standardOutput
        case .uint16(2)?: stream = .standardError
        default:
            throw Fault(.invalidParameter(), "Stream is 1 for standard output or 2 for standard error.")
        }
        var offset: UInt64 = 0
        if case .uint64(let given)? = call.arguments["Offset"] { offset = given }
        var length = Self.outputLimit
        if case .uint32(let given)? = call.arguments["Length"] { length = min(given, length) }
        // Who may not read the job is told the same as of one that is not there.
        guard call.instance(path) != nil else { throw .noSuchInstance("the job") }
        let key = JobKey(namespace: path.namespace, instanceID: instanceID)
        // The state before the output: what a job that has ended wrote is complete.
        let isOver = try fault { () throws(JobError) in try engine.job(key) }?.state.isFinal ?? true
        let output = try fault { () throws(JobError) in
            try engine.output(key, stream: stream, offset: Int(clamping: offset), length: Int(length))
        }
        let mayGoOn = !isOver || output.offset + output.bytes.count < output.total
        let part = OutputText(output.bytes, mayGoOn: mayGoOn)
        return MethodResult(
            returnValue: .uint32(0),
            outputs: [
                "Output": .string(part.text), "NextOffset": .uint64(UInt64(output.offset + part.byteCount)),
                "TotalLength": .uint64(UInt64(output.total)),
            ])
    }

    private func service(_ cimClass: CIMClass) -> CIMInstance {
        CIMInstance(
            cimClass,
            setting: [
                ("CreationClassName", .string("Winch_JobService")), ("Name", .string("Winch")),
                ("SystemCreationClassName", .string("CIM_ComputerSystem")),
                ("SystemName", .string(configuration.hostName)),
                ("Caption", .string("Winch job service")), ("Started", .boolean(true)),
            ])
    }

    private func templates(_ cimClass: CIMClass) -> [CIMInstance] {
        engine.templates.map { template in
            let methods = configuration.bindings.filter { $0.template == template.name }.map {
                "\($0.namespace):\($0.className).\($0.method)"
            }
            return CIMInstance(
                cimClass,
                setting: [
                    ("Name", .string(template.name)), ("Description", .string(template.description)),
                    ("JobNamespace", .string(template.namespace)), ("JobClass", .string(template.className)),
                    ("JobType", template.jobType.map { .uint16(UInt16(clamping: $0)) }),
                    ("Runner", .string(template.runner.name)), ("Cancellable", .boolean(template.cancellable)),
                    ("TimeoutPeriod", template.timeout.map { .interval($0) }),
                    ("TimeBeforeRemoval", .interval(template.timeBeforeRemoval)),
                    ("Priority", .uint32(UInt32(clamping: template.priority))),
                    ("DeleteOnCompletion", .boolean(template.deleteOnCompletion)),
                    ("BoundMethods", .array(.strings(methods))),
                ])
        }
    }
}

extension RunnerSpecification {
    fileprivate var name: String {
        switch self {
        case .process: "process"
        case .simulated: "simulated"
        }
    }
}

extension CIMInstance {
    /// An instance with these properties; a name the class does not declare (in this Windows build) is left out.
    init(_ cimClass: CIMClass, setting values: [(CIMName, CIMValue?)]) {
        self.init(cimClass)
        for (name, value) in values where cimClass.property(name) != nil {
            try? set(name, value)
        }
    }
}
