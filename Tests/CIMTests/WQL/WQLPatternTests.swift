import Testing

@testable import CIM

@Suite struct `The pattern of LIKE` {
    @Test(arguments: [
        ("abc", "ABC", true), ("abc", "abcd", false), ("abc%", "ABCdef", true), ("%def", "abcdef", true),
        ("%", "", true),
        ("a_c", "abc", true), ("a_c", "ac", false), ("_", "", false), ("a%c%e", "abcde", true),
        ("a%c%e", "abcd", false),
        ("%aab", "aaaaab", true), ("[a-c]x", "Bx", true), ("[a-c]x", "dx", false), ("[^a-c]x", "dx", true),
        ("[^a-c]x", "ax", false), ("[%]", "%", true), ("[%]", "x", false), ("[_]a", "_a", true), ("[[]x", "[x", true),
        ("[a-]", "-", true), ("[^]", "^", true), ("x]", "x]", true), ("%ä%", "ein Ä hier", true), ("[ä-ö]", "Ö", true),
        (#"Microsoft:A\%"#, #"microsoft:a\83F8"#, true), ("%%%a%%", "bab", true), ("", "", true), ("", "x", false),
    ])
    func `Fits what it describes, in either case`(pattern: String, text: String, fits: Bool) throws {
        #expect(try WQLPattern(pattern).matches(text) == fits)
    }

    @Test func `A pattern made to be tried over and over answers at once`() throws {
        let pattern = try WQLPattern(String(repeating: "a%", count: 500) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
    }

    @Test func `Of more bytes than allowed is refused`() {
        let longest = String(repeating: "a", count: WQLPattern.maximumLength)
        #expect(throws: Never.self) { try WQLPattern(longest) }
        #expect(throws: WQLError.self) { try WQLPattern(longest + "a") }
    }
}
