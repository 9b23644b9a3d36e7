internal import Platform
internal import SQLite

/// What happened to jobs, in the order of commits: durable, numbered from 1, the oldest forgotten first.
///
/// The newest changes are in memory, where those who keep up read them; the others are read from the store. Every reader
/// has a place of its own, so that a slow one costs nothing and delays nobody.
public final class ChangeLog: Sendable {
    /// Tells this log from that of another store: the time it was begun, in microseconds.
    public let name: String
    private let capacity: Int
    private let age: Duration
    private let time: any TimeSource
    private let readers: JobReaders
    private let state: Lock<State>

    private struct State {
        /// The newest changes, in order and without a gap.
        var tail: [JobChange] = []
        var newest: Int64
    }

    /// Changes kept in memory.
    static let tailLength = 2048

    init(_ table: borrowing ChangeTable.Opening, limits: JobLimits, readers: JobReaders, time: any TimeSource) {
        name = table.name
        capacity = limits.changes
        age = limits.changeAge
        self.time = time
        self.readers = readers
        state = Lock(State(newest: table.newest))
    }

    /// Takes up what was committed. Called in the order of commits.
    func append(_ changes: [JobChange]) {
        guard let last = changes.last else { return }
        state.withLock { state in
            state.tail += changes
            // Cut seldom, so that a change costs the same however many are kept.
            if state.tail.count > 2 * Self.tailLength {
                state.tail.removeFirst(state.tail.count - Self.tailLength)
            }
            state.newest = last.number
        }
    }

    /// The number of the newest change; 0 before the first.
    public var newest: Int64 { state.withLock { $0.newest } }

    /// How many changes are kept at most of those there were.
    public var count: Int { Int(min(newest, Int64(capacity))) }

    /// Changes after a number, at most `limit` (it may be fewer although there are more); and how many between it and the
    /// first of them are forgotten.
    ///
    /// - Throws: `JobError.store`.
    public func read(after number: Int64, limit: Int) throws(JobError) -> (changes: [JobChange], lost: Int64) {
        let before = time.now + (.zero - age)
        var next = number + 1
        while true {
            let found = try slice(from: next, limit: limit)
            let kept = found.drop { $0.time < before }
            if let first = kept.first { return (Array(kept), first.number - number - 1) }
            // All that were found are too old; those behind them may not be.
            guard let last = found.last else { return ([], next - number - 1) }
            next = last.number + 1
        }
    }

    /// Changes from a number on, or from the oldest that may be read: out of memory where they are there.
    private func slice(from number: Int64, limit: Int) throws(JobError) -> [JobChange] {
        let (tail, start) = state.withLock { state -> ([JobChange]?, Int64) in
            let start = max(number, state.newest - Int64(capacity) + 1)
            guard start <= state.newest else { return ([], start) }
            guard let first = state.tail.first, first.number <= start else { return (nil, start) }
            return (Array(state.tail[Int(start - first.number)...].prefix(limit)), start)
        }
        if let tail { return tail }
        return try readers.read { (connection) throws(SQLiteError) in
            try ChangeTable.read(connection, from: start, limit: limit)
        }
    }

    /// The number before the oldest change there still is.
    ///
    /// - Throws: `JobError.store`.
    public func beforeOldest() throws(JobError) -> Int64 {
        let number = max(newest - Int64(capacity), 0)
        return number + (try read(after: number, limit: 64).lost)
    }
}
