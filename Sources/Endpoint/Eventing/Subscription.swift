internal import Platform
internal import SOAP

/// One subscription: what is wanted, and how far its subscriber has come in the log.
final class Subscription: Sendable {
    let identifier: String
    let owner: String
    /// What the subscriber pulls with. Stays the same, so that a Pull whose answer was lost can be sent again.
    let context: String
    let query: EventQuery
    let sendsBookmarks: Bool
    private let state: Lock<State>

    private struct State {
        var cursor: Int64
        /// On the monotonic clock.
        var expires: Duration
        /// Counts the Pulls: the newest one is served, an older one that still waits is not.
        var turn = 0
        var lost: Int64 = 0
        var isCancelled = false
    }

    init(
        identifier: String, owner: String, context: String, query: EventQuery, sendsBookmarks: Bool, cursor: Int64,
        expires: Duration
    ) {
        self.identifier = identifier
        self.owner = owner
        self.context = context
        self.query = query
        self.sendsBookmarks = sendsBookmarks
        state = Lock(State(cursor: cursor, expires: expires))
    }

    /// On the monotonic clock.
    var expires: Duration {
        get { state.withLock { $0.expires } }
        set { state.withLock { $0.expires = newValue } }
    }

    /// Ends the waiting of Pulls that are under way.
    func cancel() { state.withLock { $0.isCancelled = true } }

    /// Begins a Pull and supersedes one that still waits.
    func begin() -> (turn: Int, cursor: Int64, lost: Int64) {
        state.withLock { state in
            state.turn += 1
            return (state.turn, state.cursor, state.lost)
        }
    }

    /// Whether the Pull of this turn need not go on: a newer one has come, or the subscription is over.
    func isOver(_ turn: Int, at now: Duration) -> Bool {
        state.withLock { $0.turn != turn || $0.isCancelled || $0.expires <= now }
    }

    /// Moves on to where the Pull of this turn has come; false, and nothing changes, when that is superseded.
    func advance(_ turn: Int, to cursor: Int64, lost: Int64) -> Bool {
        state.withLock { state in
            guard state.turn == turn, !state.isCancelled else { return false }
            state.cursor = cursor
            state.lost = lost
            return true
        }
    }
}
