internal import CIM
internal import Jobs
internal import SOAP

// How what goes wrong below becomes a fault, each in one place.

/// Numbers of Windows that the table of faults does not give, because they tell more than the subcode.
enum WindowsNumber {
    /// ERROR_WSMAN_ENUMERATE_WMI_INVALID_KEY
    static let enumerateWithKey: UInt32 = 2_150_859_016
    /// ERROR_WSMAN_INVALID_URI_WMI_ENUM_WQL
    static let wqlNeedsAllClasses: UInt32 = 2_150_859_003
    /// ERROR_WSMAN_QUOTA_MAX_OPERATIONS
    static let quotaOperations: UInt32 = 2_150_859_174
    /// ERROR_WSMAN_QUOTA_USER
    static let quotaUser: UInt32 = 2_150_859_175
}

extension Fault {
    /// A well-formed address of nothing, with Windows' number for "resource not found".
    static func noSuchInstance(_ what: String) -> Fault {
        Fault(
            .destinationUnreachable(.resourceNotFound),
            "There is no such instance: \(what). It never existed, or was removed some time after its end. "
                + "Enumerate the class to see what is there.")
    }

    /// The same of an instance of which it is known what became of it.
    static func noSuchInstance(_ farewell: Farewell) -> Fault {
        Fault(.destinationUnreachable(.resourceNotFound), farewell.sentence + " It can no longer be read.")
    }

    static func methodNotServed(_ call: MethodCall) -> Fault {
        Fault(
            .actionNotSupported(action: "\(call.cimClass.name)/\(call.method.name)", .actionMismatch),
            "The method \(call.method.name) of \(call.cimClass.name) is declared, but nothing serves it here. To have it "
                + "start a job, bind it to a job template under `bindings` in the configuration.")
    }

    static func noSuchMethod(_ name: String, of cimClass: CIMClass, _ action: String) -> Fault {
        let methods = cimClass.methods.map(\.name.spelling).joined(separator: ", ")
        return Fault(
            .actionNotSupported(action: action),
            "\(cimClass.name) has no method \(name.prefix(200)). It has \(methods.isEmpty ? "none" : methods).")
    }

    static func noProvider(_ cimClass: CIMClass) -> Fault {
        Fault(
            .destinationUnreachable(.resourceNotFound),
            "There is no instance of \(cimClass.name) here, so there is nothing to call its methods on.")
    }

    static func notOffered(_ action: String) -> Fault {
        Fault(
            .actionNotSupported(action: action),
            "The action \(action.prefix(400)) is not offered. Those of WS-Transfer, WS-Enumeration and WS-Eventing "
                + "are, and the methods of the classes.")
    }

    /// Put, Create or Delete of what can only be read.
    static func notTransferable(_ action: String, _ cimClass: CIMClass) -> Fault {
        let verb = action.split(separator: "/").last ?? ""
        return Fault(
            .actionNotSupported(action: action, .actionMismatch),
            "\(verb) is not offered for instances of \(cimClass.name). Jobs can be created, deleted when they have "
                + "ended, and changed in the properties that their class marks as writable.")
    }

    /// The write of a property that is the service's to set (DSP0226 R7.9-2).
    static func readOnly(_ properties: [CIMName], of cimClass: CIMClass, writable: [CIMName], by action: String)
        -> Fault
    {
        let verb = properties.count == 1 ? "is" : "are"
        let names = properties.map(\.spelling).sorted().joined(separator: ", ").prefix(1000)
        let known = writable.map(\.spelling).sorted().joined(separator: ", ")
        return Fault(
            .actionNotSupported(action: action, .actionMismatch),
            (names.isEmpty
                ? "The body gives no property; of \(cimClass.name) "
                : "\(names) of \(cimClass.name) \(verb) read-only; ")
                + (known.isEmpty ? "nothing can be set." : "\(known) can be set."))
    }

    init(_ error: JobError) {
        switch error {
        case .notFound: self = .noSuchInstance("the job")
        case .limit(let limit, let reason): self = Fault(.quotaLimit, reason, limit: limit)
        case .unknownTemplate(let name):
            self = Fault(
                .invalidParameter(),
                "There is no job template \(name.prefix(200)). Enumerate Winch_JobTemplate to see them.")
        case .invalidArgument(let reason): self = Fault(.invalidParameter(), reason)
        case .busy(let reason): self = Fault(.concurrency, reason)
        case .store(let reason, let detail):
            self = Fault(.internalError(), reason)
            logDetail = detail
        case .invalidTransition, .notCancellable, .timeoutNotSupported, .configuration, .stopped:
            self = Fault(.internalError(), "\(error)")
        }
    }
}

/// Runs a call into the engine; its errors leave as faults.
func fault<Result>(_ body: () throws(JobError) -> Result) throws(Fault) -> Result {
    do { return try body() } catch { throw Fault(error) }
}
