public import Platform

/// A clock that stands still until a test moves it.
public final class TestTime: TimeSource {
    private let elapsed = Lock(Duration.zero)
    private let set = Lock(Duration.zero)
    private let start: Timestamp

    /// - Parameter start: the wall clock at the beginning; 2026-01-02T03:04:05Z unless told.
    public init(start: Timestamp = Timestamp(microseconds: 1_767_323_045_000_000)) {
        self.start = start
    }

    public var now: Timestamp { start + elapsed.withLock { $0 } + set.withLock { $0 } }
    public var monotonic: Duration { elapsed.withLock { $0 } }

    /// Sets the wall clock alone, forward or back.
    public func setWallClock(by duration: Duration) { set.withLock { $0 += duration } }

    /// Moves both clocks forward.
    public func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
}

/// Identifiers that count: `00000000-0000-4000-8000-000000000001`, `…2`, …
public final class CountedIdentifiers: IdentifierSource {
    private let count = Lock(UInt64(0))

    public init() {}

    public func next() -> GUID {
        GUID(
            high: 0x4000,
            low: 0x8000_0000_0000_0000
                + count.withLock {
                    $0 += 1
                    return $0
                })
    }
}
