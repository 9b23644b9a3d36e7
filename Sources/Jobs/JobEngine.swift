public import Platform

/// Runs jobs: durable before they are acknowledged, changed only through the table of phases.
///
/// Every call blocks its own thread until what it did is on disk; all may be called from any thread.
public final class JobEngine: Sendable {
    public let templates: [JobTemplate]
    public let limits: JobLimits

    /// - Parameters:
    ///   - supervisor: the path of `winch-supervisor`; nil looks beside the running program.
    ///   - onChange: told of every change after it is durable, in order; must not block or call the engine.
    public init(
        store: JobStore, templates: [JobTemplate], time: any TimeSource = SystemTime(),
        identifiers: any IdentifierSource = RandomIdentifiers(), log: Logger = .silent, limits: JobLimits = JobLimits(),
        supervisor: String? = nil, onChange: (@Sendable (JobChange) -> Void)? = nil
    ) {
        self.templates = templates
        self.limits = limits
    }

    /// Checks the templates and takes up the jobs that have not ended.
    ///
    /// - Throws: `JobError.configuration` for a wrong template; `JobError.store`.
    public func start() throws(JobError) { throw .stopped }

    /// Takes no more work, writes what is pending and lets go. Running processes go on and are found again.
    public func stop() {}

    /// Starts a job: durable, and Starting or Running, when this returns.
    public func submit(_ submission: JobSubmission) throws(JobError) -> Job { throw .stopped }

    /// The job of that name, or nil.
    public func job(_ key: JobKey) throws(JobError) -> Job? { throw .stopped }

    /// Up to `limit` jobs of the selection in order of `rowID`, those after `after` and not beyond `through`.
    public func jobs(_ selection: JobSelection, after: Int64, through: Int64, limit: Int) throws(JobError) -> [Job] {
        throw .stopped
    }

    /// How many jobs the selection holds up to `through`. Takes time proportional to the answer.
    public func count(_ selection: JobSelection, through: Int64) throws(JobError) -> Int { throw .stopped }

    /// The rowID of the newest job; a listing that goes through it sees no job that comes later.
    public func highWaterMark() throws(JobError) -> Int64 { throw .stopped }

    /// Asks a job to change its state.
    ///
    /// - Parameter timeout: nil or zero; the engine keeps no limit on transitions.
    /// - Throws: in this order `notFound`, `timeoutNotSupported`, `notCancellable`, `invalidTransition`.
    public func request(
        _ key: JobKey, _ change: RequestedJobState, timeout: Duration? = nil
    ) throws(JobError) -> JobRequestOutcome { throw .stopped }

    /// Removes an ended job with its output.
    ///
    /// - Throws: `notFound`; `busy` when it has not ended.
    public func remove(_ key: JobKey) throws(JobError) { throw .stopped }

    /// Bytes of a process's output from `offset`, `length` of them at most (and no more than the limit allows).
    public func output(
        _ key: JobKey, stream: JobOutputStream, offset: Int, length: Int
    ) throws(JobError) -> JobOutput { throw .stopped }

    /// What completed jobs have set on an inventory element: property name to value, by the element's path text.
    public func elementState(_ element: String) throws(JobError) -> [String: String] { throw .stopped }

    /// Does all that is due by now: what the engine's own thread does when its next time comes. For tests that set the clock.
    public func runDue() {}
}
