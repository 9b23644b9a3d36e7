/// A CIM datetime (DSP0004 5.2.4): a point in time or an interval, to the microsecond.
///
///     20240506070809.123456+120     timestamp: local time and its offset from UTC in minutes
///     00000001020304.000005:000     interval: days, hours, minutes, seconds
///     20240506******.******+000     unknown digits are asterisks
///
/// Always 25 characters, and `cimText` gives back exactly those that were read. Two values are equal when their texts
/// are; compare `microseconds` to compare points in time.
public struct CIMDateTime: Hashable, Sendable {
    // A field is -1 where the text has asterisks. No string is stored: 25 characters would be an allocation a value.
    let yearOrDays: Int32
    let monthField: Int8
    let dayField: Int8
    let hourField: Int8
    let minuteField: Int8
    let secondField: Int8
    /// How many digits of the microseconds are known, from the left; the rest are asterisks.
    let knownFractionDigits: Int8
    let fraction: Int32
    let zone: Zone

    /// What follows the fraction.
    enum Zone: Hashable, Sendable {
        case interval
        /// Minutes from UTC, -1 for asterisks; the sign is kept, because -000 is another text than +000.
        case offset(minutes: Int16, negative: Bool)
    }

    /// A point in time.
    ///
    /// - Parameters:
    ///   - microseconds: since 1970-01-01T00:00:00Z. Times outside the years 0 to 9999 become the nearest one inside.
    ///   - offsetMinutes: of the local time to be shown, -999 to 999, from UTC; the point in time stays the same.
    public init(timestamp microseconds: Int64, offsetMinutes: Int = 0) {
        let offset = min(max(offsetMinutes, -999), 999)
        let (local, overflow) = microseconds.addingReportingOverflow(Int64(offset) * 60_000_000)
        let clamped = min(max(overflow ? microseconds : local, Calendar.firstMicrosecond), Calendar.lastMicrosecond)
        let (days, time) = clamped.quotientAndRemainder(floor: Calendar.microsecondsPerDay)
        let date = Calendar.date(daysSince1970: days)
        self.init(
            yearOrDays: Int32(date.year), month: Int8(date.month), day: Int8(date.day), timeOfDay: time,
            zone: .offset(minutes: Int16(abs(offset)), negative: offset < 0))
    }

    /// An interval of `microseconds`. A negative one becomes zero, one beyond 99,999,999 days the longest there is.
    public init(interval microseconds: Int64) {
        let longest = 100_000_000 * Calendar.microsecondsPerDay - 1
        let (days, time) = min(max(microseconds, 0), longest).quotientAndRemainder(floor: Calendar.microsecondsPerDay)
        self.init(yearOrDays: Int32(days), month: 0, day: 0, timeOfDay: time, zone: .interval)
    }

    /// The interval of length zero, `00000000000000.000000:000`: for TimeOfLastStateChange "never changed".
    public static let zeroInterval = CIMDateTime(interval: 0)

    /// All digits nine, `99999999999999.999999:000`: for UntilTime "without end".
    public static let allNines = CIMDateTime(
        yearOrDays: 99_999_999, monthField: 0, dayField: 0, hourField: 99, minuteField: 99, secondField: 99,
        knownFractionDigits: 6, fraction: 999_999, zone: .interval)

    /// Whether it is a length of time, not a point in it.
    public var isInterval: Bool { zone == .interval }

    /// Whether every digit of date and time is 0, in either form. Such a timestamp is no day of the calendar.
    public var isAllZero: Bool {
        yearOrDays == 0 && monthField == 0 && dayField == 0 && hourField == 0 && minuteField == 0 && secondField == 0
            && knownFractionDigits == 6 && fraction == 0
    }

    /// Whether every digit of date and time is 9, in either form: no time that comes.
    public var isAllNines: Bool {
        // Hours of 99 are let in by the parser in these two texts only.
        hourField == 99
    }

    /// Whether some digits are unknown (asterisks).
    public var hasUnknownDigits: Bool {
        yearOrDays < 0 || monthField < 0 || dayField < 0 || hourField < 0 || minuteField < 0 || secondField < 0
            || knownFractionDigits < 6 || zone == .offset(minutes: -1, negative: false)
            || zone == .offset(minutes: -1, negative: true)
    }

    /// The length of an interval, or the time since 1970-01-01T00:00:00Z of a timestamp.
    ///
    /// Nil when digits are unknown, for all nines, and for a timestamp of all zeroes; zero for the zero interval.
    public var microseconds: Int64? {
        guard !hasUnknownDigits, !isAllNines else { return nil }
        let seconds = (Int64(hourField) * 60 + Int64(minuteField)) * 60 + Int64(secondField)
        let time = seconds * 1_000_000 + Int64(fraction)
        switch zone {
        case .interval:
            return Int64(yearOrDays) * Calendar.microsecondsPerDay + time
        case .offset(let minutes, let negative):
            guard !isAllZero else { return nil }
            let days = Calendar.daysSince1970(year: Int(yearOrDays), month: Int(monthField), day: Int(dayField))
            let shift = Int64(minutes) * 60_000_000
            return days * Calendar.microsecondsPerDay + time - (negative ? -shift : shift)
        }
    }

    init(
        yearOrDays: Int32, monthField: Int8, dayField: Int8, hourField: Int8, minuteField: Int8, secondField: Int8,
        knownFractionDigits: Int8, fraction: Int32, zone: Zone
    ) {
        self.yearOrDays = yearOrDays
        self.monthField = monthField
        self.dayField = dayField
        self.hourField = hourField
        self.minuteField = minuteField
        self.secondField = secondField
        self.knownFractionDigits = knownFractionDigits
        self.fraction = fraction
        self.zone = zone
    }

    private init(yearOrDays: Int32, month: Int8, day: Int8, timeOfDay: Int64, zone: Zone) {
        let seconds = timeOfDay / 1_000_000
        self.init(
            yearOrDays: yearOrDays, monthField: month, dayField: day, hourField: Int8(seconds / 3600),
            minuteField: Int8(seconds / 60 % 60), secondField: Int8(seconds % 60), knownFractionDigits: 6,
            fraction: Int32(timeOfDay % 1_000_000), zone: zone)
    }
}

/// The fields, for other notations of time such as xs:dateTime and xs:duration; each nil where the digits are unknown.
extension CIMDateTime {
    /// Of a timestamp.
    public var year: Int? { isInterval ? nil : Self.field(yearOrDays) }
    /// Of a timestamp, 1 to 12.
    public var month: Int? { isInterval ? nil : Self.field(monthField) }
    /// Of a timestamp, 1 to 31.
    public var day: Int? { isInterval ? nil : Self.field(dayField) }
    /// Whole days of an interval.
    public var days: Int? { isInterval ? Self.field(yearOrDays) : nil }
    public var hour: Int? { Self.field(hourField) }
    public var minute: Int? { Self.field(minuteField) }
    public var second: Int? { Self.field(secondField) }
    /// Nil when any of the six digits is unknown.
    public var microsecond: Int? { knownFractionDigits == 6 ? Int(fraction) : nil }
    /// Minutes that the local time of a timestamp is ahead of UTC.
    public var offsetMinutes: Int? {
        guard case .offset(let minutes, let negative) = zone, minutes >= 0 else { return nil }
        return negative ? -Int(minutes) : Int(minutes)
    }

    private static func field<Number: BinaryInteger>(_ number: Number) -> Int? {
        number < 0 ? nil : Int(number)
    }
}
