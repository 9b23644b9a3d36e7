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
        let references = References(call)
        let submission = JobSubmission(
            template: binding.template, owner: call.principal.name,
            arguments: arguments(of: call, references, for: binding.template),
            instanceID: try instanceID(binding, call), target: references.first?.text ?? call.object?.path.text,
            origin: call.object?.path.text)
        return try result(of: call.method, starting: submission)
    }

    /// The template that a call of a bound method starts.
    func template(startedBy call: MethodCall) -> StartedTemplate? {
        binding(of: call).flatMap { template($0.template) }
    }

    /// The template of that name, whatever its case.
    func template(_ name: String) -> StartedTemplate? {
        engine.templates.first { CIMName($0.name) == CIMName(name) }.map {
            StartedTemplate(name: $0.name, namespace: $0.namespace, className: $0.className)
        }
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

    /// The arguments that the template declares, as text. `Parameter.Property` is a property of the instance that a
    /// reference names.
    private func arguments(
        of call: MethodCall, _ references: References, for template: String
    ) -> [String: [String]] {
        let declared = engine.templates.first { $0.name == template }?.parameters ?? []
        var arguments: [String: [String]] = [:]
        for parameter in declared {
            let parts = parameter.name.split(separator: ".", maxSplits: 1).map { CIMName(String($0)) }
            let value =
                parts.count == 2
                ? references.property(parts[1], of: parts[0]) : parts.first.flatMap { call.arguments[$0] }
            switch value {
            case nil: break
            case .array(let array)?: arguments[parameter.name] = array.elements.map(\.text)
            case let value?: arguments[parameter.name] = [value.text]
            }
        }
        return arguments
    }
}

/// The references among a call's arguments and what they lead to. One that leads nowhere keeps the keys it was sent with.
private struct References {
    private var found: [(parameter: CIMName, path: CIMObjectPath, instance: CIMInstance?)] = []

    init(_ call: MethodCall) {
        for parameter in call.method.parameters {
            guard case .reference(let path)? = call.arguments[parameter.name] else { continue }
            let instance = call.instance(path)
            found.append((parameter.name, instance?.path ?? path, instance))
        }
    }

    /// What the job works on: the first of the method's references.
    var first: CIMObjectPath? { found.first?.path }

    func property(_ name: CIMName, of parameter: CIMName) -> CIMValue? {
        guard let reference = found.first(where: { $0.parameter == parameter }) else { return nil }
        return reference.instance?[name] ?? reference.path[key: name]
    }
}

extension CIMParameter {
    /// Whether this parameter hands out a job: a reference to one, or one embedded.
    fileprivate var carriesJob: Bool {
        guard let carried = type == .reference ? referenceClass : (isObject ? embeddedClass : nil) else { return false }
        return carried.spelling.lowercased().hasSuffix("job")
    }
}
