internal import Glibc
public import Platform

/// What local clocks show: the part of the world that a schedule in local time follows. Tests set their own.
public protocol JobTimeZone: Sendable {
    /// Local time less UTC at that instant.
    func offset(at time: Timestamp) -> Duration
}

/// The host's time zone, daylight saving included.
public struct SystemTimeZone: JobTimeZone {
    public init() { tzset() }

    public func offset(at time: Timestamp) -> Duration {
        var seconds = time_t(time.microseconds / 1_000_000)
        var local = tm()
        guard localtime_r(&seconds, &local) != nil else { return .zero }
        return .seconds(local.tm_gmtoff)
    }
}

/// Coordinated universal time.
public struct UniversalTime: JobTimeZone {
    public init() {}
    public func offset(at time: Timestamp) -> Duration { .zero }
}

extension JobTimeZone {
    /// The instant at which clocks show a local time, given as if it were UTC.
    ///
    /// A time shown twice is the first of the two; one that clocks skip is the next instant that there is.
    func instant(local: Timestamp) -> Timestamp {
        // Offsets are below a day: this far away, none of a change of clocks in between is seen.
        let before = offset(at: local + .seconds(-129_600))
        let after = offset(at: local + .seconds(129_600))
        let candidates = Set([before, after]).map { local + (.zero - $0) }.sorted()
        if let shown = candidates.first(where: { $0 + offset(at: $0) == local }) { return shown }
        var early = local + (.zero - max(before, after))
        var late = local + (.zero - min(before, after))
        while (late - early) > .microseconds(1) {
            let middle = early + .microseconds((late - early).microseconds / 2)
            if offset(at: middle) == before { early = middle } else { late = middle }
        }
        return late
    }
}
