internal import WSMan

/// JobState of CIM_ConcreteJob (DSP1103), with the one value that Hyper-V adds. What its numbers mean to a client.
public enum RemoteJobState: UInt16, CaseIterable, Hashable, Sendable {
    case new = 2
    case starting, running, suspended, shuttingDown, completed, terminated, killed, exception, service
    case queryPending
    case completedWithWarnings = 32768

    /// In lower case, words parted by a blank: `shutting down`.
    public var text: String {
        switch self {
        case .new: "new"
        case .starting: "starting"
        case .running: "running"
        case .suspended: "suspended"
        case .shuttingDown: "shutting down"
        case .completed: "completed"
        case .terminated: "terminated"
        case .killed: "killed"
        case .exception: "failed"
        case .service: "service"
        case .queryPending: "query pending"
        case .completedWithWarnings: "completed with warnings"
        }
    }

    /// Whether it stays so.
    public var isFinal: Bool {
        switch self {
        case .completed, .terminated, .killed, .exception, .completedWithWarnings: true
        case .new, .starting, .running, .suspended, .shuttingDown, .service, .queryPending: false
        }
    }

    /// Whether the job did what it should.
    public var isGood: Bool { self == .completed || self == .completedWithWarnings }
}

/// How a job stands, read from its instance: what every class of jobs has. A property that is missing or makes no
/// sense is nil.
public struct JobStatus: Hashable, Sendable {
    /// All properties, those of the job's own class too.
    public let instance: Representation

    public init(_ instance: Representation) { self.instance = instance }

    /// The job's key; nil when the reply has none.
    public var instanceID: String? { instance.text("InstanceID") }

    /// What people call the job: ElementName, else Caption, else Name, else its class.
    public var name: String {
        for property in ["ElementName", "Caption", "Name"] {
            if let text = instance.text(property), !text.isEmpty { return text }
        }
        return instance.name
    }

    /// nil for a number that a vendor made up.
    public var state: RemoteJobState? { stateNumber.flatMap { RemoteJobState(rawValue: $0) } }

    /// JobState as it came.
    public var stateNumber: UInt16? { instance.text("JobState").flatMap { UInt16($0) } }

    /// The state in words.
    public var stateText: String { state?.text ?? stateNumber.map { "state \($0)" } ?? "unknown" }

    /// 0 to 100.
    public var percentComplete: Int? {
        instance.text("PercentComplete").flatMap { Int($0) }.map { max(0, min(100, $0)) }
    }

    /// How long it has run.
    public var elapsed: Duration? { instance.text("ElapsedTime").flatMap { XSDDuration.parse($0) } }

    /// JobStatus: a text for people.
    public var text: String? { instance.text("JobStatus") }

    /// When a job that is new runs next, as the service writes it; nil where nothing is planned.
    public var nextRun: String? { state == .new ? instance.text("ScheduledStartTime") : nil }

    /// ErrorCode as the service tells it; nil where it is NULL or no number.
    public var errorCode: Int? { instance.text("ErrorCode").flatMap { Int($0) } }
    public var errorDescription: String? { instance.text("ErrorDescription") }

    /// Whether it will change no more.
    public var hasEnded: Bool { state?.isFinal ?? false }
    /// Whether it ended and did what it should: os-win asks for an ErrorCode of 0 as well.
    public var hasSucceeded: Bool { state?.isGood ?? false && (errorCode ?? 0) == 0 }
}
