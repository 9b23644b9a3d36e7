/// Why a text is no CIM datetime.
public struct CIMDateTimeError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}

extension CIMDateTime {
    /// Reads the 25 characters of a CIM datetime.
    ///
    /// A field is digits or asterisks, the microseconds may end in asterisks. Dates are checked against the Gregorian
    /// calendar; all zeroes and all nines stand for themselves. Throws a sentence that names the field.
    public init(cim text: String) throws(CIMDateTimeError) {
        var reader = Reader(text)
        guard reader.bytes.count == 25 else {
            throw reader.error("has \(reader.bytes.count) characters instead of 25")
        }
        guard reader.bytes[14] == UInt8(ascii: ".") else {
            throw reader.error("needs a point as its 15th character")
        }
        self =
            switch reader.bytes[21] {
            case UInt8(ascii: ":"): try reader.interval()
            case UInt8(ascii: "+"): try reader.timestamp(negative: false)
            case UInt8(ascii: "-"): try reader.timestamp(negative: true)
            default: throw reader.error("needs ':' (interval), '+' or '-' (timestamp) as its 22nd character")
            }
    }

    /// The 25 characters.
    public var cimText: String {
        String(unsafeUninitializedCapacity: 25) { buffer in
            var writer = Writer(buffer: buffer)
            writer.put(yearOrDays, width: isInterval ? 8 : 4)
            if !isInterval {
                writer.put(Int32(monthField), width: 2)
                writer.put(Int32(dayField), width: 2)
            }
            writer.put(Int32(hourField), width: 2)
            writer.put(Int32(minuteField), width: 2)
            writer.put(Int32(secondField), width: 2)
            writer.put(UInt8(ascii: "."))
            writer.put(fraction, width: 6)
            for position in Int(knownFractionDigits)..<6 { buffer[15 + position] = UInt8(ascii: "*") }
            switch zone {
            case .interval:
                writer.put(UInt8(ascii: ":"))
                writer.put(0, width: 3)
            case .offset(let minutes, let negative):
                writer.put(UInt8(ascii: negative ? "-" : "+"))
                writer.put(Int32(minutes), width: 3)
            }
            return 25
        }
    }

    private struct Writer {
        let buffer: UnsafeMutableBufferPointer<UInt8>
        var index = 0

        mutating func put(_ byte: UInt8) {
            buffer[index] = byte
            index += 1
        }

        mutating func put(_ number: Int32, width: Int) {
            var rest = number
            for position in stride(from: index + width - 1, through: index, by: -1) {
                buffer[position] = number < 0 ? UInt8(ascii: "*") : UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            index += width
        }
    }
}

extension CIMDateTime: CustomStringConvertible {
    public var description: String { cimText }
}

/// Takes the fields out of the 25 characters, one after the other.
private struct Reader {
    let bytes: [UInt8]
    private let text: String
    private var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func interval() throws(CIMDateTimeError) -> CIMDateTime {
        guard bytes[22...24].allSatisfy({ $0 == UInt8(ascii: "0") }) else {
            throw error("is an interval, which ends in :000")
        }
        if isAll(UInt8(ascii: "9"), 0..<14), isAll(UInt8(ascii: "9"), 15..<21) { return .allNines }
        let days = try field("days", 8, 0...99_999_999)
        let time = try time()
        return CIMDateTime(
            yearOrDays: days, monthField: 0, dayField: 0, hourField: time.hour, minuteField: time.minute,
            secondField: time.second, knownFractionDigits: time.known, fraction: time.fraction, zone: .interval)
    }

    mutating func timestamp(negative: Bool) throws(CIMDateTimeError) -> CIMDateTime {
        // All zeroes and all nines are meanings, not dates: their month and hour would not pass.
        let isMeaning = [UInt8(ascii: "0"), UInt8(ascii: "9")].contains { digit in
            isAll(digit, 0..<14) && isAll(digit, 15..<21)
        }
        let year = try field("year", 4, 0...9999)
        let month = try field("month", 2, isMeaning ? 0...99 : 1...12)
        let day = try field("day", 2, isMeaning ? 0...99 : 1...31)
        if !isMeaning, month > 0, day > 0 {
            // Without a year the 29th of February may be meant.
            let longest = Calendar.daysIn(month: Int(month), year: year < 0 ? 2000 : Int(year))
            guard day <= longest else { throw error("has day \(day) in a month of \(longest) days") }
        }
        let time = try time(upTo: isMeaning ? 99 : nil)
        position = 22
        let offset = try field("offset from UTC", 3, 0...999)
        return CIMDateTime(
            yearOrDays: year, monthField: Int8(month), dayField: Int8(day), hourField: time.hour,
            minuteField: time.minute, secondField: time.second, knownFractionDigits: time.known,
            fraction: time.fraction, zone: .offset(minutes: Int16(offset), negative: negative))
    }

    func error(_ problem: String) -> CIMDateTimeError {
        let shown = text.unicodeScalars.count > 64 ? "\(String(text.unicodeScalars.prefix(64)))…" : text
        return CIMDateTimeError(reason: "the datetime \"\(shown)\" \(problem)")
    }

    private typealias Time = (hour: Int8, minute: Int8, second: Int8, known: Int8, fraction: Int32)

    private mutating func time(upTo limit: Int32? = nil) throws(CIMDateTimeError) -> Time {
        let hour = Int8(try field("hours", 2, 0...(limit ?? 23)))
        let minute = Int8(try field("minutes", 2, 0...(limit ?? 59)))
        let second = Int8(try field("seconds", 2, 0...(limit ?? 59)))
        let known = bytes[15..<21].prefix { $0 != UInt8(ascii: "*") }.count
        guard isAll(UInt8(ascii: "*"), (15 + known)..<21) else {
            throw error("has a digit behind an asterisk in its microseconds")
        }
        var fraction: Int32 = 0
        for index in 15..<21 {
            guard index < 15 + known else {
                fraction *= 10
                continue
            }
            fraction = fraction * 10 + (try digit(at: index, of: "microseconds"))
        }
        return (hour, minute, second, Int8(known), fraction)
    }

    /// The next field: its number, or -1 for asterisks.
    private mutating func field(
        _ name: String, _ width: Int, _ allowed: ClosedRange<Int32>
    ) throws(CIMDateTimeError) -> Int32 {
        let range = position..<(position + width)
        position += width
        if isAll(UInt8(ascii: "*"), range) { return -1 }
        var number: Int32 = 0
        for index in range { number = number * 10 + (try digit(at: index, of: name)) }
        guard allowed.contains(number) else {
            throw error("has \(number) for its \(name); allowed are \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return number
    }

    private func digit(at index: Int, of name: String) throws(CIMDateTimeError) -> Int32 {
        guard bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") else {
            throw error("needs digits, or asterisks alone, for its \(name) (character \(index + 1))")
        }
        return Int32(bytes[index] - UInt8(ascii: "0"))
    }

    private func isAll(_ byte: UInt8, _ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == byte }
    }
}
