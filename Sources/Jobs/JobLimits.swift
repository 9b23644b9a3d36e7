/// Caps on everything that a client can make grow in the engine.
public struct JobLimits: Sendable, Hashable {
    /// Jobs in the store, ended ones included.
    public var jobs: Int
    /// Jobs in the store that one owner has.
    public var jobsPerOwner: Int
    /// Jobs not yet ended.
    public var unfinishedJobs: Int
    /// Jobs not yet ended that one owner has.
    public var unfinishedJobsPerOwner: Int
    /// Processes at a time; further process jobs stay Starting until one ends.
    public var runningProcesses: Int
    /// Jobs of every kind at a time, simulated ones included; further ones wait in the same way.
    public var runningJobs = 1_000_000
    /// Bytes of all arguments of one submission, names and values.
    public var argumentBytes: Int
    /// Arguments of one submission.
    public var argumentCount: Int
    /// Bytes of all properties of one job, what its program reports included.
    public var propertyBytes: Int
    /// Bytes one call of `output` returns at most.
    public var outputReadBytes: Int
    /// Job snapshots held in memory.
    public var cachedJobs: Int
    /// Inventory elements whose state jobs have changed.
    public var elements: Int
    /// What is kept of removed jobs.
    public var history = HistoryLimits()
    /// Changes that the change log keeps, and how long.
    public var changes = 10_000
    public var changeAge = Duration.seconds(86_400)

    public init(
        jobs: Int = 2_000_000, jobsPerOwner: Int = 1_500_000, unfinishedJobs: Int = 200_000,
        unfinishedJobsPerOwner: Int = 150_000, runningProcesses: Int = 256, argumentBytes: Int = 65_536,
        argumentCount: Int = 256, propertyBytes: Int = 262_144, outputReadBytes: Int = 262_144, cachedJobs: Int = 4096,
        elements: Int = 10_000
    ) {
        self.jobs = jobs
        self.jobsPerOwner = jobsPerOwner
        self.unfinishedJobs = unfinishedJobs
        self.unfinishedJobsPerOwner = unfinishedJobsPerOwner
        self.runningProcesses = runningProcesses
        self.argumentBytes = argumentBytes
        self.argumentCount = argumentCount
        self.propertyBytes = propertyBytes
        self.outputReadBytes = outputReadBytes
        self.cachedJobs = cachedJobs
        self.elements = elements
    }
}
