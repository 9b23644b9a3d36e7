/// xs:duration, `P1DT2H3M4.000005S`: how WS-Management writes spans of time.
public enum XSDDuration {
    /// Reads a duration to the microsecond; further digits are dropped.
    ///
    /// Years and months, which are no fixed span, may only be zero. The `T` may be missing where the meaning is clear
    /// (`P60.000S` has been seen of clients).
    /// - Returns: nil for what is no duration, or one too long to count in microseconds.
    public static func parse(_ text: String) -> Duration? {
        var rest = Substring(text).utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        guard rest.popFirst() == UInt8(ascii: "P") else { return nil }
        var reader = Reader(rest: rest)
        guard let microseconds = reader.microseconds() else { return nil }
        return .microseconds(isNegative ? -microseconds : microseconds)
    }

    /// The shortest form in seconds: `PT600S`, `PT0.5S`.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let microseconds = abs(attoseconds / 1_000_000_000_000)
        let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
        return "\(sign)PT\(seconds.magnitude)\(XSDDigits.text(ofFraction: Int(microseconds)))S"
    }

    private struct Reader {
        var rest: Substring.UTF8View
        private var total: Int64 = 0
        private var isInTime = false
        /// Designators come in this order, each once.
        private var position = 0

        init(rest: Substring.UTF8View) { self.rest = rest }

        mutating func microseconds() -> Int64? {
            guard !rest.isEmpty else { return nil }
            while !rest.isEmpty {
                if rest.first == UInt8(ascii: "T") {
                    rest.removeFirst()
                    guard !isInTime, !rest.isEmpty else { return nil }
                    isInTime = true
                }
                guard field() else { return nil }
            }
            return total
        }

        /// One number with its designator.
        private mutating func field() -> Bool {
            guard let number = XSDDigits.number(&rest) else { return false }
            var fraction: Int64 = 0
            if rest.first == UInt8(ascii: ".") {
                rest.removeFirst()
                guard let microseconds = XSDDigits.fraction(&rest), rest.first == UInt8(ascii: "S") else {
                    return false
                }
                fraction = microseconds
            }
            guard let designator = rest.popFirst(), let (order, unit) = Self.unit(designator, isInTime),
                order > position, unit > 0 || number == 0
            else { return false }
            position = order
            let (product, isTooLong) = number.multipliedReportingOverflow(by: unit)
            let (sum, isSumTooLong) = total.addingReportingOverflow(product)
            let (whole, isWholeTooLong) = sum.addingReportingOverflow(fraction)
            total = whole
            return !isTooLong && !isSumTooLong && !isWholeTooLong
        }

        /// The place of a designator in the order, and its microseconds; 0 for those of no fixed length.
        private static func unit(_ designator: UInt8, _ isInTime: Bool) -> (order: Int, unit: Int64)? {
            switch (Unicode.Scalar(designator), isInTime) {
            case ("Y", false): (1, 0)
            case ("M", false): (2, 0)
            case ("D", false): (3, 86_400_000_000)
            case ("H", _): (4, 3_600_000_000)
            case ("M", true): (5, 60_000_000)
            case ("S", _): (6, 1_000_000)
            default: nil
            }
        }
    }
}

/// Digits of durations and dates.
enum XSDDigits {
    /// Takes the digits off the front. Nil when there are none, or too many.
    static func number(_ rest: inout Substring.UTF8View) -> Int64? {
        var number: Int64?
        while let digit = digit(rest.first) {
            let (tens, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, isSumTooLarge) = tens.addingReportingOverflow(digit)
            guard !isTooLarge, !isSumTooLarge else { return nil }
            number = sum
            rest.removeFirst()
        }
        return number
    }

    /// Takes the digits after a point off the front: microseconds, what is finer is dropped.
    static func fraction(_ rest: inout Substring.UTF8View) -> Int64? {
        guard digit(rest.first) != nil else { return nil }
        var microseconds: Int64 = 0
        var unit: Int64 = 100_000
        while let digit = digit(rest.first) {
            microseconds += digit * unit
            unit /= 10
            rest.removeFirst()
        }
        return microseconds
    }

    /// A point and the digits of microseconds without trailing zeros; nothing for zero.
    static func text(ofFraction microseconds: Int) -> String {
        guard microseconds > 0 else { return "" }
        var digits = String(microseconds)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }

    private static func digit(_ byte: UInt8?) -> Int64? {
        guard let byte, (0x30...0x39).contains(byte) else { return nil }
        return Int64(byte - 0x30)
    }
}
