import Testing
import Usage

struct SuggestionTests {
    @Test(arguments: [
        ("listn", "listen"), ("lsten", "listen"), ("data", "data"), ("user", "users"),
    ])
    func `A name with a slip of the keyboard is recognised`(typed: String, meant: String) {
        #expect(closest(to: typed, in: ["data", "listen", "users"]) == meant)
        #expect(suggestion(for: typed, in: ["data", "listen", "users"]) == " Did you mean '\(meant)'?")
    }

    @Test(arguments: ["", "zzzzz", "certificate"])
    func `Nothing is guessed for a name that is like none`(typed: String) {
        #expect(closest(to: typed, in: ["data", "listen", "users"]) == nil)
        #expect(suggestion(for: typed, in: []) == "")
    }
}
