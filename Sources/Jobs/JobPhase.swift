public import Platform

/// Where a job stands, with what belongs to each state and to no other.
///
/// `next(on:at:)` is the one table of transitions (CIM_ConcreteJob's MOF and the pages of its Hyper-V subclasses); there is
/// no other way for a job to change its state.
public enum JobPhase: Sendable, Hashable {
    /// New: not started, or between two runs. It starts by itself at `due`, and when a place is free.
    case waiting(due: Timestamp?)
    /// Between start and end.
    case live(Live, since: Timestamp)
    /// Ended. `Exit` is what the process left, where there was one.
    case ended(End, Exit?, at: Timestamp)

    /// What a job that has begun and not ended is at.
    public enum Live: Sendable, Hashable {
        case starting
        case running
        case suspended
        /// On the way to an end that is settled already.
        case shuttingDown(toward: End)
        case service
        case queryPending
    }

    /// How a job ended.
    public enum End: Sendable, Hashable {
        case completed
        case completedWithWarnings
        case terminated
        case killed
        case exception
    }

    /// How a process ended: by itself with a code, or by a signal.
    public enum Exit: Sendable, Hashable {
        case code(Int)
        case signal(Int)

        /// The code a shell would show: 128 + the signal when killed by one.
        public var code: Int {
            switch self {
            case .code(let code): code
            case .signal(let signal): 128 + signal
            }
        }
    }

    public var state: JobState {
        switch self {
        case .waiting: .new
        case .live(let live, since: _): live.state
        case .ended(let end, _, at: _): end.state
        }
    }

    /// Whether nothing can change the state any more.
    public var isEnded: Bool {
        if case .ended = self { true } else { false }
    }
}

extension JobPhase.Live {
    public var state: JobState {
        switch self {
        case .starting: .starting
        case .running: .running
        case .suspended: .suspended
        case .shuttingDown: .shuttingDown
        case .service: .service
        case .queryPending: .queryPending
        }
    }
}

extension JobPhase.End {
    public var state: JobState {
        switch self {
        case .completed: .completed
        case .completedWithWarnings: .completedWithWarnings
        case .terminated: .terminated
        case .killed: .killed
        case .exception: .exception
        }
    }

    /// Whether the work was done: what makes PercentComplete 100 and ErrorCode 0.
    public var isGood: Bool { self == .completed || self == .completedWithWarnings }
}
