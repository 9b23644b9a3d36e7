/// A part of what a job's program wrote, as the text GetOutput hands out: whole characters, none that XML forbids.
struct OutputText {
    let text: String
    /// How many of the bytes `text` stands for; the others are for the next call.
    let byteCount: Int

    /// - Parameter mayGoOn: whether more bytes may follow these: then a character that is cut at the end waits for them.
    init(_ bytes: [UInt8], mayGoOn: Bool) {
        let cut = mayGoOn ? Self.cutCharacter(bytes) : 0
        // A part shorter than one character would never end: show it as it is.
        byteCount = cut < bytes.count ? bytes.count - cut : bytes.count
        var repaired = String.UnicodeScalarView()
        for scalar in String(decoding: bytes[..<byteCount], as: UTF8.self).unicodeScalars {
            repaired.append(Self.isForbidden(scalar) ? "\u{FFFD}" : scalar)
        }
        text = String(repaired)
    }

    /// How many bytes at the end begin a character of UTF-8 without ending it.
    private static func cutCharacter(_ bytes: [UInt8]) -> Int {
        let tail = bytes.suffix(3).reversed().enumerated()
        guard let (offset, lead) = tail.first(where: { $0.element & 0xC0 != 0x80 }) else { return 0 }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
        return offset + 1 < length ? offset + 1 : 0
    }

    /// What XML 1.0 §2.2 has no place for.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: false
        case ..<0x20, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
