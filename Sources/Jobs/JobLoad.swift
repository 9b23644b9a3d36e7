/// How many jobs a store holds.
public struct JobLoad: Sendable, Hashable {
    /// Ended ones included.
    public let jobs: Int
    public let unfinished: Int

    init(_ counts: JobCounts) {
        jobs = counts.all.jobs
        unfinished = counts.all.unfinished
    }
}
