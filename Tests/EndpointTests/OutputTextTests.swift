import Testing

@testable import Endpoint

@Suite("A part of a job's output")
struct OutputTextTests {
    @Test func `Leaves a character that is cut for the next part`() {
        for (text, kept) in [("abž", 2), ("ab€", 2), ("ab🐎", 2)] {
            let bytes = Array(text.utf8)
            for end in 3..<bytes.count {
                let part = OutputText(Array(bytes[..<end]), mayGoOn: true)
                #expect(part.text == "ab")
                #expect(part.byteCount == kept)
            }
            #expect(OutputText(bytes, mayGoOn: true).text == text)
        }
    }

    @Test func `Shows a cut character when nothing follows, or when nothing else is left to show`() {
        #expect(OutputText([0x61, 0xC5], mayGoOn: false).text == "a\u{FFFD}")
        let part = OutputText([0xE2, 0x82], mayGoOn: true)
        #expect(part.text == "\u{FFFD}")
        #expect(part.byteCount == 2)
    }

    @Test func `Shows what is no text as replacement characters`() {
        let part = OutputText([0x61, 0x00, 0x1B, 0xFF, 0x09, 0x0A, 0x62], mayGoOn: true)
        #expect(part.text == "a\u{FFFD}\u{FFFD}\u{FFFD}\t\nb")
        #expect(part.byteCount == 7)
    }

    @Test func `May be empty`() {
        let part = OutputText([], mayGoOn: true)
        #expect(part.text.isEmpty)
        #expect(part.byteCount == 0)
    }
}
