internal import Platform

/// What an engine does with jobs whose time came while it was away.
public enum MissedRuns: Sendable, Hashable {
    /// They run as soon as it is back.
    case runOnce
    /// They wait for their next time; those that have none are Terminated.
    case skip
}

extension Job {
    /// When it is to run, as its properties say.
    var schedule: JobSchedule {
        var schedule = JobSchedule()
        schedule.month = runMonth
        schedule.day = runDay
        schedule.dayOfWeek = runDayOfWeek
        schedule.startInterval = runStartInterval
        schedule.isUTC = localOrUTC == 2
        schedule.until = untilTime
        schedule.scheduledStart = scheduledStart
        schedule.runTimes = runTimes
        return schedule
    }

    /// Gives a job that was never started its time: it waits for it, unless that is now.
    ///
    /// - Throws: `JobError.invalidArgument` when its schedule has no time.
    mutating func waitForTime(after now: Timestamp, in zone: any JobTimeZone) throws(JobError) {
        guard let due = schedule.next(after: now, runs: runs, in: zone) else {
            throw .invalidArgument(
                "The job would never run: RunMonth, RunDay, RunDayOfWeek and RunStartInterval, or ScheduledStartTime, "
                    + "must name a time that comes, and before UntilTime.")
        }
        guard due > now || phase != .waiting(due: nil) else { return }
        scheduledStart = due
        phase = .waiting(due: due)
    }

    /// Takes over one property of the schedule.
    ///
    /// - Throws: `JobError.invalidArgument` when its value is none of those that the class documents name.
    mutating func apply(_ setting: JobSetting.Schedule) throws(JobError) {
        switch setting {
        case .scheduledStart(let time): scheduledStart = time
        case .runTimes(let times):
            try check(times, in: 0...Int(UInt32.max), "JobRunTimes")
            runTimes = times
        case .runMonth(let month):
            try check(month, in: 0...11, "RunMonth")
            runMonth = month
        case .runDay(let day):
            try check(day, in: -31...31, "RunDay")
            runDay = day
        case .runDayOfWeek(let day):
            try check(day, in: -7...7, "RunDayOfWeek")
            runDayOfWeek = day
        case .runStartInterval(let interval):
            guard interval.map({ $0 >= .zero && $0 < .seconds(86_400) }) ?? true else {
                throw .invalidArgument("RunStartInterval must be an interval from 0 to less than a day.")
            }
            runStartInterval = interval
        case .localOrUTC(let choice):
            try check(choice, in: 1...2, "LocalOrUtcTime")
            localOrUTC = choice
        case .untilTime(let time): untilTime = time
        }
    }

    private func check(_ value: Int?, in range: ClosedRange<Int>, _ name: String) throws(JobError) {
        guard value.map(range.contains) ?? true else {
            throw .invalidArgument("\(name) must be \(range.lowerBound) to \(range.upperBound).")
        }
    }
}
