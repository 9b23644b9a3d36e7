/// On which line of a JSON5 text each value stands, so that a complaint about a value can name it.
///
/// The decoder keeps no places, and where a text is not JSON5 it does not say where; so the text is walked once before it
/// is decoded. <https://spec.json5.org>
struct ConfigurationPlaces {
    struct SyntaxError: Error {
        let line: Int
        let sentence: String
    }

    /// Lines, counted from 1, by path: `templates[2].runner`.
    private(set) var lines: [String: Int] = [:]
    /// Paths that are written twice in one section; the decoder would quietly take one of them.
    private(set) var duplicates: [(path: String, line: Int)] = []
    private var bytes: ArraySlice<UInt8>
    private var line = 1

    init(_ text: [UInt8]) throws(SyntaxError) {
        bytes = text[...]
        guard String(validating: text, as: UTF8.self) != nil else { throw Self.notUTF8(text) }
        try value(at: "")
        try skipBlanks()
        guard bytes.isEmpty else { throw unexpected("the end of the file") }
    }

    /// The path of a member: `log`, then `log.level`.
    static func path(_ parent: String, _ key: String) -> String { parent.isEmpty ? key : "\(parent).\(key)" }

    /// The decoder ends the process when a key is not UTF-8.
    private static func notUTF8(_ text: [UInt8]) -> SyntaxError {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        return SyntaxError(line: line + 1, sentence: "a character is not UTF-8; save the file in that encoding")
    }

    private func unexpected(_ expected: String) -> SyntaxError {
        guard let first = bytes.first else {
            return SyntaxError(line: line, sentence: "expected \(expected), but the file ends")
        }
        let word = bytes.prefix { $0 > 0x20 && !":,[]{}".utf8.contains($0) }
        let found = word.isEmpty ? String(UnicodeScalar(first)) : String(decoding: word.prefix(30), as: UTF8.self)
        return SyntaxError(line: line, sentence: "expected \(expected), found '\(found)'")
    }

    private mutating func value(at path: String) throws(SyntaxError) {
        try skipBlanks()
        lines[path] = line
        switch bytes.first {
        case UInt8(ascii: "{"): try section(at: path)
        case UInt8(ascii: "["): try list(at: path)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try quoted()
        default: try number()
        }
    }

    private mutating func section(at path: String) throws(SyntaxError) {
        try items(until: "}") { (places: inout ConfigurationPlaces) throws(SyntaxError) in
            let isQuoted = places.bytes.first == UInt8(ascii: "\"") || places.bytes.first == UInt8(ascii: "'")
            let key = isQuoted ? try places.quoted() : places.bare()
            guard isQuoted || !key.isEmpty else { throw places.unexpected("a key or '}'") }
            let member = ConfigurationPlaces.path(path, key)
            if places.lines[member] != nil { places.duplicates.append((member, places.line)) }
            try places.skipBlanks()
            guard places.bytes.first == UInt8(ascii: ":") else { throw places.unexpected("':' after the key '\(key)'") }
            places.advance()
            try places.value(at: member)
        }
    }

    private mutating func list(at path: String) throws(SyntaxError) {
        var index = 0
        try items(until: "]") { (places: inout ConfigurationPlaces) throws(SyntaxError) in
            try places.value(at: "\(path)[\(index)]")
            index += 1
        }
    }

    /// What stands between two brackets, with commas between; one may follow the last.
    private mutating func items(
        until end: Unicode.Scalar, _ item: (inout ConfigurationPlaces) throws(SyntaxError) -> Void
    ) throws(SyntaxError) {
        let start = line
        advance()
        try skipBlanks()
        while let byte = bytes.first, byte != UInt8(ascii: end) {
            try item(&self)
            try skipBlanks()
            if bytes.first == UInt8(ascii: ",") {
                advance()
                try skipBlanks()
            } else if bytes.first != UInt8(ascii: end) {
                throw unexpected("',' or '\(end)' (for the bracket of line \(start))")
            }
        }
        guard bytes.first != nil else { throw unexpected("'\(end)' (for the bracket of line \(start))") }
        advance()
    }

    private mutating func advance() {
        if bytes.popFirst() == UInt8(ascii: "\n") { line += 1 }
    }

    private mutating func skipBlanks() throws(SyntaxError) {
        while let byte = bytes.first {
            if byte == UInt8(ascii: "/") {
                try comment()
            } else if byte <= 0x20 || byte > 0x7F {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func comment() throws(SyntaxError) {
        if bytes.starts(with: "//".utf8) {
            while let byte = bytes.first, byte != UInt8(ascii: "\n") { advance() }
        } else if bytes.starts(with: "/*".utf8) {
            let start = line
            bytes = bytes.dropFirst(2)
            while !bytes.isEmpty, !bytes.starts(with: "*/".utf8) { advance() }
            guard !bytes.isEmpty else { throw unexpected("'*/' (for the comment of line \(start))") }
            bytes = bytes.dropFirst(2)
        } else {
            throw unexpected("a comment")
        }
    }

    private mutating func quoted() throws(SyntaxError) -> String {
        let quote = bytes.first
        var content: [UInt8] = []
        advance()
        while let byte = bytes.first, byte != quote {
            let isEscape = byte == UInt8(ascii: "\\")
            if isEscape { advance() }
            // JSON5 §5.3: a line end inside a text stands behind a backslash.
            guard isEscape || byte != UInt8(ascii: "\n") else {
                throw SyntaxError(line: line, sentence: "a text is not closed on its line")
            }
            if let character = bytes.first { content.append(character) }
            advance()
        }
        guard bytes.first == quote else { throw unexpected("the end of a text") }
        advance()
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func bare() -> String {
        var content: [UInt8] = []
        while let byte = bytes.first, byte > 0x20, !":,[]{}/\"'".utf8.contains(byte) {
            content.append(byte)
            advance()
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// A number or one of JSON5's words; how exactly a number is written is the decoder's business.
    private mutating func number() throws(SyntaxError) {
        let before = self
        let word = bare()
        let isNumber = word.first.map { "0123456789+-.".contains($0) } ?? false
        guard isNumber || ["true", "false", "null", "Infinity", "NaN"].contains(word) else {
            throw before.unexpected("a value (texts stand in quotes)")
        }
    }
}
