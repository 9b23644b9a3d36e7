internal import Platform

/// What does the work of a template's jobs, and what that means for the job's record.
///
/// The functions that change a `Job` run inside the transaction that stores it; `act` comes after the commit.
protocol JobRunner: Sendable {
    /// The job, which is Starting, has its place: work begins.
    func begin(_ job: inout Job, at now: Moment) throws(InvalidTransition)
    /// The job, which was Suspended and is Starting, goes on.
    func resume(_ job: inout Job, at now: Moment) throws(InvalidTransition)
    /// The job is Shutting Down on a client's request.
    func end(_ job: inout Job, at now: Moment) throws(InvalidTransition)
    /// When the job next changes by the passing of time alone, on the steady clock.
    func due(_ job: Job) -> Timestamp?
    /// Makes all changes that were due until `now`.
    func advance(_ job: inout Job, until now: Moment) throws(InvalidTransition)
    /// Does what the stored record says shall be.
    func act(_ action: RunnerAction, on job: Job)
}

/// What a committed change asks of the runner.
enum RunnerAction: Sendable, Hashable {
    case launch
    case suspend
    case resume
    case terminate
    case kill
    /// The end of the attempt is on disk: nothing of the runner's own record is needed any more.
    case forget
    /// Take up again what went on while the service was away.
    case recover
}

extension RunnerAction {
    /// What follows from a change of the record; nil when nothing does.
    init?(_ change: JobChange) {
        guard let job = change.after?.job else { return nil }
        let previous = change.before?.job
        if job.attempt > (previous?.attempt ?? 0) {
            self = .launch
            return
        }
        guard let previous, previous.isHandedOver else { return nil }
        guard job.isHandedOver else {
            self = .forget
            return
        }
        guard previous.phase != job.phase else { return nil }
        switch job.phase {
        case .live(.suspended, _): self = .suspend
        case .live(.starting, _) where previous.state == .suspended: self = .resume
        case .live(.running, _) where previous.state == .suspended: self = .resume
        case .live(.shuttingDown(toward: .terminated), _): self = .terminate
        case .live(.shuttingDown(toward: .killed), _): self = .kill
        case .waiting, .live, .ended: return nil
        }
    }
}
