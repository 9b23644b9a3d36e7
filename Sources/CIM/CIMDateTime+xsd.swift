extension CIMDateTime {
    /// Reads either notation: the 25 characters of CIM, or one of XML Schema's forms as `init(xsd:)` does.
    public init(_ text: String) throws(CIMDateTimeError) {
        let trimmed = text.trimmed
        if trimmed.utf8.count == 25, trimmed.utf8.dropFirst(14).first == UInt8(ascii: ".") {
            try self.init(cim: String(trimmed))
        } else {
            try self.init(xsd: text)
        }
    }

    /// Reads the forms that XML Schema has for time: `2024-05-06T07:08:09.123456+02:00` (xs:dateTime) gives a timestamp,
    /// `P1DT2H3M4.5S` (xs:duration) an interval, `2024-05-06` (xs:date) and `07:08:09` (xs:time) a timestamp whose other
    /// half is unknown.
    ///
    /// A time without zone is taken as UTC, because CIM has no time without one. More than six digits of a second are
    /// cut. Years and months of a duration have no fixed length: they must be zero. Throws a sentence that says what is
    /// wrong.
    public init(xsd text: String) throws(CIMDateTimeError) {
        let trimmed = String(text.trimmed)
        var reader = XSDReader(trimmed)
        let cim: String?
        if trimmed.hasPrefix("P") || trimmed.hasPrefix("-P") {
            if trimmed == "P99999999DT99H99M99.999999S" {
                // How the interval of nines, which means "without end", is written as a duration.
                self = .allNines
                return
            }
            guard let microseconds = reader.duration() else { throw reader.error("xs:duration such as PT1M30.5S") }
            self.init(interval: microseconds)
            return
        } else if trimmed.utf8.dropFirst(2).first == UInt8(ascii: ":") {
            cim = reader.time().map { "********\($0)" }
        } else {
            cim = reader.dateTime()
        }
        guard let cim else { throw reader.error("xs:dateTime such as 2024-05-06T07:08:09.5Z") }
        try self.init(cim: cim)
    }
}

/// Takes a text of XML Schema apart. What is read of a date is put into CIM's order; CIM's own reader then checks it.
private struct XSDReader {
    private let text: String
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    func error(_ expected: String) -> CIMDateTimeError {
        CIMDateTimeError(reason: "\"\(String(text.unicodeScalars.prefix(64)))\" is no \(expected)")
    }

    mutating func dateTime() -> String? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2) else { return nil }
        if take("T") { return time().map { year + month + day + $0 } }
        return zone().map { "\(year)\(month)\(day)******.******\($0)" }
    }

    /// `HHMMSS.mmmmmm+UUU`, up to the end.
    mutating func time() -> String? {
        guard let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
            let fraction = fraction(), let zone = zone()
        else { return nil }
        return "\(hour)\(minute)\(second).\(fraction)\(zone)"
    }

    /// Microseconds; nil for a negative duration, for one with years or months, and for one too long for CIM.
    mutating func duration() -> Int64? {
        guard take("P") else { return nil }
        var total: Int64 = 0
        var units: [(letter: String, microseconds: Int64)] = [("Y", 0), ("M", 0), ("D", 86_400_000_000)]
        var isEmpty = true
        while index < bytes.count {
            if take("T") {
                guard units.last?.letter != "S" else { return nil }
                units = [("H", 3_600_000_000), ("M", 60_000_000), ("S", 1_000_000)]
                isEmpty = true
                continue
            }
            let start = index
            while index < bytes.count, isDigit(bytes[index]) { index += 1 }
            guard let number = Int64(String(decoding: bytes[start..<index], as: UTF8.self)), number < 1_000_000_000_000
            else { return nil }
            let hasFraction = index < bytes.count && bytes[index] == UInt8(ascii: ".")
            guard let fraction = fraction().flatMap({ Int64($0) }),
                let unit = units.firstIndex(where: { take($0.letter) }), !hasFraction || units[unit].letter == "S",
                units[unit].microseconds > 0 || number == 0
            else { return nil }
            let (length, overflow) = number.multipliedReportingOverflow(by: units[unit].microseconds)
            let (sum, tooLong) = total.addingReportingOverflow(length)
            guard !overflow, !tooLong else { return nil }
            total = sum + fraction
            units.removeFirst(unit + 1)
            isEmpty = false
        }
        return isEmpty || total >= 100_000_000 * 86_400_000_000 ? nil : total
    }

    private mutating func take(_ character: String) -> Bool {
        guard index < bytes.count, bytes[index] == character.utf8.first else { return false }
        index += 1
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func digits(_ count: Int) -> String? {
        guard index + count <= bytes.count, bytes[index..<(index + count)].allSatisfy(isDigit) else { return nil }
        index += count
        return String(decoding: bytes[(index - count)..<index], as: UTF8.self)
    }

    /// Six digits of what follows a point; zeroes when there is no point.
    private mutating func fraction() -> String? {
        guard take(".") else { return "000000" }
        let start = index
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        let known = bytes[start..<index].prefix(6)
        return String(decoding: known, as: UTF8.self) + String(repeating: "0", count: 6 - known.count)
    }

    /// `+UUU`, from `Z`, `+hh:mm` or nothing, up to the end.
    private mutating func zone() -> String? {
        if index == bytes.count { return "+000" }
        if take("Z") { return index == bytes.count ? "+000" : nil }
        let sign = take("+") ? "+" : "-"
        guard sign == "+" || take("-"), let hours = digits(2).flatMap({ Int($0) }), take(":"),
            let minutes = digits(2).flatMap({ Int($0) }), minutes < 60, hours * 60 + minutes <= 840,
            index == bytes.count
        else { return nil }
        let offset = String(hours * 60 + minutes)
        return sign + String(repeating: "0", count: 3 - offset.count) + offset
    }
}
