internal import CIM
internal import HTTPMessage
internal import Jobs
internal import SOAP

/// A method of the inventory that starts a job: the configuration binds the two.
public struct MethodBinding: Sendable, Hashable {
    public let namespace: String
    public let className: String
    public let method: String
    /// The name of the job template that runs.
    public let template: String
    /// The input parameter whose value becomes the job's InstanceID (MSPS: `MachineID`); nil for a new GUID.
    public let instanceIDParameter: String?

    public init(
        namespace: String, className: String, method: String, template: String, instanceIDParameter: String? = nil
    ) {
        self.namespace = namespace
        self.className = className
        self.method = method
        self.template = template
        self.instanceIDParameter = instanceIDParameter
    }
}

/// Starts the job that a bound method stands for, and answers as the method's signature wants it.
struct JobStarter: Sendable {
    let engine: JobEngine
    let jobs: JobProvider
    private let bindings: [MethodBinding]

    init(engine: JobEngine, jobs: JobProvider, bindings: [MethodBinding]) {
        self.engine = engine
        self.jobs = jobs
        self.bindings = bindings
    }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult {
        guard let binding = binding(of: call) else { throw .methodNotServed(call) }
        let submission = JobSubmission(
            template: binding.template, owner: call.principal.name, arguments: arguments(of: call, for: binding.template),
            instanceID: try instanceID(binding, call), target: call.object?.path.text)
        return try result(of: call.method, starting: submission)
    }

    /// Starts a job and names it in the method's out parameter: a reference with 4096, or (MSPS) the embedded job with 0.
    func result(of method: CIMMethod, starting submission: JobSubmission) throws(Fault) -> MethodResult {
        let job = try fault { () throws(JobError) in try engine.submit(submission) }
        guard let instance = jobs.instance(of: job) else {
            throw Fault(
                .internalError(),
                "The job \(job.key.instanceID) was started, but its class \(job.className) is not known in "
                    + "\(job.key.namespace) of this Windows build.")
        }
        guard let output = method.parameters.first(where: { $0.isOut && $0.carriesJob }) else {
            return MethodResult(returnValue: .uint32(0))
        }
        if output.type == .reference {
            return MethodResult(returnValue: .uint32(4096), outputs: [output.name: .reference(instance.path)])
        }
        return MethodResult(returnValue: .uint32(0), outputs: [output.name: .instance(instance)])
    }

    private func binding(of call: MethodCall) -> MethodBinding? {
        bindings.first { binding in
            CIMName(binding.namespace) == CIMName(call.namespace.name) && CIMName(binding.method) == call.method.name
                && call.cimClass.isA(CIMName(binding.className))
        }
    }

    private func instanceID(_ binding: MethodBinding, _ call: MethodCall) throws(Fault) -> String? {
        guard let parameter = binding.instanceIDParameter else { return nil }
        guard case .string(let text)? = call.arguments[CIMName(parameter)], !text.isEmpty else {
            throw Fault(
                .invalidParameter(),
                "\(call.method.name) needs a value for \(parameter): it becomes the job's InstanceID.")
        }
        return text
    }

    /// The arguments as text. A reference also gives its keys as `Parameter.Key`, so that a template can use one of them.
    /// What the template does not declare is not passed on: a method may take more than its job needs.
    private func arguments(of call: MethodCall, for template: String) -> [String: [String]] {
        let parameters = engine.templates.first { CIMName($0.name) == CIMName(template) }?.parameters ?? []
        let declared = Set(parameters.map { CIMName($0.name) })
        var arguments: [String: [String]] = [:]
        for (name, value) in call.arguments {
            switch value {
            case .array(let array): arguments[name.spelling] = array.elements.map(\.text)
            case .reference(let path):
                arguments[name.spelling] = [path.text]
                for key in path.keys { arguments["\(name.spelling).\(key.name.spelling)"] = [key.value.text] }
            default: arguments[name.spelling] = [value.text]
            }
        }
        return arguments.filter { declared.contains(CIMName($0.key)) }
    }
}

extension CIMParameter {
    /// Whether this parameter hands out a job: a reference to one, or one embedded.
    fileprivate var carriesJob: Bool {
        guard let carried = type == .reference ? referenceClass : embeddedClass else { return false }
        return carried.spelling.lowercased().hasSuffix("job")
    }
}
