/// What a kind of job is: its class, its texts, and what runs it. Comes from the configuration, never from a client.
///
/// Texts may hold `{placeholders}`: the template's own parameters, and InstanceID, Owner, Template, Namespace, Class and
/// Target. A value is put in as it is, once; nothing in it is looked at again, and no shell ever sees it.
public struct JobTemplate: Sendable, Hashable {
    /// Unique among the templates, compared without regard to case.
    public var name: String
    /// Namespace and class of its jobs, for example `root/virtualization/v2` and `Msvm_ConcreteJob`.
    public var namespace: String
    public var className: String
    public var jobType: Int?
    public var caption: String
    public var description: String
    public var elementName: String
    /// What a submission may pass. A method's in-parameters are declared here by whoever binds it.
    public var parameters: [JobParameter]
    public var runner: RunnerSpecification
    /// Longest time to run, time in Suspended not counted; after it the job is Exception with 32772. Nil is no limit.
    public var timeout: Duration?
    /// From the polite signal of Terminate to the forced end.
    public var gracePeriod: Duration
    /// Whether clients may terminate and kill its jobs.
    public var cancellable: Bool
    /// How long an ended job stays readable.
    public var timeBeforeRemoval: Duration
    /// Whether an ended job is removed at all. Hyper-V removes its own, so this is true unless configured otherwise.
    public var deleteOnCompletion: Bool
    /// Lower is more urgent.
    public var priority: Int
    /// The user to tell when a job ends, unless its submission names another.
    public var notify: String?
    /// CIM_Job.RecoveryAction, when a run fails: 3 goes on with the next run of a recurring job, 4 tries the run again, 5
    /// starts a recovery job; else the job ends there.
    public var recoveryAction: Int
    /// What belongs to 4 and 5.
    public var recovery = JobRecovery()
    /// Properties of the job's class beyond those of every job; an element that is exactly one `{placeholder}` takes all
    /// values of the parameter.
    public var properties: [String: [String]]
    /// Properties of the submission's target that hold once a job has completed.
    public var effects: [String: String]
    /// Jobs of this template at a time; further ones stay Starting. Nil is no limit.
    public var maximumConcurrent: Int?
    /// JobStatus by state where the namespace has its own words (MSPS: Complete, InProgress, PendingBoot, Failed).
    public var statusTexts: [JobState: String]

    public init(
        name: String, namespace: String, className: String, jobType: Int? = nil, caption: String = "",
        description: String = "", elementName: String = "", parameters: [JobParameter] = [],
        runner: RunnerSpecification,
        timeout: Duration? = nil, gracePeriod: Duration = .seconds(10), cancellable: Bool = true,
        timeBeforeRemoval: Duration = .seconds(300), deleteOnCompletion: Bool = true, priority: Int = 0,
        recoveryAction: Int = 2, properties: [String: [String]] = [:], effects: [String: String] = [:],
        maximumConcurrent: Int? = nil, statusTexts: [JobState: String] = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.className = className
        self.jobType = jobType
        self.caption = caption
        self.description = description
        self.elementName = elementName
        self.parameters = parameters
        self.runner = runner
        self.timeout = timeout
        self.gracePeriod = gracePeriod
        self.cancellable = cancellable
        self.timeBeforeRemoval = timeBeforeRemoval
        self.deleteOnCompletion = deleteOnCompletion
        self.priority = priority
        self.recoveryAction = recoveryAction
        self.properties = properties
        self.effects = effects
        self.maximumConcurrent = maximumConcurrent
        self.statusTexts = statusTexts
    }
}

/// A value that a submission may pass to a template.
public struct JobParameter: Sendable, Hashable {
    /// Compared without regard to case.
    public var name: String
    public var isRequired: Bool
    /// What holds when the submission says nothing; empty is the empty text, or no element of an array.
    public var defaultValues: [String]

    public init(name: String, isRequired: Bool = false, defaultValues: [String] = []) {
        self.name = name
        self.isRequired = isRequired
        self.defaultValues = defaultValues
    }
}

/// What runs a template's jobs.
public enum RunnerSpecification: Sendable, Hashable {
    case process(ProcessSpecification)
    case simulated(SimulatedSpecification)
}

/// A program of this host. See Documentation/ProcessJobs.md.
public struct ProcessSpecification: Sendable, Hashable {
    /// Absolute path; run as it is, never through a shell.
    public var program: String
    /// The argument vector after the program's name. A placeholder's values become part of the one argument it stands
    /// in, several joined by commas.
    public var arguments: [String]
    /// The whole environment, beside WINCH_JOB and a WINCH_PARAM_<NAME> per argument.
    public var environment: [String: String]
    /// Absolute path; nil is `/`.
    public var workingDirectory: String?
    /// The user of this host that the program runs as, with the groups it has; nil is the service's own. Takes a service
    /// with the privilege to change users.
    public var user: String?
    /// Bytes kept of standard output and of standard error each: the first half and the last.
    public var outputLimit: Int

    public init(
        program: String, arguments: [String] = [], environment: [String: String] = [:], workingDirectory: String? = nil,
        user: String? = nil, outputLimit: Int = 1_048_576
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.outputLimit = outputLimit
    }
}

/// Work that only passes time, for testing clients.
public struct SimulatedSpecification: Sendable, Hashable {
    public var steps: [Step]
    public var outcome: Outcome

    public init(steps: [Step], outcome: Outcome = .completed) {
        self.steps = steps
        self.outcome = outcome
    }

    /// One stretch of a simulated job.
    public struct Step: Sendable, Hashable {
        /// Running unless said otherwise; Starting, Query Pending and Shutting Down are possible.
        public var state: JobState?
        /// PercentComplete at the end of the step; in between it grows from that of the step before.
        public var percent: Int
        /// JobStatus; empty keeps that of the step before.
        public var status: String
        public var duration: Duration

        public init(state: JobState? = nil, percent: Int, status: String = "", duration: Duration) {
            self.state = state
            self.percent = percent
            self.status = status
            self.duration = duration
        }
    }

    /// How a simulated job ends after its last step.
    public enum Outcome: Sendable, Hashable {
        case completed
        case completedWithWarnings
        /// Code is what ErrorCode says, 1 to 65535.
        case exception(code: Int, description: String)
        case terminated
    }
}
