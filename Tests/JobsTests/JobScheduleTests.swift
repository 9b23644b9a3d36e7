internal import Glibc
import Jobs
import Platform
import Testing

/// Clocks of central Europe in 2026: forward on March 29 and back on October 25, both at 01:00 UTC.
private struct Berlin: JobTimeZone {
    func offset(at time: Timestamp) -> Duration {
        time >= .utc("2026-03-29 01:00") && time < .utc("2026-10-25 01:00") ? .seconds(7200) : .seconds(3600)
    }
}

extension Timestamp {
    /// `2026-03-05 02:00`, in UTC.
    fileprivate static func utc(_ text: String) -> Timestamp {
        let numbers = text.split { "- :".contains($0) }.compactMap { Int32($0) } + [0, 0]
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (time.tm_hour, time.tm_min) = (numbers[3], numbers[4])
        return Timestamp(microseconds: Int64(timegm(&time)) * 1_000_000)
    }
}

struct JobScheduleTests {
    private let zone = UniversalTime()

    private func schedule(_ month: Int?, _ day: Int?, _ weekday: Int? = nil, hours: Double? = nil) -> JobSchedule {
        var schedule = JobSchedule()
        schedule.month = month
        schedule.day = day
        schedule.dayOfWeek = weekday
        schedule.startInterval = hours.map { .seconds($0 * 3600) }
        return schedule
    }

    /// All times that a schedule has, one after the other.
    private func times(_ schedule: JobSchedule, from start: String, _ count: Int, _ zone: any JobTimeZone)
        -> [Timestamp]
    {
        var times: [Timestamp] = []
        var last = Timestamp.utc(start)
        while times.count < count, let next = schedule.next(after: last, runs: times.count, in: zone) {
            times.append(next)
            last = next
        }
        return times
    }

    @Test(arguments: [
        ("2026-01-01", 2, 5, 0, "2026-03-05"), ("2026-01-01", 2, -1, 0, "2026-03-31"),
        ("2028-01-01", 1, -1, 0, "2028-02-29"), ("2026-01-01", 2, 15, 7, "2026-03-21"),
        ("2026-01-01", 2, 20, -7, "2026-03-14"), ("2026-01-01", 2, -1, -1, "2026-03-29"),
        ("2026-01-01", 3, 30, 1, "2026-05-03"), ("2026-01-01", 3, 31, 0, nil),
        ("2027-01-01", 1, -29, 0, "2028-02-01"), ("2026-01-01", 10, 1, -2, "2026-10-26"),
        ("2026-01-01", 11, -7, 6, "2026-12-25"), ("2026-05-01", 3, 30, 1, "2026-05-03"),
        ("2026-01-01", 1, 29, 0, "2028-02-29"), ("2097-01-01", 1, 29, 0, "2104-02-29"),
        ("2026-01-01", 2, 0, 0, nil), ("2026-03-06", 2, 5, 0, "2027-03-05"),
    ])
    func `The examples of the documents fall on their days`(
        _ after: String, _ month: Int, _ day: Int, _ weekday: Int, _ expected: String?
    ) {
        #expect(
            schedule(month, day, weekday).next(after: .utc(after), in: zone) == expected.map { Timestamp.utc($0) })
    }

    @Test func `Without a month it runs in every month that has the day`() {
        var monthly = schedule(nil, 31, hours: 2)
        monthly.runTimes = 0
        #expect(
            times(monthly, from: "2026-01-31 02:00", 3, zone)
                == [.utc("2026-03-31 02:00"), .utc("2026-05-31 02:00"), .utc("2026-07-31 02:00")])
    }

    @Test func `Without a day it runs on every day, or on every such weekday`() {
        var daily = schedule(nil, nil, hours: 2)
        daily.runTimes = 2
        #expect(
            times(daily, from: "2026-02-28 01:59", 9, zone) == [.utc("2026-02-28 02:00"), .utc("2026-03-01 02:00")])
        var sundays = schedule(2, nil, 1)
        sundays.runTimes = 0
        #expect(
            times(sundays, from: "2026-03-22", 2, zone) == [.utc("2026-03-29"), .utc("2027-03-07")])
    }

    @Test func `A local time that clocks skip runs at the next instant there is`() {
        var daily = schedule(nil, nil, hours: 2.5)
        daily.runTimes = 0
        #expect(
            times(daily, from: "2026-03-28 00:00", 3, Berlin())
                == [.utc("2026-03-28 01:30"), .utc("2026-03-29 01:00"), .utc("2026-03-30 00:30")])
    }

    @Test func `A local time that clocks show twice runs once`() {
        var daily = schedule(nil, nil, hours: 2.5)
        daily.runTimes = 0
        #expect(
            times(daily, from: "2026-10-24 01:00", 3, Berlin())
                == [.utc("2026-10-25 00:30"), .utc("2026-10-26 01:30"), .utc("2026-10-27 01:30")])
        daily.isUTC = true
        #expect(times(daily, from: "2026-10-24 03:00", 1, Berlin()) == [.utc("2026-10-25 02:30")])
    }

    @Test func `It runs JobRunTimes times, and nothing runs from UntilTime on`() {
        var daily = schedule(nil, nil, hours: 2)
        daily.runTimes = 3
        #expect(times(daily, from: "2026-01-01", 9, zone).count == 3)
        daily.runTimes = 0
        daily.until = .utc("2026-01-02 02:00")
        #expect(times(daily, from: "2026-01-01", 9, zone) == [.utc("2026-01-01 02:00")])
    }

    @Test func `Without days it runs once, at ScheduledStartTime or at once`() {
        var once = JobSchedule()
        let now = Timestamp.utc("2026-01-01")
        #expect(once.next(after: now, in: zone) == now && once.next(after: now, runs: 1, in: zone) == nil)
        once.runTimes = 2
        #expect(once.next(after: now, runs: 1, in: zone) == now)
        once.runTimes = 1
        once.scheduledStart = .utc("2026-02-01")
        #expect(once.next(after: now, in: zone) == once.scheduledStart)
        once.until = .utc("2026-01-15")
        #expect(once.next(after: now, in: zone) == nil)
    }

    @Test func `The host's own zone is asked of the system`() {
        let now = SystemTime().now
        var seconds = time_t(now.microseconds / 1_000_000)
        var local = tm()
        localtime_r(&seconds, &local)
        #expect(SystemTimeZone().offset(at: now) == .seconds(local.tm_gmtoff))
    }
}
