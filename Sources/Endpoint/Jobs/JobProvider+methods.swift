internal import CIM
internal import Jobs
internal import Platform
internal import SOAP
internal import WSCIM

extension JobProvider {
    /// CIM_ConcreteJob.RequestStateChange. A bad parameter is reported before the timeout, that before the state
    /// (jobs whose state forbids the request are told so only when the request itself is sound).
    func requestStateChange(_ call: MethodCall, on key: JobKey) throws(Fault) -> MethodResult {
        let codes = JobMethodCodes(call.method)
        guard case .uint16(let number)? = call.arguments["RequestedState"] else {
            return MethodResult(returnValue: codes.code(.invalidParameter))
        }
        var hasTimeout = false
        if case .datetime(let timeout)? = call.arguments["TimeoutPeriod"] {
            guard timeout.isInterval else { return MethodResult(returnValue: codes.code(.invalidParameter)) }
            hasTimeout = timeout.microseconds != 0
        }
        let change: RequestedJobState
        switch number {
        case 2: change = .start
        case 3: change = .suspend
        case 4: change = .terminate
        case 5: change = .kill
        case 6: return MethodResult(returnValue: codes.code(hasTimeout ? .timeoutNotSupported : .notSupported))
        default: return MethodResult(returnValue: codes.code(.invalidParameter))
        }
        if hasTimeout { return MethodResult(returnValue: codes.code(.timeoutNotSupported)) }
        let outcome = try outcome { () throws(JobError) in try engine.request(key, change) }
        return MethodResult(returnValue: codes.code(outcome))
    }

    /// CIM_Job.KillJob: not supported by Hyper-V's own job classes (their pages say so), offered by all others.
    func killJob(_ call: MethodCall, on key: JobKey) throws(Fault) -> MethodResult {
        guard !call.cimClass.name.spelling.lowercased().hasPrefix("msvm_") else {
            return MethodResult(returnValue: .uint32(1))
        }
        let code: UInt32
        let outcome = try outcome { () throws(JobError) in
            if case .boolean(let removes)? = call.arguments["DeleteOnKill"] {
                return try engine.kill(key, removes: removes)
            }
            return try engine.request(key, .kill)
        }
        switch outcome {
        case .done, .started: code = 0
        case .notSupported: code = 1
        case .failed, .invalidParameter, .invalidState, .timeoutNotSupported, .busy: code = 4
        }
        return MethodResult(returnValue: .uint32(code))
    }

    private func outcome(
        _ request: () throws(JobError) -> JobRequestOutcome
    ) throws(Fault) -> JobMethodCodes.Outcome {
        do {
            return switch try request() {
            case .done: .done
            case .started: .started
            }
        } catch {
            switch error {
            case .invalidTransition: return .invalidState
            case .notCancellable: return .notSupported
            case .busy: return .busy
            case .invalidArgument: return .invalidParameter
            default: throw Fault(error)
            }
        }
    }

    /// CIM_ConcreteJob.GetError: NULL while all is well, else the error, in the form the namespace declares: an embedded
    /// object, or its CIM-XML text inside a string.
    func getError(_ call: MethodCall, of key: JobKey) throws(Fault) -> MethodResult {
        var result = MethodResult(returnValue: .uint32(0))
        if let error = try errorInstance(of: key) {
            result.outputs["Error"] = embedded(error, as: call.method, parameter: "Error")
        }
        return result
    }

    /// Msvm_ConcreteJob.GetErrorEx: the same as an array.
    func getErrors(_ call: MethodCall, of key: JobKey) throws(Fault) -> MethodResult {
        var result = MethodResult(returnValue: .uint32(0))
        if let error = try errorInstance(of: key) {
            let value = embedded(error, as: call.method, parameter: "Errors")
            result.outputs["Errors"] = (try? CIMArray(value.type, [value])).map { .array($0) }
        }
        return result
    }

    private func embedded(_ error: CIMInstance, as method: CIMMethod, parameter: CIMName) -> CIMValue {
        let declared = method.parameters.first { $0.name == parameter }
        return declared?.isObject == true ? .instance(error) : .string(CIMXML.text(of: error))
    }

    private func errorInstance(of key: JobKey) throws(Fault) -> CIMInstance? {
        guard let job = try fault({ () throws(JobError) in try engine.job(key) }), let shown = instance(of: job) else {
            throw .noSuchInstance("the job \(key.instanceID)")
        }
        // Between two runs it is that of the last (CIM_Job.ErrorCode).
        return job.error.flatMap { JobErrorInstance.make(of: job, failure: $0, shown: shown, schema: schema) }
    }
}
