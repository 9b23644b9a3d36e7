internal import Jobs
internal import Platform

/// What happened to jobs, in the order of commits: a number for each event, the oldest forgotten first.
///
/// Every subscriber reads here with a cursor of its own, so that a slow one costs nothing and delays nobody. One that is
/// overtaken by the end of the log is told how much it has lost.
final class EventLog: Sendable {
    /// One change of one job.
    struct Event: Sendable {
        /// 1 is the first; grows by one.
        let number: Int64
        let time: Timestamp
        let change: JobChange
    }

    private struct State {
        /// In order; the first ones may be forgotten already.
        var events: [Event] = []
        /// The number of the oldest event that is still told of, or of the next when there is none.
        var oldest: Int64 = 1
        var newest: Int64 = 0
        var isClosed = false

        func index(of number: Int64) -> Int { events.count - Int(newest - number) - 1 }

        /// Forgets what is too much and what is too old.
        mutating func trim(to capacity: Int, before time: Timestamp) {
            oldest = max(oldest, newest - Int64(capacity) + 1)
            while oldest <= newest, events[index(of: oldest)].time < time { oldest += 1 }
            let forgotten = index(of: oldest)
            // Cut seldom, so that an event costs the same however many are kept.
            if forgotten > capacity || oldest > newest { events.removeFirst(forgotten) }
        }
    }

    private let state = Condition(State())
    private let capacity: Int
    private let age: Duration
    private let time: any TimeSource
    /// Tells this log from that of an earlier run of the service.
    private let name: String

    init(capacity: Int, age: Duration, time: any TimeSource) {
        self.capacity = capacity
        self.age = age
        self.time = time
        name = String(time.now.microseconds)
    }

    /// Takes up a change and wakes who waits for one. Called in the order of commits.
    func append(_ change: JobChange) {
        let now = time.now
        state.update { state in
            state.newest += 1
            state.events.append(Event(number: state.newest, time: now, change: change))
            state.trim(to: capacity, before: now + (.zero - age))
        }
    }

    /// How many events are kept.
    var count: Int { state.update { Int($0.newest - $0.oldest) + 1 } }

    /// The number of the newest event, 0 before the first.
    var newest: Int64 { state.update { $0.newest } }

    /// Events after a number, at most `limit`; and how many between it and the first of them are forgotten.
    func read(after number: Int64, limit: Int) -> (events: [Event], lost: Int64) {
        let before = time.now + (.zero - age)
        return state.update { state in
            state.trim(to: capacity, before: before)
            let first = max(number + 1, state.oldest)
            let last = min(state.newest, first + Int64(limit) - 1)
            let events = first > last ? [] : Array(state.events[state.index(of: first)...state.index(of: last)])
            return (events, first - number - 1)
        }
    }

    /// Blocks until there is an event after that number, `isOver` says yes (``wake()`` makes it look again) or the time
    /// has passed. False when there is no such event.
    func wait(after number: Int64, timeout: Duration, unless isOver: () -> Bool) -> Bool {
        state.wait(timeout: timeout) { state in
            if state.newest > number { return true }
            return state.isClosed || isOver() ? false : nil
        } ?? false
    }

    /// Lets all who wait look again whether they still should.
    func wake() { state.update { _ in } }

    /// Lets nobody wait any more.
    func close() { state.update { $0.isClosed = true } }

    // MARK: - Bookmarks

    /// What a bookmark says.
    enum Bookmark {
        /// Resume after the event of this number.
        case after(Int64)
        /// The events behind it are forgotten, or it is of an earlier run.
        case expired
        case invalid
    }

    /// The text that stands for "all events up to this number are known".
    func bookmark(after number: Int64) -> String { "\(name):\(number)" }

    func bookmark(_ text: String) -> Bookmark {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, Int64(parts[0]) != nil, let number = Int64(parts[1]), number >= 0 else {
            return .invalid
        }
        guard parts[0] == name else { return .expired }
        return state.update { state in
            guard number <= state.newest else { return .invalid }
            return number + 1 < state.oldest ? .expired : .after(number)
        }
    }

    /// The number before the oldest event there is.
    var beforeEarliest: Int64 {
        let before = time.now + (.zero - age)
        return state.update { state in
            state.trim(to: capacity, before: before)
            return state.oldest - 1
        }
    }
}
