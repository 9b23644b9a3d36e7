internal import Jobs
internal import Platform
internal import SOAP

/// The engine's change log as subscribers see it: it can be waited at, and bookmarks lead back into it.
final class EventLog: Sendable {
    private struct State {
        var isClosed = false
    }

    private let changes: ChangeLog
    /// Woken by every commit.
    private let state: Condition<State>

    /// Where it is counted that subscribers have lost events.
    private let metrics: Metrics

    init(_ engine: JobEngine, metrics: Metrics = Metrics()) {
        self.metrics = metrics
        changes = engine.changes
        let state = Condition(State())
        self.state = state
        engine.observe { _ in state.update { _ in } }
    }

    /// How many events are kept, those too old among them that nobody has asked for yet.
    var count: Int { changes.count }

    /// The number of the newest event, 0 before the first.
    var newest: Int64 { changes.newest }

    /// Events after a number, at most `limit`; and how many between it and the first of them are forgotten.
    func read(after number: Int64, limit: Int) throws(Fault) -> (events: [JobChange], lost: Int64) {
        let found = try fault { () throws(JobError) in try changes.read(after: number, limit: limit) }
        if found.lost > 0 { metrics.reached(.events) }
        return (found.changes, found.lost)
    }

    /// Blocks until there is an event after that number, `isOver` says yes (``wake()`` makes it look again) or the time
    /// has passed. False when there is no such event.
    func wait(after number: Int64, timeout: Duration, unless isOver: () -> Bool) -> Bool {
        state.wait(timeout: timeout) { state in
            if changes.newest > number { return true }
            return state.isClosed || isOver() ? false : nil
        } ?? false
    }

    /// Lets all who wait look again whether they still should.
    func wake() { state.update { _ in } }

    /// Lets nobody wait any more.
    func close() { state.update { $0.isClosed = true } }

    // MARK: - Bookmarks

    /// What a bookmark says.
    enum Bookmark: Equatable {
        /// Resume after the event of this number.
        case after(Int64)
        /// The events behind it are forgotten, or it is of another store.
        case expired
        case invalid
    }

    /// The text that stands for "all events up to this number are known".
    func bookmark(after number: Int64) -> String { "\(changes.name):\(number)" }

    func bookmark(_ text: String) throws(Fault) -> Bookmark {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, Int64(parts[0]) != nil, let number = Int64(parts[1]), number >= 0 else {
            return .invalid
        }
        guard parts[0] == changes.name else { return .expired }
        guard number <= newest else { return .invalid }
        return number < (try beforeEarliest()) ? .expired : .after(number)
    }

    /// The number before the oldest event there is.
    func beforeEarliest() throws(Fault) -> Int64 {
        try fault { () throws(JobError) in try changes.beforeOldest() }
    }
}
