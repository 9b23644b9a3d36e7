// CIM compares names, namespaces and string keys without regard to case (DSP0004 5.1). Only ASCII letters are folded:
// identifiers are ASCII, and Unicode case folding would make two different keys one.

extension UInt8 {
    /// The lower-case form of an ASCII letter, any other byte as it is.
    var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// Whether the byte may stand in an identifier: a letter, a digit, an underscore, or part of a non-ASCII character.
    var isIdentifier: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}

extension String {
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let equal = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                left.indices.allSatisfy {
                    left[$0] == right[$0] || left[$0].asciiLowercased == right[$0].asciiLowercased
                }
            }
        }
        // Only strings bridged from elsewhere have no storage to look at.
        return equal.flatMap(\.self) ?? utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }

    func hashIgnoringASCIICase(into hasher: inout Hasher) {
        // Eight bytes at a time: feeding the hasher single bytes costs several times as much.
        var word: UInt64 = 0
        var filled = 0
        for byte in utf8 {
            word = word << 8 | UInt64(byte.asciiLowercased)
            filled += 1
            if filled & 7 == 0 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(filled)
    }

    func precedesIgnoringASCIICase(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8) { $0.asciiLowercased < $1.asciiLowercased }
    }

    /// The text in lower case, ASCII letters only.
    var asciiLowercased: String {
        String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    /// The text without the white space of XML and MOF at both ends.
    var trimmed: Substring {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }),
            let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
