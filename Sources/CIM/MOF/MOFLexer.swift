/// Cuts a MOF text into tokens (DSP0004 Annex A), byte by byte; comments, white space and `#pragma` lines are dropped.
struct MOFLexer {
    enum Kind: Hashable {
        case identifier, integer, real, string, character, alias, end
        /// `{ } [ ] ( ) : ; , = `
        case punctuation(UInt8)
    }

    struct Token {
        let kind: Kind
        let range: Range<Int>
    }

    let source: MOFSource
    private(set) var position = 0
    private var bytes: [UInt8] { source.bytes }

    init(_ source: MOFSource) {
        self.source = source
        // A byte order mark is no part of the text.
        if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() throws(MOFError) -> Token {
        try skipBlanks()
        let start = position
        guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
        let byte = bytes[start]
        switch byte {
        case UInt8(ascii: "\""):
            return try quoted(byte, .string)
        case UInt8(ascii: "'"):
            return try quoted(byte, .character)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return try number()
        case UInt8(ascii: "$"):
            position += 1
            skipIdentifier()
            guard position > start + 1 else { throw source.error(at: start, "expected a name after '$'") }
            return Token(kind: .alias, range: start..<position)
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "="):
            position += 1
            return Token(kind: .punctuation(byte), range: start..<position)
        default:
            skipIdentifier()
            guard position > start else {
                let shown = String(decoding: CollectionOfOne(byte), as: UTF8.self)
                throw source.error(at: start, "the character '\(shown)' has no meaning here")
            }
            return Token(kind: .identifier, range: start..<position)
        }
    }

    private mutating func skipIdentifier() {
        while position < bytes.count, bytes[position].isIdentifier { position += 1 }
    }

    private mutating func skipBlanks() throws(MOFError) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D:
                position += 1
            case UInt8(ascii: "#"):
                skipLine()
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "/"):
                skipLine()
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"):
                let start = position
                position += 2
                while at(position) != UInt8(ascii: "*") || at(position + 1) != UInt8(ascii: "/") {
                    position += 1
                    guard position < bytes.count else {
                        throw source.error(at: start, "this comment has no end; expected '*/'")
                    }
                }
                position += 2
            default:
                return
            }
        }
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    private func at(_ index: Int) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    /// The range is that of the content, without the quotes.
    private mutating func quoted(_ quote: UInt8, _ kind: Kind) throws(MOFError) -> Token {
        let start = position
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case quote:
                position += 1
                return Token(kind: kind, range: (start + 1)..<(position - 1))
            case UInt8(ascii: "\\"):
                position += 2
            case UInt8(ascii: "\n"):
                throw source.error(at: start, "this quoted text does not end in its line; expected the closing quote")
            default:
                position += 1
            }
        }
        throw source.error(at: start, "this quoted text has no end; expected the closing quote")
    }

    private mutating func number() throws(MOFError) -> Token {
        let start = position
        var isReal = false
        while position < bytes.count {
            let byte = bytes[position]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let isHexadecimal =
                position > start + 1 && bytes[start..<position].contains { $0 | 0x20 == UInt8(ascii: "x") }
            let followsExponent = position > start && bytes[position - 1] | 0x20 == UInt8(ascii: "e") && !isHexadecimal
            if byte == UInt8(ascii: ".") || (byte | 0x20 == UInt8(ascii: "e") && !isHexadecimal) {
                isReal = true
            } else if !(byte.isIdentifier || isSign && (position == start || followsExponent)) {
                break
            }
            position += 1
        }
        return Token(kind: isReal ? .real : .integer, range: start..<position)
    }
}
