public import Platform

/// When a job is to run: the scheduling properties of `CIM_Job`, by their own rules.
///
/// RunMonth, RunDay, RunDayOfWeek and RunStartInterval name days and a time of day; for example 2, 15, 7 and two hours is the
/// first Saturday on or after March 15, at 02:00. Where all four are nil the job runs once, at ScheduledStartTime or at once.
public struct JobSchedule: Sendable, Hashable {
    /// RunMonth: 0 is January; nil is every month.
    public var month: Int?
    /// RunDay: 1 to 31, or -1 to -31 from the month's end; nil is every day. A month without that day is passed over.
    public var day: Int?
    /// RunDayOfWeek: nil or 0 is the day itself; 1 (Sunday) to 7 the first such day on or after it, -1 to -7 the last on or
    /// before it, even when that is in another month. Without RunDay it is every such day.
    public var dayOfWeek: Int?
    /// RunStartInterval: after midnight; nil is midnight.
    public var startInterval: Duration?
    /// LocalOrUtcTime is 2: RunStartInterval is in UTC, not in local time.
    public var isUTC = false
    /// UntilTime: nothing runs from then on; nil is forever.
    public var until: Timestamp?
    /// ScheduledStartTime, where none of the first four says otherwise.
    public var scheduledStart: Timestamp?
    /// JobRunTimes: 0 without limit.
    public var runTimes = 1

    public init() {}

    /// Whether it names days or a time of day; else runs follow each other at once.
    public var isRecurring: Bool { month != nil || day != nil || dayOfWeek != nil || startInterval != nil }

    /// The first time after `instant` at which the job is to run, or nil when there is none.
    ///
    /// - Parameters:
    ///   - instant: the time of the submission, or the time for which the last run was due.
    ///   - runs: how often it has run already.
    ///   - zone: where local times are.
    public func next(after instant: Timestamp, runs: Int = 0, in zone: any JobTimeZone) -> Timestamp? {
        guard runTimes == 0 || runs < runTimes else { return nil }
        let next = isRecurring ? occurrence(after: instant, in: zone) : scheduledStart ?? instant
        guard let next, until.map({ next < $0 }) ?? true else { return nil }
        return next
    }

    // MARK: - Days

    /// The day of a month that RunDay and RunDayOfWeek name, or nil when the month has no RunDay.
    func day(ofMonth month: Int, year: Int) -> CalendarDay? {
        guard let day, let anchor = CalendarDay(year: year, month: month, day: day) else { return nil }
        let weekday = dayOfWeek ?? 0
        if weekday > 0 { return CalendarDay(number: anchor.number + (weekday - anchor.weekday + 7) % 7) }
        if weekday < 0 { return CalendarDay(number: anchor.number - (anchor.weekday + weekday + 7) % 7) }
        return anchor
    }

    private func occurrence(after instant: Timestamp, in zone: any JobTimeZone) -> Timestamp? {
        let zone: any JobTimeZone = isUTC ? UniversalTime() : zone
        let local = instant + zone.offset(at: instant)
        let seconds = (local.microseconds - (local.microseconds < 0 ? 999_999 : 0)) / 1_000_000
        let today = CalendarDay(number: Int((seconds - (seconds < 0 ? 86_399 : 0)) / 86_400))
        func isLater(_ day: CalendarDay) -> Bool { time(on: day, zone) > instant }
        let next =
            day == nil ? days(from: today).first(where: isLater) : daysOfMonths(from: today).first(where: isLater)
        return next.map { time(on: $0, zone) }
    }

    private func time(on day: CalendarDay, _ zone: any JobTimeZone) -> Timestamp {
        let midnight = Timestamp(microseconds: Int64(day.number) * 86_400_000_000)
        return zone.instant(local: midnight + (startInterval ?? .zero))
    }

    /// Days from yesterday on that RunMonth and RunDayOfWeek admit.
    private func days(from today: CalendarDay) -> some Sequence<CalendarDay> {
        let weekday = abs(dayOfWeek ?? 0)
        // Yesterday, for its late hours may be of today after clocks moved; two years, to meet RunMonth.
        return (-1...731).lazy.map { CalendarDay(number: today.number + $0) }.filter { day in
            (weekday == 0 || day.weekday == weekday) && (month == nil || day.yearAndMonth.month == month)
        }
    }

    /// The days named by RunDay, month by month: they are in order, for all months move them the same way.
    private func daysOfMonths(from today: CalendarDay) -> some Sequence<CalendarDay> {
        let (year, month) = today.yearAndMonth
        let present = year * 12 + month
        // The month before, whose day may lie in this one; a February 29 is eight years away at most.
        return ((present - 1)...(present + 97)).lazy.filter { self.month == nil || $0 % 12 == self.month }
            .compactMap { self.day(ofMonth: $0 % 12, year: $0 / 12) }
    }
}
