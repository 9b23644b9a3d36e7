import Testing
import XML

@Suite struct `Encodings on the wire` {
    private let text = "<a>ü€😀</a>"

    private func utf16(bigEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
            let high = UInt8(unit >> 8)
            let low = UInt8(unit & 0xFF)
            return bigEndian ? [high, low] : [low, high]
        }
    }

    private func kind(_ bytes: [UInt8], _ charset: String?) -> XMLError.Kind? {
        do {
            _ = try Transcoding.decode(bytes, charset: charset)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test(arguments: [nil, "UTF-8", "utf-8", "Utf-8", " utf8 "])
    func `UTF-8 is taken with and without its mark`(charset: String?) throws {
        for mark in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
            let decoded = try Transcoding.decode(mark + Array(text.utf8), charset: charset)
            #expect(decoded.utf8 == Array(text.utf8))
            #expect(decoded.encoding == .utf8)
        }
    }

    @Test(arguments: [true, false], [nil, "UTF-16", "utf-16"])
    func `UTF-16 is taken in both orders, by its mark`(bigEndian: Bool, charset: String?) throws {
        let decoded = try Transcoding.decode(utf16(bigEndian: bigEndian), charset: charset)
        #expect(decoded.utf8 == Array(text.utf8))
        #expect(decoded.encoding == .utf16(bigEndian: bigEndian))
    }

    @Test(arguments: [true, false])
    func `A reply goes back as the request came`(bigEndian: Bool) {
        #expect(Transcoding.encode(Array(text.utf8), as: .utf16(bigEndian: bigEndian)) == utf16(bigEndian: bigEndian))
        #expect(Transcoding.encode(Array(text.utf8), as: .utf8) == Array(text.utf8))
    }

    @Test func `Contradictions are refused`() {
        #expect(kind(utf16(bigEndian: true, mark: false), "UTF-16") == .encoding)
        #expect(kind(utf16(bigEndian: true), "UTF-8") == .encoding)
        #expect(kind([0xEF, 0xBB, 0xBF] + Array(text.utf8), "UTF-16") == .encoding)
        #expect(kind(Array(text.utf8), "ISO-8859-1") == .unknownCharacterSet)
    }

    @Test func `Broken UTF-16 is refused`() {
        #expect(kind([0xFE, 0xFF, 0x00], "UTF-16") == .encoding)
        #expect(kind([0xFE, 0xFF, 0xD8, 0x00], "UTF-16") == .encoding)
        #expect(kind([0xFE, 0xFF, 0xDC, 0x00, 0x00, 0x61], "UTF-16") == .encoding)
    }
}
