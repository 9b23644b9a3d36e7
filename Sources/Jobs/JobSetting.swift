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
    /// When the job is to run: while it is New; of a recurring job also later, save for ScheduledStartTime, and of every
    /// job UntilTime.
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

        /// Its name in CIM_Job.
        var property: String {
            switch self {
            case .scheduledStart: "ScheduledStartTime"
            case .runTimes: "JobRunTimes"
            case .runMonth: "RunMonth"
            case .runDay: "RunDay"
            case .runDayOfWeek: "RunDayOfWeek"
            case .runStartInterval: "RunStartInterval"
            case .localOrUTC: "LocalOrUtcTime"
            case .untilTime: "UntilTime"
            }
        }
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
        try checkHasOneTime(settings)
    }

    /// Who names days gets the time from them.
    private func checkHasOneTime(_ settings: [JobSetting]) throws(JobError) {
        guard schedule.isRecurring else { return }
        for case .schedule(.scheduledStart(_?)) in settings {
            throw .invalidArgument(
                "ScheduledStartTime follows from RunMonth, RunDay, RunDayOfWeek and RunStartInterval: leave it out, or "
                    + "make all of those NULL.")
        }
    }

    private func checkMayBeSet(_ setting: JobSetting.Schedule) throws(JobError) {
        if case .waiting = phase { return }
        let condition: String
        switch setting {
        case .untilTime:
            if !phase.isEnded { return }
            condition = "until it has ended"
        case .scheduledStart: condition = "while it is new"
        // What comes after this run can still be changed.
        case .runTimes, .runMonth, .runDay, .runDayOfWeek, .runStartInterval, .localOrUTC:
            if runTimes != 1, !phase.isEnded { return }
            condition = "while it is new, or has more runs to come"
        }
        throw .invalidArgument("The job is \(state): \(setting.property) can be set only \(condition).")
    }

    /// Bytes of the user to tell.
    private static let notifyLimit = 1024
}
