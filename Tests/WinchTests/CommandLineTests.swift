import Testing
import WSMan

@testable import winch

struct CommandLineTests {
    private func invocation(_ arguments: String..., environment: [String: String] = [:]) throws -> Invocation {
        try Invocation(arguments: arguments, environment: environment)
    }

    @Test func `Options stand anywhere, in both forms`() throws {
        let read = try invocation("--url=hv1", "get", "-o", "json", "X", "--columns", "A, B")
        #expect(read.request == .command(.get) && read.operands == ["X"])
        #expect(read[.url] == "hv1" && read[.output] == "json" && read.columns == ["A", "B"])
    }

    @Test func `What is on the command line beats the environment`() throws {
        let environment = ["WINCH_URL": "hv1", "WINCH_NAMESPACE": "root/x"]
        let read = try invocation("jobs", "--url", "hv2", environment: environment)
        #expect(read[.url] == "hv2" && read.namespace == "root/x")
        #expect(try invocation("jobs", environment: ["WINCH_NAMESPACE": ""]).namespace == "root/virtualization/v2")
    }

    @Test func `After two dashes everything is an operand`() throws {
        #expect(try invocation("query", "--", "--url").operands == ["--url"])
    }

    @Test(
        arguments: [
            (["identfy"], "Did you mean 'identify'?"), (["jobs", "--outptu", "x"], "Did you mean '--output'?"),
            (["jobs", "--output"], "needs a value"), (["get"], "needs RESOURCE"),
            (["get", "a", "b"], "takes RESOURCE"),
            (["jobs", "--url", "a", "--url", "b"], "twice"), (["identify", "--kill"], "not an option of 'identify'"),
            (["cancel", "x", "--kill=yes"], "takes no value"), (["--url", "x"], "command is missing"),
            (["jobs", "--limit", "0"], "above 0"), (["jobs", "--state", "happy"], "does not know 'happy'"),
            (["jobs", "--output", "yaml"], "table, json, xml, csv"),
            (["jobs", "--color", "blue"], "auto, always, never"),
            (["jobs", "--url", "http://a:b@c"], "may not hold"), (["jobs", "--ca", "a", "--insecure"], "contradict"),
            (["jobs", "--auth", "magic"], "magic"), (["jobs", "--timeout", "-1"], "--timeout"),
            (["completion", "tcsh"], "bash, zsh, fish"), (["put", "X"], "needs what to change"),
            (["invoke", "M", "X", "novalue"], "NAME=VALUE"), (["raw", "/nonexistent"], "cannot be read"),
        ] as [([String], String)])
    func `Wrong usage is told in a sentence, with code 2`(arguments: [String], part: String) async {
        let errors = await RunOf(arguments)
        #expect(errors.code == 2)
        #expect(errors.text.contains(part), "\(errors.text)")
    }

    private struct RunOf {
        let code: Int32
        let text: String

        init(_ arguments: [String]) async {
            let written = Collector()
            code = await runWinch(arguments: arguments, environment: [:]) { written.add(($0, $1)) }
            text = written.text
        }
    }

    @Test func `Help says all that there is`() async {
        let help = await Run("--help")
        #expect(help.code == 0)
        for command in Command.allCases { #expect(help.output.contains("\n  \(command.rawValue) ")) }
        for command in Command.allCases {
            let own = await Run(command.rawValue, "--help")
            #expect(own.code == 0 && own.output.contains("Examples"))
            for option in command.row.options { #expect(own.output.contains(option.flag)) }
        }
        #expect(await Run("--version").output.hasPrefix("winch "))
        #expect(await Run().output == help.output)
    }

    /// An example that is refused teaches nothing.
    @Test func `Every example is a command line that is understood`() throws {
        for command in Command.allCases {
            for example in command.row.examples {
                let line = example.line.split(separator: "|")[0].split(separator: ">")[0]
                let read = try Invocation(arguments: Self.words(String(line)), environment: [:])
                #expect(read.request == .command(command), "\(example.line)")
            }
        }
    }

    /// As a shell parts words, as far as the examples need it.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in line {
            switch character {
            case "'":
                isQuoted.toggle()
                word = word ?? ""
            case "\\" where !isQuoted, "\n" where !isQuoted: break
            case " " where !isQuoted:
                if let done = word { words.append(done) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}

struct ResourceTests {
    private static let microsoft = "http://schemas.microsoft.com/wbem/wsman/1"

    @Test(arguments: [
        ("Msvm_ConcreteJob", "\(microsoft)/wmi/root/virtualization/v2/Msvm_ConcreteJob"),
        ("*", "\(microsoft)/wmi/root/virtualization/v2/*"), ("wmi", "\(microsoft)/wmi/root/virtualization/v2/*"),
        ("wmi/root/cimv2/Win32_Service", "\(microsoft)/wmi/root/cimv2/Win32_Service"),
        ("wmicimv2/Win32_Service", "\(microsoft)/wmi/root/cimv2/Win32_Service"),
        ("WMICimV2", "\(microsoft)/wmi/root/cimv2/*"), ("root/cimv2/Win32_X", "\(microsoft)/wmi/root/cimv2/Win32_X"),
        (#"root\cimv2\Win32_X"#, "\(microsoft)/wmi/root/cimv2/Win32_X"),
        ("cimv2/CIM_ConcreteJob", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ConcreteJob"),
        ("cimv2/*", "http://schemas.dmtf.org/wbem/wscim/1/*"), ("winrm/config", "\(microsoft)/config"),
        ("wsman/config/service", "\(microsoft)/config/service"), ("shell/cmd", "\(microsoft)/windows/shell/cmd"),
        ("http://example.org/thing", "http://example.org/thing"),
    ])
    func `Aliases are expanded as Windows' tools do`(text: String, uri: String) throws {
        #expect(try Resource(text, namespace: "root/virtualization/v2").target.resourceURI.text == uri)
    }

    @Test func `Keys follow the question mark`() throws {
        let selectors = try Resource(#"X?Name=a+b=c+Key="q"+Path=C:\x+y"#, namespace: "n").target.selectors
        #expect(selectors.text("Name") == "a" && selectors.text("b") == "c")
        #expect(selectors.text("key") == "q" && selectors.text("Path") == #"C:\x+y"#)
    }

    @Test func `A namespace asked for becomes a selector of the DMTF's URI`() throws {
        let resource = try Resource("cimv2/CIM_X", namespace: "root/x", isNamespaceGiven: true)
        #expect(resource.target.selectors.text("__cimnamespace") == "root/x")
        #expect(try Resource("cimv2/CIM_X", namespace: "root/x").target.selectors.isEmpty)
    }

    @Test(arguments: ["", "?A=1", "X?A", "X?=1", "X?A=1+A=2"])
    func `What is no resource is refused`(text: String) {
        #expect(throws: Complaint.self) { try Resource(text, namespace: "n") }
    }
}
