public import Platform

/// Why the engine did not do what it was asked. Nothing has changed when one is thrown.
public enum JobError: Error, Sendable, Hashable {
    /// No job of that name: never made, or removed after its time.
    case notFound
    /// No template of that name is configured.
    case unknownTemplate(String)
    /// The job's state does not allow the request.
    case invalidTransition(from: JobState, RequestedJobState)
    /// The template says that clients cannot end this job.
    case notCancellable
    /// A time limit on the transition was asked for; the engine keeps none (4098 in the CIM classes).
    case timeoutNotSupported
    /// Someone else is changing or using the job; the same request may do later.
    case busy(String)
    /// Something in the submission or request is wrong: what, and what would be right.
    case invalidArgument(String)
    /// A configured limit is reached: which one.
    case limit(Limit, String)
    /// A template or an option is wrong; found when the engine starts.
    case configuration(String)
    /// The store or the data directory failed: what that means and how it becomes good again, for anybody; and, for the
    /// service's own log and console alone, where it was, what was attempted and the system's text.
    case store(String, detail: String)
    /// The engine is stopping or has not started.
    case stopped
}

extension JobError: CustomStringConvertible {
    /// A sentence for people: what was wrong and what to do.
    public var description: String {
        switch self {
        case .notFound:
            "There is no such job: it never existed, or it was removed after its end. List the jobs to see which there are."
        case .unknownTemplate(let name):
            "There is no job template named \"\(name)\". List Winch_JobTemplate to see which there are."
        case .invalidTransition(let state, let request):
            "A job that is \(state) cannot be asked to \(request). Read JobState first."
        case .notCancellable: "This job cannot be cancelled: its template says Cancellable is false."
        case .timeoutNotSupported: "A TimeoutPeriod is not supported here: leave it out, or send zero."
        case .busy(let reason), .invalidArgument(let reason), .limit(_, let reason), .configuration(let reason):
            reason
        case .store(let reason, let detail): "\(reason) [\(detail)]"
        case .stopped: "The job engine is stopping. Try again when the service is back."
        }
    }
}
