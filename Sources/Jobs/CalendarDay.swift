/// A day of the Gregorian calendar, reckoned without time zones.
struct CalendarDay: Hashable, Comparable {
    /// Days since 1970-01-01.
    var number: Int

    init(number: Int) { self.number = number }

    /// - Parameter month: 0 is January. Nil when the month has no such day; a negative day counts from the month's end.
    init?(year: Int, month: Int, day: Int) {
        let length = CalendarDay.length(ofMonth: month, year)
        let day = day < 0 ? length + 1 + day : day
        guard (1...length).contains(day) else { return nil }
        number = CalendarDay.first(ofMonth: month, year) + day - 1
    }

    static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// 1 is Sunday, 7 is Saturday.
    var weekday: Int {
        let days = (number + 4) % 7
        return (days < 0 ? days + 7 : days) + 1
    }

    /// Year, and month from 0.
    var yearAndMonth: (year: Int, month: Int) {
        // A year has 365 to 366 days: the guess is off by one at most.
        var year = 1970 + Int((Double(number) / 365.2425).rounded(.down))
        while CalendarDay.first(ofMonth: 0, year + 1) <= number { year += 1 }
        while CalendarDay.first(ofMonth: 0, year) > number { year -= 1 }
        var month = 11
        while CalendarDay.first(ofMonth: month, year) > number { month -= 1 }
        return (year, month)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 1: isLeap(year) ? 29 : 28
        case 3, 5, 8, 10: 30
        default: 31
        }
    }

    private static func first(ofMonth month: Int, _ year: Int) -> Int {
        let before = year - 1
        // 719162 days lie between 0001-01-01 and 1970-01-01.
        var number = before * 365 + before / 4 - before / 100 + before / 400 - 719_162
        for earlier in 0..<month { number += length(ofMonth: earlier, year) }
        return number
    }
}
