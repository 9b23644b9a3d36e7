public import CIM
public import XML

/// A CIM datetime as one element of the namespace `cim` (DSP0230 8.1), or of none in a projection:
///
///     Datetime       2024-05-06T07:08:09.123456Z    a timestamp, all digits known
///     Interval       P0DT0H1M40S                    an interval, all digits known
///     Date           2024-05-06Z                    the time of day is unknown
///     Time           07:08:09Z                      the date is unknown
///     CIM_DateTime   2024050607****.******+000      anything else
///
/// Windows cuts the zeroes at the end of a fraction and writes all fields of an interval; recorded replies show it.
extension XMLWriter {
    /// Writes the element; the caller has declared `cim`.
    ///
    /// - Parameter isPrefixed: false in a `w:XmlFragment`, where Windows writes `Datetime` without prefix.
    public mutating func datetime(_ value: CIMDateTime, isPrefixed: Bool) {
        let form = DateTimeForm(value)
        let tags = form.tags(isPrefixed: isPrefixed)
        raw(tags.open)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            var text = ASCIIText(buffer)
            form.write(value, to: &text)
            raw(text.bytes)
        }
        raw(tags.close)
    }
}

/// Which of the five elements a value needs: decided by the value, never by the property.
private enum DateTimeForm {
    case timestamp, interval, date, time, other

    init(_ value: CIMDateTime) {
        let isDateKnown = value.year != nil && value.month != nil && value.day != nil
        let isTimeKnown = value.hour != nil && value.minute != nil && value.second != nil && value.microsecond != nil
        if value.isInterval {
            self = value.hasUnknownDigits ? .other : .interval
        } else if value.isAllZero || value.isAllNines || !(value.offsetMinutes.map { abs($0) <= 840 } ?? false) {
            // All zeroes and all nines are meanings and no days of a calendar: their 25 characters tell them best. XML
            // Schema's offsets end at 14 hours (part 2, 3.2.7.3), CIM's at 999 minutes.
            self = .other
        } else if isDateKnown, isTimeKnown {
            self = .timestamp
        } else if isDateKnown, value.hour == nil, value.minute == nil, value.second == nil {
            self = .date
        } else if isTimeKnown, value.year == nil, value.month == nil, value.day == nil {
            self = .time
        } else {
            self = .other
        }
    }

    private static let prefixed = Elements(prefix: "cim:")
    private static let plain = Elements(prefix: "")

    /// A class: ten arrays in a struct would have their references counted at every use.
    private final class Elements: Sendable {
        let timestamp, interval, date, time, other: Tags

        init(prefix: String) {
            timestamp = Tags(prefix + "Datetime")
            interval = Tags(prefix + "Interval")
            date = Tags(prefix + "Date")
            time = Tags(prefix + "Time")
            other = Tags(prefix + "CIM_DateTime")
        }
    }

    func tags(isPrefixed: Bool) -> Tags {
        let elements = isPrefixed ? Self.prefixed : Self.plain
        return switch self {
        case .timestamp: elements.timestamp
        case .interval: elements.interval
        case .date: elements.date
        case .time: elements.time
        case .other: elements.other
        }
    }

    func write(_ value: CIMDateTime, to text: inout ASCIIText) {
        switch self {
        case .timestamp:
            text.date(value)
            text.put("T")
            text.time(value)
        case .date:
            text.date(value)
            text.zone(value)
        case .time:
            text.time(value)
        case .interval:
            text.interval(value)
        case .other:
            for byte in value.cimText.utf8 { text.put(byte) }
        }
    }
}

/// ASCII text in memory that somebody else holds: a date costs no allocation this way, and a job has nine.
private struct ASCIIText {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: buffer[..<count]) }

    mutating func put(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    mutating func put(_ character: Unicode.Scalar) {
        put(UInt8(ascii: character))
    }

    /// At least `width` digits.
    mutating func put(_ number: Int, width: Int) {
        var power = 1
        var digits = 1
        while digits < width || number / power >= 10 {
            power *= 10
            digits += 1
        }
        while power > 0 {
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
            power /= 10
        }
    }

    mutating func date(_ value: CIMDateTime) {
        put(value.year ?? 0, width: 4)
        put("-")
        put(value.month ?? 0, width: 2)
        put("-")
        put(value.day ?? 0, width: 2)
    }

    mutating func time(_ value: CIMDateTime) {
        put(value.hour ?? 0, width: 2)
        put(":")
        put(value.minute ?? 0, width: 2)
        put(":")
        put(value.second ?? 0, width: 2)
        fraction(value)
        zone(value)
    }

    mutating func interval(_ value: CIMDateTime) {
        put("P")
        put(value.days ?? 0, width: 1)
        put("D")
        put("T")
        put(value.hour ?? 0, width: 1)
        put("H")
        put(value.minute ?? 0, width: 1)
        put("M")
        put(value.second ?? 0, width: 1)
        fraction(value)
        put("S")
    }

    private mutating func fraction(_ value: CIMDateTime) {
        guard var fraction = value.microsecond, fraction > 0 else { return }
        var width = 6
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        put(".")
        put(fraction, width: width)
    }

    mutating func zone(_ value: CIMDateTime) {
        guard let offset = value.offsetMinutes, offset != 0 else { return put("Z") }
        put(offset < 0 ? "-" : "+")
        put(abs(offset) / 60, width: 2)
        put(":")
        put(abs(offset) % 60, width: 2)
    }
}
