/// What `winch --help` and `winch COMMAND --help` print.
enum Help {
    static func text(_ command: Command?) -> String { command.map(text(of:)) ?? overview }

    private static var overview: String {
        """
        winch - talk to WS-Management services (WinRM, OMI, openwsman, winchd), and above all to their jobs

        Usage
          winch COMMAND [OPERANDS] [OPTIONS]

        Operations
        \(commands([.identify, .get, .put, .create, .delete, .enumerate, .query, .invoke]))

        Jobs
        \(commands([.jobs, .watch, .start, .cancel, .suspend, .resume, .error]))

        Events
        \(commands([.subscribe, .listen]))

        And
        \(commands([.explain, .raw, .conform, .completion, .man]))

        Try it against a winchd on this host
          export WINCH_URL=127.0.0.1:5985 WINCH_USER=alice
          winch identify
          winch jobs
          winch query "SELECT InstanceID, JobState FROM Msvm_ConcreteJob" --output json
          winch watch

        Against Windows, over TLS
          winch jobs --url https://hv1 --user 'CORP\\alice' --ca corp.pem
          winch enumerate wmicimv2/Win32_Service --url https://hv1 --columns Name,State --limit 10

        \(resources)

        A job is named by its InstanceID, by the start of it if only one job begins so, or as a RESOURCE.

        Options of every command that talks to a server
        \(rows(Option.connection))

        Environment: \(variables).
        Credentials: --user, WINCH_USER, --user-file, then netrc (NETRC or ~/.netrc), then a prompt.

        Exit codes
        \(exitCodes)

        'winch COMMAND --help' shows a command's options with examples.

        """
    }

    private static func text(of command: Command) -> String {
        let row = command.row
        let usage = ["winch", command.rawValue, row.operands, "[OPTIONS]"].filter { !$0.isEmpty }
        var parts = ["\(usage.joined(separator: " "))\n  \(row.summary).", "Examples\n\(examples(row))"]
        if row.operands.contains("RESOURCE") { parts.append(resources) }
        if !row.options.isEmpty { parts.append("Options\n\(rows(row.options))") }
        if command.isConnected {
            parts.append("And those of every command that talks to a server: see 'winch --help'.")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    static let resources = """
        A RESOURCE is a class, or an instance by its keys
          Msvm_ConcreteJob                              in --namespace
          Msvm_ConcreteJob?InstanceID=7B1F…             one instance
          Msvm_ComputerSystem?Name=A+CreationClassName=Msvm_ComputerSystem
          wmi/root/cimv2/Win32_Service?Name=winrm       as winrm.cmd has it; wmicimv2/… for root/cimv2
          cimv2/CIM_ConcreteJob                         the DMTF's URI; --namespace becomes __cimnamespace
          winrm/config                                  the service's configuration; also wsman/…, shell/…
          http://schemas…                               any resource URI
        """

    static var exitCodes: String {
        ExitCode.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
    }

    static var variables: String { Option.allCases.compactMap(\.row.variable).joined(separator: ", ") + ", NO_COLOR" }

    private static func examples(_ row: Command.Row) -> String {
        row.examples.map { "  winch \($0.line)" + ($0.meaning.isEmpty ? "" : "\n      \($0.meaning)") }
            .joined(separator: "\n")
    }

    private static func commands(_ commands: [Command]) -> String {
        list(commands.map { ("\($0.rawValue) \($0.row.operands)", $0.row.summary) })
    }

    static func rows(_ options: [Option]) -> String {
        list(options.map { ([$0.flag, $0.row.placeholder ?? ""].joined(separator: " "), $0.row.meaning) })
    }

    private static func list(_ rows: [(String, String)]) -> String {
        rows.map { left, right in
            "  \(left)\(String(repeating: " ", count: max(2, 32 - left.count)))\(right)"
        }.joined(separator: "\n")
    }
}
