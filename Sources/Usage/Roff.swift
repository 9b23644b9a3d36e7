/// The text of a manual page, for man(7).
///
///     var page = Roff(title: "winchd", section: 8)
///     page.section("NAME", "winchd - a WS-Management endpoint whose resources are jobs")
public struct Roff: Sendable {
    /// What was written so far.
    public private(set) var text = ""

    /// - Parameters:
    ///   - title: what the page is about; written in capitals.
    ///   - section: 1 for commands of users, 8 for those of administrators.
    public init(title: String, section: Int) {
        let volume = section == 8 ? "System Administration" : "User Commands"
        request("TH \(title.uppercased()) \(section) \"\(winchDate)\" \"winch \(winchVersion)\" \"\(volume)\"")
    }

    public mutating func heading(_ heading: String) { request("SH \(heading)") }

    public mutating func section(_ heading: String, _ text: String) {
        self.heading(heading)
        paragraph(text)
    }

    /// A paragraph under a word in bold and what belongs to it.
    public mutating func entry(_ word: String, _ rest: String, _ meaning: String) {
        request("TP")
        text += "\\fB\(Self.escaped(word))\\fR\(rest.isEmpty ? "" : " " + Self.escaped(rest))\n"
        if !meaning.isEmpty { paragraph(meaning) }
    }

    public mutating func paragraph(_ text: String) { self.text += Self.escaped(text) + "\n" }

    /// Begins a new paragraph.
    public mutating func separate() { request("PP") }

    /// Lines that stay as they are.
    public mutating func preformatted(_ text: String) {
        request("nf")
        paragraph(text)
        request("fi")
    }

    private mutating func request(_ request: String) { text += ".\(request)\n" }

    /// Backslashes and dashes mean themselves, and no line begins with a request.
    private static func escaped(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let escaped = line.map { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : String($0) }.joined()
            return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + escaped : escaped
        }
        return lines.joined(separator: "\n")
    }
}
