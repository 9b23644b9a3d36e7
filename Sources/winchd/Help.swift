/// What `winchd --help` prints, made of the same tables as the manual page.
func helpText() -> String {
    """
    winchd - \(Guide.purpose)

    Usage
    \(list(Command.allCases.map { ("winchd \($0.usage)", $0.row.meaning) }, width: 36))
      winchd --version | --help

    \(Guide.examples.map(text).joined(separator: "\n\n"))

    \(optionTables)

    \(Guide.settings)

    Exit codes: \(Guide.exitCodes.map { "\($0.code) \($0.meaning)" }.joined(separator: ", ")).
    \(Guide.configuration)

    """
}

/// What the help and the manual page say beside the tables of commands and options.
enum Guide {
    static let purpose = "a WS-Management endpoint whose resources are jobs"

    struct Example {
        let purpose: String
        let lines: [String]
    }

    static let examples = [
        Example(
            purpose: "Try it: simulated jobs, this host only, a password made for you and shown once it listens",
            lines: ["winchd"]),
        Example(
            purpose: "Two addresses, a free port on the second, one user",
            lines: ["winchd --listen 127.0.0.1:5985 --listen [::1]:0 --user alice:correct-horse"]),
        Example(
            purpose: "In service: users and jobs from files, a log for machines",
            lines: [
                "winchd hash-password", "echo 'alice:HASH' > users && chmod 600 users",
                "winchd check-config winchd.json5",
                "winchd --config winchd.json5 --user-file users --listen 0.0.0.0:5985 --log-format json",
            ]),
        Example(
            purpose: "In a script: a free port, and wait for the file that names the URL",
            lines: [
                "winchd --listen 127.0.0.1:0 --url-file url --data scratch &",
                "until [ -s url ]; do sleep 0.1; done; winchd healthcheck --url \"$(cat url)\"",
            ]),
    ]

    static let settings = """
        Every option is an environment variable too: --user-file is WINCH_USER_FILE; lists take commas or new lines.
        What counts: option, then environment, then configuration file, then default. A list replaces the one below it.
        """

    static let exitCodes = [
        (code: 0, meaning: "done"), (code: 1, meaning: "something failed"), (code: 2, meaning: "wrong usage"),
    ]

    static let configuration =
        "The configuration is explained by examples/winchd.json5: every key, its default and what it does."
}

private func text(_ example: Guide.Example) -> String {
    "\(example.purpose)\n" + example.lines.map { "  \($0)" }.joined(separator: "\n")
}

/// The options under headings; commands that take the same ones share it.
private var optionTables: String {
    var tables: [(commands: [Command], options: [Option])] = []
    for command in Command.allCases where !command.options.isEmpty {
        if let index = tables.firstIndex(where: { $0.options == command.options }) {
            tables[index].commands.append(command)
        } else {
            tables.append(([command], command.options))
        }
    }
    return tables.map { commands, options in
        let rows = options.map { ("\($0.flag) \($0.row.placeholder)", $0.row.meaning) }
        return "Options of \(commands.map(\.rawValue).joined(separator: ", "))\n\(list(rows, width: 26))"
    }.joined(separator: "\n\n")
}

private func list(_ rows: [(String, String)], width: Int) -> String {
    rows.map { left, right in
        "  \(left)\(String(repeating: " ", count: max(1, width - left.count)))\(right)"
    }.joined(separator: "\n")
}
