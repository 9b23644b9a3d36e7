public import Platform

/// How long a job has worked and how far it is: stored at each change, read at any time between. Its times are the steady
/// clock's: see `JobEngine.steady(at:)`.
public struct JobProgress: Sendable, Hashable {
    /// Time worked before `activeSince`.
    public var elapsedBefore: Duration = .zero
    /// Since when it is working now; nil when it is not.
    public var activeSince: Timestamp?
    /// Percent at the beginning of the segment; for a process, its last word.
    public var percent: Int = 0
    /// The stretch of a simulated step in which the percentage grows by itself.
    public var segment: Segment?

    /// A stretch of elapsed time with a percentage at each end.
    public struct Segment: Sendable, Hashable {
        /// The step's place in the template's list.
        public var step: Int
        /// Percent at the segment's end.
        public var target: Int
        /// The job's elapsed time at the segment's beginning.
        public var start: Duration
        public var duration: Duration

        public init(step: Int, target: Int, start: Duration, duration: Duration) {
            self.step = step
            self.target = target
            self.start = start
            self.duration = duration
        }
    }

    public init() {}

    /// ElapsedTime at that moment: the time in states that count, without suspensions.
    public func elapsed(at now: Timestamp) -> Duration {
        guard let activeSince, now > activeSince else { return elapsedBefore }
        return elapsedBefore + (now - activeSince)
    }

    /// 0 to 99: a client that sees 100 takes the job for done.
    public func percent(at now: Timestamp) -> Int {
        guard let segment else { return min(max(percent, 0), 99) }
        let worked = (elapsed(at: now) - segment.start).microseconds
        let length = segment.duration.microseconds
        guard length > 0, worked < length else { return min(max(segment.target, 0), 99) }
        return min(max(percent + Int(Int64(segment.target - percent) * max(worked, 0) / length), 0), 99)
    }

    /// Begins to count worked time.
    mutating func resume(at now: Timestamp) {
        if activeSince == nil { activeSince = now }
    }

    /// Stops counting worked time.
    mutating func pause(at now: Timestamp) {
        elapsedBefore = elapsed(at: now)
        activeSince = nil
    }

    /// Freezes time and percentage at what they are: the work is over.
    mutating func freeze(at now: Timestamp) {
        percent = percent(at: now)
        segment = nil
        pause(at: now)
    }
}
