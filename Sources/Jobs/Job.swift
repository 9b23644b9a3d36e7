public import Platform

/// A job as it stood at one moment: a value, complete in itself.
///
/// Everything is stored; only ElapsedTime and PercentComplete depend on the time of reading.
public struct Job: Sendable, Hashable {
    /// The place in every listing; grows, is never used again. 0 before the job is stored.
    public var rowID: Int64
    public var key: JobKey
    public var className: String
    /// The template's name.
    public var template: String
    /// The user who submitted it.
    public var owner: String
    public var name: String
    public var caption: String = ""
    public var description: String = ""
    public var elementName: String = ""
    public var jobType: Int?

    public var phase: JobPhase
    /// Nil while the state has never changed; CIM's all-zero interval.
    public var lastStateChange: Timestamp?
    public var submitted: Timestamp
    public var scheduledStart: Timestamp?
    public var started: Timestamp?
    public var ended: Timestamp?
    /// When an ended job is removed, on the steady clock; nil when it has not ended or stays until a client deletes it.
    /// Counted from when the end became known, so that an end during a stop of the service can be read as well.
    public var removal: Timestamp?
    /// Times the work was handed to its runner, in all runs.
    public var attempt: Int = 0
    /// Whether its runner has it: it has a place and an attempt that is not over.
    public var isHandedOver = false
    /// Runs that are over.
    public var runs: Int = 0
    /// Attempts of the present run that failed and were followed by another.
    public var reruns: Int = 0
    /// When the next attempt of the present run is due, on the steady clock; of a New job, since when it has waited for a
    /// place, where that has to be told from a missed time.
    public var retry: Timestamp?

    /// How far the work is, and how that goes on by itself.
    public var progress = JobProgress()
    /// JobStatus.
    public var status: String = ""
    /// Warnings of the program, in its order.
    public var warnings: [String] = []

    public var priority: Int = 0
    /// The user to tell when it ends.
    public var notify: String?
    public var cancellable: Bool = true
    public var deleteOnCompletion: Bool = true
    public var timeBeforeRemoval: Duration = .seconds(300)

    /// JobRunTimes: 1 is once, 0 without limit.
    public var runTimes: Int = 1
    /// 0 is January.
    public var runMonth: Int?
    public var runDay: Int?
    public var runDayOfWeek: Int?
    /// After midnight.
    public var runStartInterval: Duration?
    /// 1 local, 2 UTC.
    public var localOrUTC: Int?
    /// Nil is forever; CIM's all nines.
    public var untilTime: Timestamp?
    public var recoveryAction: Int = 2

    /// Set exactly when the last run ended badly.
    public var error: JobFailure?
    /// Properties of its class beyond those of every job, in text form; by the spelling of the template or program.
    public var properties: [String: [String]] = [:]
    /// The submission's arguments.
    public var arguments: [String: [String]] = [:]
    /// The path of the element it works on.
    public var target: String?
    /// The path of the object whose method started it.
    public var origin: String?

    public init(
        rowID: Int64 = 0, key: JobKey, className: String, template: String, owner: String, name: String,
        phase: JobPhase,
        submitted: Timestamp
    ) {
        self.rowID = rowID
        self.key = key
        self.className = className
        self.template = template
        self.owner = owner
        self.name = name
        self.phase = phase
        self.submitted = submitted
    }

    public var state: JobState { phase.state }

    /// The exit code of its process, 128 + the signal when killed by one.
    public var exitCode: Int? {
        if case .ended(_, let exit, at: _) = phase { exit?.code } else { nil }
    }

    /// ElapsedTime: how long it has been executing, time in Suspended not counted; frozen at its end.
    ///
    /// - Parameter now: on the steady clock: `JobEngine.steady(at:)`.
    public func elapsed(at now: Timestamp) -> Duration { progress.elapsed(at: now) }

    /// PercentComplete: 100 exactly when it ended well.
    public func percentComplete(at now: Timestamp) -> Int {
        if case .ended(let end, _, at: _) = phase, end.isGood { return 100 }
        return progress.percent(at: now)
    }
}

/// Why a job ended badly: ErrorCode, ErrorDescription, ErrorSummaryDescription.
public struct JobFailure: Error, Sendable, Hashable {
    /// 1 to 65535. A process's exit code as it is (128 + the signal when killed by one); else a number of Hyper-V's table.
    public var code: Int
    public var description: String
    public var summary: String

    public init(code: Int, description: String, summary: String) {
        self.code = code
        self.description = description
        self.summary = summary
    }
}
