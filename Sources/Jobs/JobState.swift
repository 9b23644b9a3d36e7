/// Where a job stands: `CIM_ConcreteJob.JobState`, by its own numbers.
public enum JobState: Int, Sendable, Hashable, CaseIterable {
    case new = 2
    /// Called PendingBoot in root/MSPS.
    case starting = 3
    case running = 4
    case suspended = 5
    case shuttingDown = 6
    case completed = 7
    case terminated = 8
    case killed = 9
    case exception = 10
    case service = 11
    case queryPending = 12
    /// Hyper-V's vendor state: done and good, with something to tell.
    case completedWithWarnings = 32768

    /// Whether the job has ended and never leaves this state (save for service, where that is offered).
    public var isFinal: Bool {
        switch self {
        case .completed, .terminated, .killed, .exception, .completedWithWarnings: true
        case .new, .starting, .running, .suspended, .shuttingDown, .service, .queryPending: false
        }
    }
}

/// What a client may ask of a job: `CIM_ConcreteJob.RequestStateChange`'s RequestedState.
///
/// These are not the numbers of `JobState`: Start (2) leads to Running (4), Terminate (4) to Terminated (8).
public enum RequestedJobState: Int, Sendable, Hashable, CaseIterable {
    case start = 2
    case suspend = 3
    case terminate = 4
    case kill = 5
}

/// How far a request has come when it is answered.
public enum JobRequestOutcome: Sendable, Hashable {
    /// The job has reached the state.
    case done
    /// Accepted; the job is on its way (4096 in the CIM classes).
    case started
}
