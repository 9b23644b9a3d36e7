/// How much is kept of jobs that are removed, and of the earlier attempts of those that run again.
public struct HistoryLimits: Sendable, Hashable {
    /// How long a removed job is kept with its output; zero keeps none.
    public var age: Duration
    /// Removed jobs kept.
    public var jobs: Int
    /// Attempts kept of one job, with their output.
    public var attempts: Int

    public init(age: Duration = .seconds(7 * 86_400), jobs: Int = 500_000, attempts: Int = 20) {
        self.age = age
        self.jobs = jobs
        self.attempts = attempts
    }
}
