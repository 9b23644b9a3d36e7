import Testing

@testable import winchd

struct InvocationTests {
    private func request(_ arguments: String...) throws -> Invocation.Request {
        try Invocation(arguments: arguments, environment: [:]).request
    }

    @Test func `No command is serve`() throws {
        #expect(try request() == .command(.serve, operand: nil))
        #expect(try request("--listen", "127.0.0.1:0") == .command(.serve, operand: nil))
        #expect(try request("serve", "--listen=127.0.0.1:0") == .command(.serve, operand: nil))
    }

    @Test func `Each command is known by its name`() throws {
        #expect(try request("check-config", "winchd.json5") == .command(.checkConfig, operand: "winchd.json5"))
        #expect(try request("hash-password") == .command(.hashPassword, operand: nil))
        #expect(try request("healthcheck", "--url", "http://127.0.0.1/") == .command(.healthcheck, operand: nil))
        #expect(try request("--version") == .version)
    }

    @Test func `Help wins over whatever stands beside it`() throws {
        #expect(try request("serve", "--listen", "127.0.0.1:0", "--help") == .help)
        #expect(try request("-h", "--no-such-option") == .help)
    }

    @Test func `A value may stand behind an equals sign and hold one itself`() throws {
        let invocation = try Invocation(arguments: ["--user=alice:a=b", "--user", "bob:c"], environment: [:])
        #expect(invocation.all(.user).map(\.text) == ["alice:a=b", "bob:c"])
    }

    @Test(arguments: [
        (["--lisen", "x"], "'--lisen' is not an option. Did you mean '--listen'?"), (["serv"], "Did you mean 'serve'?"),
        (["serve", "now"], "'now' is one word too many"),
        (["--listen"], "--listen needs a value: --listen ADDRESS:PORT"),
        (["--data", "a", "--data", "b"], "--data is given twice"), (["check-config"], "winchd check-config FILE"),
        (["hash-password", "--data", "x"], "--data is not an option of 'hash-password'"),
    ])
    func `A wrong command line is refused with what to do`(arguments: [String], sentence: String) throws {
        let found = try #require(
            complaint { () throws(Complaint) in _ = try Invocation(arguments: arguments, environment: [:]) })
        #expect(found.kind == .usage)
        #expect(found.sentence.contains(sentence))
    }

    @Test func `Every option is a variable too`() throws {
        let environment = Dictionary(
            uniqueKeysWithValues: Option.allCases.map { ($0.variable, "value of \($0.row.name)") })
        for command in [Command.serve, .healthcheck] {
            let invocation = try Invocation(arguments: [command.rawValue], environment: environment)
            for option in Option.allCases where option.row.commands.contains(command) {
                #expect(
                    invocation.single(option) == .init(text: "value of \(option.row.name)", origin: option.variable))
            }
        }
        #expect(Option.userFile.variable == "WINCH_USER_FILE")
    }

    @Test func `A variable for a list is cut at commas and line ends`() throws {
        let invocation = try Invocation(
            arguments: [], environment: ["WINCH_LISTEN": "127.0.0.1:1, [::1]:2\n127.0.0.1:3\n"])
        #expect(invocation.all(.listen).map(\.text) == ["127.0.0.1:1", "[::1]:2", "127.0.0.1:3"])
    }

    @Test func `An option replaces its variable whole`() throws {
        let environment = ["WINCH_LISTEN": "127.0.0.1:1,127.0.0.1:2", "WINCH_DATA": "elsewhere"]
        let invocation = try Invocation(arguments: ["--listen", "127.0.0.1:3"], environment: environment)
        #expect(invocation.all(.listen).map(\.text) == ["127.0.0.1:3"])
        #expect(invocation.single(.data)?.text == "elsewhere")
    }

    @Test func `An empty variable is none, a misspelt one is named`() throws {
        let environment = ["WINCH_DATA": "", "WINCH_LISTN": "x", "WINCH_SERVICE_PORT_5985_TCP": "y"]
        let invocation = try Invocation(arguments: [], environment: environment)
        #expect(invocation.single(.data) == nil)
        #expect(invocation.warnings.count == 1)
        #expect(invocation.warnings.first?.contains("Did you mean WINCH_LISTEN?") == true)
    }

    @Test func `Help names every option, command and default`() {
        let help = helpText()
        for option in Option.allCases { #expect(help.contains("\(option.flag) \(option.row.placeholder)")) }
        for command in Command.allCases { #expect(help.contains(command.rawValue)) }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func `The manual page names all that the help does`() {
        let page = manualPage().split(separator: "\\-", omittingEmptySubsequences: false).joined(separator: "-")
        for option in Option.allCases { #expect(page.contains("\\fB\(option.flag)\\fR \(option.row.placeholder)")) }
        for command in Command.allCases { #expect(page.contains("\\fB\(command.rawValue)\\fR")) }
        for example in Guide.examples { #expect(page.contains(example.purpose)) }
        #expect(page.hasPrefix(".TH WINCHD 8 "))
    }
}
