internal import Glibc

/// Mutual exclusion around one value, for short tables that many threads read.
///
/// A pthread mutex rather than `Synchronization.Mutex`: the thread sanitizer does not see the latter's
/// futexes on Linux and reports races that are none.
public final class Lock<State>: @unchecked Sendable {  // because `state` is touched under `mutex` only
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    public init(_ state: State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value. Not recursive; `body` must not wait for another thread.
    public func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
