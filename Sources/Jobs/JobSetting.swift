public import Platform

/// One value of a job that a client may set: at its start, or later.
public enum JobSetting: Sendable, Hashable {
    /// Less is more urgent. It counts while the job waits for a free place.
    case priority(Int)
    /// The user to tell when the job ends; nil for none.
    case notify(String?)
    /// Whether an ended job goes by itself. Set after the end, false keeps the job; true removes nothing any more.
    case deleteOnCompletion(Bool)
    /// How long an ended job can still be read; not negative.
    case timeBeforeRemoval(Duration)
    /// When the job is to run; only while it is New, save for UntilTime.
    case schedule(Schedule)

    /// A property of the schedule; nil takes it away. See `JobSchedule`.
    public enum Schedule: Sendable, Hashable {
        case scheduledStart(Timestamp?)
        case runTimes(Int)
        case runMonth(Int?)
        case runDay(Int?)
        case runDayOfWeek(Int?)
        case runStartInterval(Duration?)
        case localOrUTC(Int?)
        case untilTime(Timestamp?)
    }
}

extension Job {
    /// Takes the settings over, with what follows from them for an ended job's removal.
    ///
    /// - Throws: `JobError.invalidArgument`; the job is then not to be used.
    mutating func apply(_ settings: [JobSetting]) throws(JobError) {
        for setting in settings {
            switch setting {
            case .priority(let priority): self.priority = priority
            case .notify(let notify):
                guard notify?.utf8.count ?? 0 <= Job.notifyLimit, notify?.utf8.contains(0) != true else {
                    throw .invalidArgument("Notify takes \(Job.notifyLimit) bytes at most, and no NUL character.")
                }
                self.notify = notify
            case .deleteOnCompletion(let deletes):
                deleteOnCompletion = deletes
                if !deletes { removal = nil }
            case .timeBeforeRemoval(let duration):
                guard duration >= .zero else { throw .invalidArgument("TimeBeforeRemoval must not be negative.") }
                if let removal { self.removal = removal + (duration - timeBeforeRemoval) }
                timeBeforeRemoval = duration
            case .schedule(let setting):
                try checkMayBeSet(setting)
                try apply(setting)
            }
        }
    }

    private func checkMayBeSet(_ setting: JobSetting.Schedule) throws(JobError) {
        if case .waiting = phase { return }
        if case .untilTime = setting, !phase.isEnded { return }
        throw .invalidArgument("The job is \(state): when it runs can be set only while it is new.")
    }

    /// Bytes of the user to tell.
    private static let notifyLimit = 1024
}
