internal import Usage

/// The manual pages winch(1) and winch-COMMAND(1), made of the same tables as the help.
enum ManualPage {
    static func text(_ command: Command?) -> String { command.map(text(of:)) ?? overview }

    private static var overview: String {
        var page = Roff(title: "winch")
        page.section("NAME", "winch - talk to WS-Management services, and above all to their jobs")
        page.section("SYNOPSIS", "winch COMMAND [OPERANDS] [OPTIONS]")
        page.request("SH COMMANDS")
        for command in Command.allCases {
            page.entry(
                command.rawValue, command.row.operands, "\(command.row.summary): see winch-\(command.rawValue)(1).")
        }
        page.request("SH RESOURCES")
        page.preformatted(Help.resources)
        page.options(Option.allCases)
        page.section("ENVIRONMENT", Help.variables)
        page.request("SH EXIT STATUS")
        for code in ExitCode.allCases { page.entry(String(code.rawValue), "", code.meaning) }
        page.section("SEE ALSO", Command.allCases.map { "winch-\($0.rawValue)(1)" }.joined(separator: ", "))
        return page.result
    }

    private static func text(of command: Command) -> String {
        let row = command.row
        var page = Roff(title: "winch-\(command.rawValue)")
        page.section("NAME", "winch-\(command.rawValue) - \(row.summary)")
        page.section(
            "SYNOPSIS",
            ["winch", command.rawValue, row.operands, "[OPTIONS]"].filter { !$0.isEmpty }.joined(separator: " "))
        if row.operands.contains("RESOURCE") {
            page.request("SH OPERANDS")
            page.preformatted(Help.resources)
        }
        page.options(command.options)
        page.request("SH EXAMPLES")
        for example in row.examples { page.entry("winch \(example.line)", "", example.meaning) }
        page.section("SEE ALSO", "winch(1)")
        return page.result
    }
}

/// Text for man(7).
private struct Roff {
    var result = ""

    init(title: String) {
        request("TH \(title.uppercased()) 1 \"\" \"winch \(winchVersion)\" \"User Commands\"")
    }

    /// A paragraph under a word in bold and what belongs to it.
    mutating func entry(_ word: String, _ rest: String, _ meaning: String) {
        request("TP")
        text("\\fB\(Self.escaped(word))\\fR \(Self.escaped(rest))".trimmingEnd, isEscaped: true)
        if !meaning.isEmpty { text(meaning) }
    }

    mutating func options(_ options: [Option]) {
        guard !options.isEmpty else { return }
        request("SH OPTIONS")
        for option in options { entry(option.flag, option.row.placeholder ?? "", option.row.meaning) }
    }

    mutating func request(_ text: String) { result += ".\(text)\n" }

    mutating func section(_ heading: String, _ text: String) {
        request("SH \(heading)")
        self.text(text)
    }

    mutating func text(_ text: String, isEscaped: Bool = false) {
        result += (isEscaped ? text : Self.escaped(text)) + "\n"
    }

    mutating func preformatted(_ text: String) {
        request("nf")
        self.text(text)
        request("fi")
    }

    /// Backslashes and dashes mean themselves, and no line begins with a request.
    static func escaped(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let escaped = line.map { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : String($0) }.joined()
            return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + escaped : escaped
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmingEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
