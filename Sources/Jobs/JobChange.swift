public import Platform

/// Something that happened to a job, told after it is durable.
public struct JobChange: Sendable {
    let before: StoredJob?
    let after: StoredJob?
    /// Its place in the change log: 1 is the first. 0 before it is written.
    public internal(set) var number: Int64 = 0
    /// When it was written.
    public internal(set) var time = Timestamp(microseconds: 0)

    init(before: StoredJob?, after: StoredJob?) {
        self.before = before
        self.after = after
    }

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
