internal import CIM
internal import Jobs

/// The CIM_Error (Msvm_Error in Hyper-V's namespaces) that tells how a job failed or who stopped it.
enum JobErrorInstance {
    static func make(of job: Job, shown: CIMInstance, schema: CIMSchema) -> CIMInstance? {
        guard let errorClass = errorClass(for: job.key.namespace, schema) else { return nil }
        let failure = job.error
        let message =
            failure?.description ?? "The job was \(job.state == .killed ? "killed" : "terminated") by a client."
        let values: [(CIMName, CIMValue)] = [
            ("ErrorType", .uint16(job.state == .exception ? 4 : 1)),  // Software Error; Other: a client's wish
            ("OtherErrorType", .string(job.state == .exception ? "" : "Stopped by request")),
            ("OwningEntity", .string("Winch")),
            ("MessageID", .string("\(failure?.code ?? 0)")),
            ("Message", .string(message)),
            ("PerceivedSeverity", .uint16(job.state == .exception ? 6 : 2)),  // Critical; Information
            ("ProbableCause", .uint16(0)),
            ("ErrorSource", .string(shown.path.text)),
            ("ErrorSourceFormat", .uint16(0)),  // Unknown: what Hyper-V always says
            ("CIMStatusCode", .uint32(1)),  // CIM_ERR_FAILED
            ("CIMStatusCodeDescription", .string(failure?.summary ?? message)),
        ]
        var error = CIMInstance(errorClass)
        for (name, value) in values where value != .string("") {
            try? error.set(name, value)
        }
        return error
    }

    /// Hyper-V has its own subclass; the iSCSI target names CIM_Error without defining it, so another namespace lends it.
    private static func errorClass(for namespace: String, _ schema: CIMSchema) -> CIMClass? {
        let own = schema.namespace(namespace)
        return own?.cimClass("Msvm_Error") ?? own?.cimClass("CIM_Error")
            ?? schema.namespace("root/MSPS")?.cimClass("CIM_Error")
    }
}
