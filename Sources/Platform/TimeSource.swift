internal import Glibc

/// Where time comes from. Tests set their own; nothing else reads the system's clocks.
public protocol TimeSource: Sendable {
    /// Wall-clock time: what is written down and shown, what schedules follow. May jump.
    var now: Timestamp { get }
    /// Time since some fixed instant that never jumps: for durations and deadlines.
    var monotonic: Duration { get }
}

/// The host's clocks.
public struct SystemTime: TimeSource {
    public init() {}

    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public var monotonic: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
