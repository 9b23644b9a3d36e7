internal import Platform

/// One moment on two clocks.
///
/// People and schedules read the wall clock, which may be set. Durations are measured on the steady one: the same number of
/// microseconds since 1970 while nobody touches the wall clock, and never set back or forward in a host's uptime.
struct Moment: Sendable, Hashable {
    var wall: Timestamp
    var steady: Timestamp

    /// The moment at which the steady clock shows `time`, as the two clocks stand now.
    func at(steady time: Timestamp) -> Moment { Moment(wall: wall + (time - steady), steady: time) }

    /// A moment that has been, by what the wall clock showed then: never later than this one on the steady clock.
    func at(wall time: Timestamp) -> Moment { Moment(wall: time, steady: min(steady, steady + (time - wall))) }
}
