/// xs:duration, `P1DT2H3M4.000005S`: how WS-Management writes spans of time.
public enum XSDDuration {
    /// Reads a duration to the microsecond; further digits are dropped.
    ///
    /// Years and months, which are no fixed span, may only be zero. The `T` may be missing where the meaning is clear
    /// (`P60.000S` has been seen of clients).
    /// - Returns: nil for what is no duration, or one too long to count in microseconds.
    public static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)[...]
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        guard rest.popFirst() == "P" else { return nil }
        var reader = Reader(rest: rest)
        guard let microseconds = reader.microseconds() else { return nil }
        return .microseconds(isNegative ? -microseconds : microseconds)
    }

    /// The shortest form in seconds: `PT600S`, `PT0.5S`.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let microseconds = abs(attoseconds / 1_000_000_000_000)
        let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
        return "\(sign)PT\(seconds.magnitude)\(XSDFraction.text(Int(microseconds)))S"
    }

    private struct Reader {
        var rest: Substring
        private var total: Int64 = 0
        private var isInTime = false
        /// Designators come in this order, each once.
        private var position = 0

        init(rest: Substring) { self.rest = rest }

        mutating func microseconds() -> Int64? {
            guard !rest.isEmpty else { return nil }
            while !rest.isEmpty {
                if rest.first == "T" {
                    guard !isInTime, rest.count > 1 else { return nil }
                    isInTime = true
                    rest.removeFirst()
                }
                guard field() else { return nil }
            }
            return total
        }

        private mutating func field() -> Bool {
            let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
            guard let number = Int64(digits) else { return false }
            rest = rest.dropFirst(digits.count)
            var fraction: Int64 = 0
            if rest.first == "." {
                guard let (microseconds, count) = XSDFraction.parse(rest.dropFirst()) else { return false }
                fraction = Int64(microseconds)
                rest = rest.dropFirst(1 + count)
                guard rest.first == "S" else { return false }
            }
            guard let designator = rest.popFirst(), let (order, unit) = Self.unit(designator, isInTime),
                order > position, unit > 0 || number == 0
            else { return false }
            position = order
            let (product, overflow) = number.multipliedReportingOverflow(by: unit)
            let (sum, overflow2) = total.addingReportingOverflow(product)
            let (whole, overflow3) = sum.addingReportingOverflow(fraction)
            total = whole
            return !overflow && !overflow2 && !overflow3
        }

        /// The place of a designator in the order, and its microseconds; 0 for those of no fixed length.
        private static func unit(_ designator: Character, _ isInTime: Bool) -> (order: Int, unit: Int64)? {
            switch (designator, isInTime) {
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

/// Fractions of a second, in microseconds.
enum XSDFraction {
    /// Reads the digits after the point: the microseconds, and how many digits there were.
    static func parse(_ text: Substring) -> (microseconds: Int, count: Int)? {
        let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
        guard !digits.isEmpty else { return nil }
        let six = digits.prefix(6)
        guard var microseconds = Int(six) else { return nil }
        for _ in six.count..<6 { microseconds *= 10 }
        return (microseconds, digits.count)
    }

    /// The point and the digits without trailing zeros; nothing for zero.
    static func text(_ microseconds: Int) -> String {
        guard microseconds > 0 else { return "" }
        var digits = String(microseconds)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }
}
