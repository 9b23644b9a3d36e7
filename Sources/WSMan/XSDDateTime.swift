/// xs:dateTime, `2026-05-06T07:08:09.123456+02:00`.
public struct XSDDateTime: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var microsecond: Int
    /// Minutes east of UTC; nil when the text names no zone, which is then read as UTC.
    public var offsetMinutes: Int?

    public init(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int, offsetMinutes: Int?
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.offsetMinutes = offsetMinutes
    }

    /// That moment in UTC.
    public init(microsecondsSince1970: Int64) {
        let (days, rest) = Self.dividing(microsecondsSince1970, by: 86_400_000_000)
        // The civil date of a day, the inverse of what `microsecondsSince1970` does.
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let seconds = Int(rest / 1_000_000)
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, hour: seconds / 3600, minute: seconds / 60 % 60,
            second: seconds % 60, microsecond: Int(rest % 1_000_000), offsetMinutes: 0)
    }

    private static func dividing(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let rest = (value % divisor + divisor) % divisor
        return ((value - rest) / divisor, rest)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microsecondsSince1970: Int64 {
        // Days from the civil date, counting years from March, so that the leap day is the last of its year.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let minutes = (days * 24 + hour) * 60 + minute - (offsetMinutes ?? 0)
        return (Int64(minutes) * 60 + Int64(second)) * 1_000_000 + Int64(microsecond)
    }

    // MARK: - Wire

    /// - Returns: nil for what is no dateTime of years 1 to 9999; 24:00:00 and leap seconds are none.
    public init?(_ text: String) {
        var rest = Substring(text).utf8
        func number(_ count: Int, in range: ClosedRange<Int>) -> Int? {
            var digits = rest.prefix(count)
            guard digits.count == count, let number = XSDDigits.number(&digits), digits.isEmpty,
                range.contains(Int(number))
            else { return nil }
            rest = rest.dropFirst(count)
            return Int(number)
        }
        func separator(_ character: Unicode.Scalar) -> Bool { rest.popFirst() == UInt8(ascii: character) }
        guard let year = number(4, in: 1...9999), separator("-"), let month = number(2, in: 1...12), separator("-"),
            let day = number(2, in: 1...Self.days(in: month, of: year)), separator("T"),
            let hour = number(2, in: 0...23), separator(":"), let minute = number(2, in: 0...59), separator(":"),
            let second = number(2, in: 0...59)
        else { return nil }
        var microsecond = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard let fraction = XSDDigits.fraction(&rest) else { return nil }
            microsecond = Int(fraction)
        }
        var offsetMinutes: Int?
        if !rest.isEmpty {
            guard let offset = Self.offset(Substring(rest)) else { return nil }
            offsetMinutes = offset
        }
        self.init(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond,
            offsetMinutes: offsetMinutes)
    }

    /// The text as Windows writes it: no trailing zeros in the fraction, none at all for a whole second, `Z` for UTC.
    public var text: String {
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time =
            "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))\(XSDDigits.text(ofFraction: microsecond))"
        guard let offset = offsetMinutes else { return "\(date)T\(time)" }
        guard offset != 0 else { return "\(date)T\(time)Z" }
        let zone = "\(padded(abs(offset) / 60, 2)):\(padded(abs(offset) % 60, 2))"
        return "\(date)T\(time)\(offset < 0 ? "-" : "+")\(zone)"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func offset(_ text: Substring) -> Int? {
        if text == "Z" { return 0 }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, sign == "+" || sign == "-", parts.count == 2,
            parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isWholeNumber } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours <= 14, minutes <= 59
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
    }
}
