/// Something that happened to a job, told after it is durable.
public struct JobChange: Sendable {
    let before: StoredJob?
    let after: StoredJob?

    /// Nil when the job is new.
    public var previous: Job? { before?.job }
    /// Nil when the job is gone.
    public var current: Job? { after?.job }
}

/// A job as it is stored, shared: a `Job` is a large value, and many places hold the same one.
final class StoredJob: Sendable {
    let job: Job

    init(_ job: Job) { self.job = job }
}
