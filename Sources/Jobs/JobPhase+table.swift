public import Platform

/// What can happen to a job: requests of clients, and what its runner sees.
public enum JobEvent: Sendable, Hashable {
    /// Requested, or due by its schedule.
    case start
    case suspend
    case terminate
    case kill
    case service
    /// The runner has it going.
    case started
    /// The runner says where the work stands (a simulated step, a question to the client).
    case reported(JobPhase.Live)
    /// The work is over by itself; `end` is how that counts when nobody had asked for another end.
    case finished(JobPhase.End, JobPhase.Exit?)
    /// The work cannot go on: not startable, out of time, or lost sight of. Counts whatever was asked before.
    case failed(JobPhase.Exit?)
    /// A failed attempt is followed by another (RecoveryAction 4).
    case rerun
    /// A run is over, and the next is due then.
    case recur(Timestamp)
}

/// The event does not apply to the phase the job is in.
public struct InvalidTransition: Error, Sendable, Hashable, CustomStringConvertible {
    public let from: JobState
    public let event: JobEvent

    public var description: String { "a job that is \(from) cannot take \(event)" }
}

extension JobPhase {
    /// The phase after `event`. An event that leads to where the job already is gives the same phase, `since` unmoved.
    ///
    /// | event | from | to |
    /// |---|---|---|
    /// | start | New, Suspended, Service | Starting |
    /// | suspend | New, Starting, Running | Suspended |
    /// | terminate | New and all live but Shutting Down | Shutting Down, then Terminated |
    /// | kill | New and all live | Shutting Down, then Killed |
    /// | service | Suspended, Exception | Service |
    /// | rerun | Exception | Starting |
    /// | recur | Completed, with warnings or without, Exception | New |
    ///
    /// - Throws: `InvalidTransition` when the table has no such row.
    public func next(on event: JobEvent, at now: Timestamp) throws(InvalidTransition) -> JobPhase {
        switch (self, event) {
        case (.waiting, .start), (.live(.suspended, _), .start), (.live(.service, _), .start):
            return .live(.starting, since: now)

        case (.waiting, .suspend), (.live(.starting, _), .suspend), (.live(.running, _), .suspend):
            return .live(.suspended, since: now)

        case (.live(.shuttingDown, _), .terminate): throw refused(event)
        case (.waiting, .terminate), (.live, .terminate):
            return .live(.shuttingDown(toward: .terminated), since: now)

        // Shutting Down already: only where that leads changes, so the time of the last change stays.
        case (.live(.shuttingDown, let since), .kill): return .live(.shuttingDown(toward: .killed), since: since)
        case (.waiting, .kill), (.live, .kill): return .live(.shuttingDown(toward: .killed), since: now)

        case (.live(.suspended, _), .service), (.ended(.exception, _, _), .service): return .live(.service, since: now)

        case (.live(.starting, _), .started): return .live(.running, since: now)

        case (.live(let live, let since), .reported(let next)):
            guard live.mayReport, next.isReportable else { throw refused(event) }
            return live == next ? .live(live, since: since) : .live(next, since: now)

        // Exit 0 after Terminate is Terminated: what was asked for decides.
        case (.live(.shuttingDown(toward: .terminated), _), .finished(_, let exit)):
            return .ended(.terminated, exit, at: now)
        case (.live(.shuttingDown(toward: .killed), _), .finished(_, let exit)): return .ended(.killed, exit, at: now)
        case (.live, .finished(let end, let exit)): return .ended(end, exit, at: now)

        case (.live, .failed(let exit)), (.waiting, .failed(let exit)): return .ended(.exception, exit, at: now)

        // Within the transaction that stores an end: nobody gets to see that a job comes back from one.
        case (.ended(.exception, _, _), .rerun): return .live(.starting, since: now)
        case (.ended(.completed, _, _), .recur(let due)), (.ended(.completedWithWarnings, _, _), .recur(let due)),
            (.ended(.exception, _, _), .recur(let due)):
            return .waiting(due: due)

        case (.waiting, .service), (.waiting, .started), (.waiting, .reported), (.waiting, .finished),
            (.waiting, .rerun), (.waiting, .recur), (.live, .rerun), (.live, .recur),
            (.live, .start), (.live, .suspend), (.live, .service), (.live, .started),
            (.ended, _):
            throw refused(event)
        }
    }

    private func refused(_ event: JobEvent) -> InvalidTransition { InvalidTransition(from: state, event: event) }
}

extension JobPhase.Live {
    /// States in which a runner's own word counts; in the others a client has decided.
    fileprivate var mayReport: Bool {
        switch self {
        case .starting, .running, .queryPending, .shuttingDown(toward: .completed): true
        case .suspended, .shuttingDown, .service: false
        }
    }

    fileprivate var isReportable: Bool { mayReport }
}
