internal import Usage

/// The manual page winchd(8), made of the same tables as the help.
func manualPage() -> String {
    var page = Roff(title: "winchd", section: 8)
    page.section("NAME", "winchd - \(Guide.purpose)")
    page.heading("SYNOPSIS")
    page.preformatted(Command.allCases.map { "winchd \($0.usage)" }.joined(separator: "\n"))
    page.heading("COMMANDS")
    for command in Command.allCases {
        page.entry(command.rawValue, command.row.synopsis, command.row.meaning.asSentence)
    }
    page.heading("OPTIONS")
    for option in Option.allCases {
        let commands = option.row.commands.map(\.rawValue).joined(separator: ", ")
        page.entry(option.flag, option.row.placeholder, "\(option.row.meaning) Of: \(commands).")
    }
    page.section("ENVIRONMENT", Guide.settings)
    page.heading("EXIT STATUS")
    for exit in Guide.exitCodes { page.entry(String(exit.code), "", exit.meaning.asSentence) }
    page.heading("FILES")
    page.entry("DIR/jobs.sqlite3", "", "The job store; winchd backup copies it.")
    page.entry("DIR/jobs", "", "What the programs of process jobs write.")
    page.entry("DIR/password", "", "The password that was made for the user winch where none is configured.")
    page.entry("DIR/url", "", "The URL of the winchd that serves from DIR, which healthcheck asks.")
    page.heading("EXAMPLES")
    for example in Guide.examples {
        page.entry(example.purpose, "", "")
        page.preformatted(example.lines.joined(separator: "\n"))
    }
    page.section("CONFIGURATION", Guide.configuration)
    page.section("SEE ALSO", "winch(1)")
    return page.text
}

extension Command {
    /// Those it takes.
    var options: [Option] { Option.allCases.filter { $0.row.commands.contains(self) } }
}

extension String {
    fileprivate var asSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
