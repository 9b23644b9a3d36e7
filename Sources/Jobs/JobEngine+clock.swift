internal import Glibc
public import Platform

/// The steady clock: the monotonic one, told as a time since 1970 so that it can be stored.
extension JobEngine {
    /// What the steady clock shows when the wall clock shows `time`, as the two stand now: what `Job.elapsed(at:)` and
    /// `Job.percentComplete(at:)` want. How far they are apart is kept until it has changed by a millisecond, so that an
    /// event says the same each time it is told.
    public func steady(at time: Timestamp) -> Timestamp {
        let now = moment
        let apart = clocksApart.withLock { known in
            let current = now.steady - now.wall
            if current - known > .milliseconds(1) || known - current > .milliseconds(1) { known = current }
            return known
        }
        return time + apart
    }

    /// Now.
    var moment: Moment {
        Moment(wall: time.now, steady: Timestamp(microseconds: (time.monotonic + ahead.withLock { $0 }).microseconds))
    }

    /// Goes on with the steady clock of the engine before, in the same uptime of the host; after a start of the host the
    /// wall clock is all there is to go by.
    ///
    /// - Returns: whether it is the same uptime.
    func keepTime() throws(JobError) -> Bool {
        let fresh = Duration.microseconds(time.now.microseconds) - time.monotonic
        let kept = try store.writer.write { [boot] (transaction) throws(JobError) in
            try transaction.steadyClock(boot: boot, orElse: fresh)
        }
        ahead.withLock { $0 = kept.ahead }
        return kept.isKnown
    }

    /// Names the host's uptime.
    public static var hostBoot: String {
        let bytes = OpenFile("/proc/sys/kernel/random/boot_id")?.bytes(at: 0, count: 64) ?? []
        return String(decoding: bytes.prefix { $0 > 32 }, as: UTF8.self)
    }
}
