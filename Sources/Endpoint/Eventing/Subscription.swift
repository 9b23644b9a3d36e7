internal import Platform
internal import SOAP
internal import WSMan

/// One subscription: what is wanted, and how far its subscriber has come in the log.
final class Subscription: Sendable {
    /// The identifier in it is what the subscriber pulls with too. It stays the same, so that a Pull whose answer was lost
    /// can be sent again.
    let manager: SubscriptionManager
    let owner: String
    let subscribe: Subscribe
    let query: EventQuery
    private let state: Lock<State>

    private struct State {
        var cursor: Int64
        /// On the monotonic clock.
        var expires: Duration
        /// Counts the Pulls: the newest one is served, an older one that still waits is not.
        var turn = 0
        var lost: Int64
        var isCancelled = false
    }

    init(
        manager: SubscriptionManager, owner: String, subscribe: Subscribe, query: EventQuery, cursor: Int64,
        lost: Int64 = 0, expires: Duration
    ) {
        self.manager = manager
        self.owner = owner
        self.subscribe = subscribe
        self.query = query
        state = Lock(State(cursor: cursor, expires: expires, lost: lost))
    }

    var identifier: String { manager.identifier }

    /// On the monotonic clock.
    var expires: Duration {
        get { state.withLock { $0.expires } }
        set { state.withLock { $0.expires = newValue } }
    }

    /// All events up to `cursor` are with the subscriber, or not for it; `lost` it will never get.
    var place: (cursor: Int64, lost: Int64) {
        get { state.withLock { ($0.cursor, $0.lost) } }
        set { state.withLock { ($0.cursor, $0.lost) = newValue } }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Ends the waiting of Pulls that are under way, and lets nothing more be sent.
    func cancel() { state.withLock { $0.isCancelled = true } }

    // MARK: - Pull mode

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
