internal import CIM
internal import Jobs

/// The CIM_Error (Msvm_Error in Hyper-V's namespaces) that tells how a job failed or who stopped it.
enum JobErrorInstance {
    static func make(of job: Job, failure: JobFailure, shown: CIMInstance, schema: CIMSchema) -> CIMInstance? {
        guard let errorClass = errorClass(for: job.key.namespace, schema) else { return nil }
        let isStopped = job.state == .terminated || job.state == .killed
        let cause = cause(of: job, failure, isStopped: isStopped)
        let values: [(CIMName, CIMValue)] = [
            ("ErrorType", .uint16(isStopped ? 1 : 4)),  // Other: a client's wish; Software Error
            ("OtherErrorType", .string(isStopped ? "Stopped by request" : "")),
            ("OwningEntity", .string("Winch")),
            ("MessageID", .string("\(failure.code)")),
            ("Message", .string(failure.description)),
            ("MessageArguments", .array(.strings([job.key.instanceID, job.template]))),
            ("PerceivedSeverity", .uint16(isStopped ? 2 : 6)),  // Information; Critical
            ("ProbableCause", .uint16(cause.number)),
            ("ProbableCauseDescription", .string(cause.text)),
            ("RecommendedActions", .array(.strings([cause.advice]))),
            ("ErrorSource", .string(shown.path.text)),
            ("ErrorSourceFormat", .uint16(0)),  // Unknown: what Hyper-V always says
            ("CIMStatusCode", .uint32(cause.status)),
            ("CIMStatusCodeDescription", .string(failure.summary)),
        ]
        var error = CIMInstance(errorClass)
        for (name, value) in values where value != .string("") {
            try? error.set(name, value)
        }
        return error
    }

    /// Numbers of ProbableCause and CIMStatusCode, and what to do.
    private struct Cause {
        var number: UInt16
        var text: String
        var status: UInt32 = 1  // CIM_ERR_FAILED
        var advice: String
    }

    /// By the codes that the engine gives an end that is no program's own (Hyper-V's table).
    private static func cause(of job: Job, _ failure: JobFailure, isStopped: Bool) -> Cause {
        if isStopped {
            return Cause(number: 1, text: failure.summary, advice: "Start the job anew if its work is still wanted.")
        }
        return switch failure.code {
        case 32769:
            Cause(
                number: 65, text: "Unauthorized access", status: 2,
                advice: "Let the program be run by the service's user, or by the one its template names.")
        case 32771:
            Cause(
                number: 48, text: "Software program abnormally terminated",
                advice: "Look whether the program still runs before the job is started anew.")
        case 32772:
            Cause(
                number: 111, text: "Timeout", advice: "Give the job's template a longer timeout, or the job less to do."
            )
        case 32778: Cause(number: 44, text: "Resource at or nearing capacity", advice: "Let the host have more memory.")
        case 32779:
            Cause(
                number: 57, text: "Underlying resource unavailable", status: 6,
                advice: "Install the program that the job's template names, or correct its path.")
        default:
            Cause(
                number: 47, text: "Software error",
                advice: "Read the job's output (Winch_JobService.GetOutput), mend what it tells of, start the job anew."
            )
        }
    }

    /// Hyper-V has its own subclass; the iSCSI target names CIM_Error without defining it, so another namespace lends it.
    private static func errorClass(for namespace: String, _ schema: CIMSchema) -> CIMClass? {
        let own = schema.namespace(namespace)
        return own?.cimClass("Msvm_Error") ?? own?.cimClass("CIM_Error")
            ?? schema.namespace("root/MSPS")?.cimClass("CIM_Error")
    }
}
