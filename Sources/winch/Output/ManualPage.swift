internal import Usage

/// The manual page winch(1), made of the same tables as the help.
enum ManualPage {
    static var text: String {
        var page = Roff()
        page.request("TH WINCH 1 \"\" \"winch \(winchVersion)\" \"User Commands\"")
        page.section("NAME", "winch - talk to WS-Management services, and above all to their jobs")
        page.request("SH SYNOPSIS")
        page.text("winch COMMAND [OPERANDS] [OPTIONS]")
        page.request("SH COMMANDS")
        for command in Command.allCases {
            let row = command.row
            page.request("TP")
            page.text("\\fB\(command.rawValue)\\fR \(Roff.escaped(row.operands))", isEscaped: true)
            page.text("\(row.summary).")
            for example in row.examples {
                page.request("br")
                page.text("Example: winch \(example.line)")
                if !example.meaning.isEmpty { page.text("(\(example.meaning))") }
            }
            if !row.options.isEmpty {
                page.request("br")
                page.text("Options: \(row.options.map(\.flag).joined(separator: ", ")).")
            }
        }
        page.request("SH RESOURCES")
        page.preformatted(Help.resources)
        page.request("SH OPTIONS")
        for option in Option.allCases {
            page.request("TP")
            page.text(
                "\\fB\(Roff.escaped(option.flag))\\fR \(Roff.escaped(option.row.placeholder ?? ""))", isEscaped: true)
            page.text(option.row.meaning)
        }
        page.section("ENVIRONMENT", Help.variables)
        page.request("SH EXIT STATUS")
        for code in ExitCode.allCases {
            page.request("TP")
            page.text(String(code.rawValue))
            page.text(code.meaning)
        }
        return page.result
    }
}

/// Text for man(7).
private struct Roff {
    var result = ""

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
