/// Cuts a query into tokens, one at a time, in one pass over its bytes.
struct WQLLexer {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() throws(WQLError) -> WQLToken {
        while let byte = peek(), byte == 0x20 || (0x09...0x0D).contains(byte) { index += 1 }
        let start = index
        guard let byte = peek() else { return token(.end, start) }
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return token(.string(try string()), start)
        case UInt8(ascii: "{"): return token(.braces(try braces()), start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return token(try number(), start)
        case UInt8(ascii: "."):
            if let digit = peek(1), Self.isDigit(digit) { return token(try number(), start) }
            return sign(.dot)
        case UInt8(ascii: "-"), UInt8(ascii: "+"): return token(try number(), start)
        case _ where Self.isWord(byte): return token(.word(word()), start)
        default: return try punctuation(byte)
        }
    }

    /// The 1-based character at which the byte `offset` lies; called for tokens only, each byte is counted once or twice.
    private mutating func token(_ kind: WQLToken.Kind, _ start: Int) -> WQLToken {
        WQLToken(kind: kind, position: position(of: start))
    }

    private var counted = (byte: 0, scalars: 0)

    private mutating func position(of offset: Int) -> Int {
        while counted.byte < offset {
            if bytes[counted.byte] & 0xC0 != 0x80 { counted.scalars += 1 }
            counted.byte += 1
        }
        return counted.scalars + 1
    }

    private mutating func fail(_ reason: String, at offset: Int) -> WQLError {
        WQLError(reason, at: position(of: offset))
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        index + ahead < bytes.count ? bytes[index + ahead] : nil
    }

    private mutating func sign(_ kind: WQLToken.Kind, length: Int = 1) -> WQLToken {
        index += length
        return token(kind, index - length)
    }

    // MARK: - Signs

    private mutating func punctuation(_ byte: UInt8) throws(WQLError) -> WQLToken {
        let second = peek(1)
        switch (byte, second) {
        case (UInt8(ascii: "*"), _): return sign(.star)
        case (UInt8(ascii: ","), _): return sign(.comma)
        case (UInt8(ascii: "("), _): return sign(.open)
        case (UInt8(ascii: ")"), _): return sign(.close)
        case (UInt8(ascii: ";"), _): return sign(.semicolon)
        case (UInt8(ascii: "="), _): return sign(.comparison(.equal))
        case (UInt8(ascii: "<"), UInt8(ascii: ">")?): return sign(.comparison(.notEqual), length: 2)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")?): return sign(.comparison(.notEqual), length: 2)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")?): return sign(.comparison(.lessOrEqual), length: 2)
        case (UInt8(ascii: ">"), UInt8(ascii: "=")?): return sign(.comparison(.greaterOrEqual), length: 2)
        case (UInt8(ascii: "<"), _): return sign(.comparison(.less))
        case (UInt8(ascii: ">"), _): return sign(.comparison(.greater))
        default:
            let shown = (0x21...0x7E).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\"" : "this character"
            throw fail("WQL has no use for \(shown) here", at: index)
        }
    }

    // MARK: - Words and strings

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || isDigit(byte)
            || byte >= 0x80
    }

    private mutating func word() -> String {
        let start = index
        while let byte = peek(), Self.isWord(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A backslash takes the meaning from a quote or a backslash; before anything else it stands for itself, so that an
    /// unescaped Windows path still means what it looks like. A doubled quote is one quote.
    private mutating func string() throws(WQLError) -> String {
        let start = index
        let quote = bytes[start]
        var text: [UInt8] = []
        index += 1
        while let byte = peek() {
            index += 1
            if byte == UInt8(ascii: "\\"), let escaped = peek(),
                escaped == UInt8(ascii: "\\") || escaped == UInt8(ascii: "'") || escaped == UInt8(ascii: "\"")
            {
                text.append(escaped)
                index += 1
            } else if byte != quote {
                text.append(byte)
            } else if peek() == quote {
                text.append(quote)
                index += 1
            } else {
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw fail("this string is never closed; end it with the quote it began with", at: start)
    }

    /// The path between braces; a brace inside quotes does not end it, nor does a quote behind a backslash end the quotes.
    private mutating func braces() throws(WQLError) -> String {
        let start = index
        var quote: UInt8?
        index += 1
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where quote != nil: index += 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if quote == nil { quote = byte } else if quote == byte { quote = nil }
            case UInt8(ascii: "}") where quote == nil:
                return String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self)
            default: break
            }
        }
        throw fail("this object path is never closed; end it with \"}\"", at: start)
    }

    // MARK: - Numbers

    /// `7`, `-7`, `0x1F`, `1.5`, `-2e3`.
    private mutating func number() throws(WQLError) -> WQLToken.Kind {
        let start = index
        let isNegative = bytes[start] == UInt8(ascii: "-")
        if isNegative || bytes[start] == UInt8(ascii: "+") { index += 1 }
        let first = index
        if peek() == UInt8(ascii: "0"), let x = peek(1), x | 0x20 == UInt8(ascii: "x") {
            index += 2
            let digits = word()
            guard let value = UInt64(digits, radix: 16) else {
                throw fail("this is not a hexadecimal number of at most 64 bits", at: start)
            }
            return .integer(isNegative ? -Int128(value) : Int128(value))
        }
        while let byte = peek(), numberContinues(byte) { index += 1 }
        let digits = String(decoding: bytes[first..<index], as: UTF8.self)
        if let value = UInt64(digits) {
            return .integer(isNegative ? -Int128(value) : Int128(value))
        }
        guard digits.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }),
            digits.utf8.allSatisfy({ Self.isDigit($0) || ".eE+-".utf8.contains($0) }),
            let value = Double(isNegative ? "-" + digits : digits), value.isFinite
        else {
            throw fail("this is not a number WQL can read; write an integer of at most 64 bits or a real", at: start)
        }
        return .real(value)
    }

    /// Whether a number goes on with `byte`; a sign belongs to it only behind the exponent's `e`.
    private func numberContinues(_ byte: UInt8) -> Bool {
        if Self.isWord(byte) || byte == UInt8(ascii: ".") { return true }
        return (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && index > 0
            && bytes[index - 1] | 0x20 == UInt8(ascii: "e")
    }
}
