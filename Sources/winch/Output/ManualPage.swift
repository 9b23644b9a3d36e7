internal import Usage

/// The manual pages winch(1) and winch-COMMAND(1), made of the same tables as the help.
enum ManualPage {
    static func text(_ command: Command?) -> String { command.map(text(of:)) ?? overview }

    private static var overview: String {
        var page = Roff(title: "winch", section: 1)
        page.section("NAME", "winch - talk to WS-Management services, and above all to their jobs")
        page.section("SYNOPSIS", "winch COMMAND [OPERANDS] [OPTIONS]")
        page.heading("COMMANDS")
        for command in Command.allCases {
            page.entry(
                command.rawValue, command.row.operands, "\(command.row.summary): see winch-\(command.rawValue)(1).")
        }
        page.heading("RESOURCES")
        page.preformatted(Help.resources)
        page.options(Option.allCases)
        page.section("ENVIRONMENT", Help.variables)
        page.heading("EXIT STATUS")
        for code in ExitCode.allCases { page.entry(String(code.rawValue), "", code.meaning) }
        page.section("SEE ALSO", Command.allCases.map { "winch-\($0.rawValue)(1)" }.joined(separator: ", "))
        return page.text
    }

    private static func text(of command: Command) -> String {
        let row = command.row
        var page = Roff(title: "winch-\(command.rawValue)", section: 1)
        page.section("NAME", "winch-\(command.rawValue) - \(row.summary)")
        page.section(
            "SYNOPSIS",
            ["winch", command.rawValue, row.operands, "[OPTIONS]"].filter { !$0.isEmpty }.joined(separator: " "))
        if row.operands.contains("RESOURCE") {
            page.heading("OPERANDS")
            page.preformatted(Help.resources)
        }
        page.options(command.options)
        page.heading("EXAMPLES")
        for example in row.examples { page.entry("winch \(example.line)", "", example.meaning) }
        page.section("SEE ALSO", "winch(1)")
        return page.text
    }
}

extension Roff {
    fileprivate mutating func options(_ options: [Option]) {
        guard !options.isEmpty else { return }
        heading("OPTIONS")
        for option in options { entry(option.flag, option.row.placeholder ?? "", option.row.meaning) }
    }
}
