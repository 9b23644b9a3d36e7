import Endpoint
import HTTPServer
import Jobs
import Testing

@testable import winchd

struct ConfigurationTests {
    private func problems(_ text: String) -> String {
        complaint { () throws(Complaint) in _ = try Configuration(json5: Array(text.utf8), file: "c.json5") }?.sentence
            ?? ""
    }

    private static let example: String = {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "\(root)/examples/winchd.json5"
    }()

    @Test func `The example has every key there is`() throws {
        let (root, report) = try Configuration.parse(readFile(Self.example), file: Self.example)
        _ = Configuration(root)
        #expect(report.problems == [])
        #expect(report.known.subtracting(report.present).sorted() == [])
    }

    @Test func `The example's values are the defaults`() throws {
        let example = try Configuration(file: Self.example)
        let standard = Configuration()
        #expect(example.operations == EndpointLimits() && example.operations == standard.operations)
        #expect(example.jobs == JobLimits() && example.jobs == standard.jobs)
        #expect("\(example.server)" == "\(HTTPServerConfiguration(listen: []))")
        let settings = try settings([])
        #expect(example.listen == settings.listen && example.data == settings.data)
        #expect(example.windowsBuild == settings.windowsBuild)
        #expect(example.logLevel == settings.logLevel && example.logFormat == settings.logFormat)
        #expect(example.strictStatus == false && standard.strictStatus == nil)
        #expect(example.anonymousVersion == true && standard.anonymousVersion == nil)
        #expect(example.cgroups == true && standard.cgroups == nil)
        #expect(example.users == [:] && example.inventory == nil)
        let backup = try #require(example.templates.first { $0.name == "backup-disk" })
        let plain = JobTemplate(name: "", namespace: "", className: "", runner: backup.runner)
        #expect(backup.gracePeriod == plain.gracePeriod && backup.timeBeforeRemoval == plain.timeBeforeRemoval)
        #expect(backup.cancellable == plain.cancellable && backup.deleteOnCompletion == plain.deleteOnCompletion)
        #expect(backup.priority == plain.priority && backup.recoveryAction == plain.recoveryAction)
    }

    @Test func `An empty file gives the built-in jobs`() throws {
        let configuration = try Configuration(json5: Array("{}".utf8), file: "c.json5")
        #expect(configuration.templates == Configuration().templates)
        #expect(configuration.bindings == Configuration().bindings)
        #expect(!configuration.templates.isEmpty)
    }

    @Test func `Every built-in binding starts a template in the namespace of its class`() throws {
        let configuration = Configuration()
        for binding in configuration.bindings {
            let template = try #require(configuration.templates.first { $0.name == binding.template })
            #expect(template.namespace == binding.namespace)
        }
    }

    @Test func `The built-in jobs and methods name classes that there are`() throws {
        let text = Array(Configuration.simulations.utf8)
        #expect(complaint { () throws(Complaint) in _ = try Configuration(json5: text, file: "built-in") } == nil)
    }

    @Test(arguments: [
        (
            "namespace: \"root/MSP\", className: \"Msps_ProvisioningJob\"",
            "namespace: 'root/MSP' is not a namespace. Did you mean 'root/MSPS'?"
        ),
        (
            "namespace: \"root/MSPS\", className: \"Msps_ProvisionJob\"",
            "className: 'Msps_ProvisionJob' is not a class of root/MSPS. Did you mean"
        ),
        (
            "namespace: \"root/MSPS\", className: \"Msps_ProvisioningService\"",
            "is not a class of jobs. Job classes here: "
        ),
        (
            "namespace: \"ROOT\\\\virtualization\\\\v2\", className: \"CIM_ConcreteJob\"",
            "className: 'CIM_ConcreteJob' is abstract"
        ),
    ])
    func `A template needs a class of jobs`(place: String, sentence: String) {
        let text = "{ templates: [ { name: \"t\", \(place), runner: { process: { program: \"/bin/true\" } } } ] }"
        #expect(problems(text).contains(sentence), "\(problems(text))")
    }

    @Test(arguments: [
        (
            "method: \"ProvisionMachin\"",
            "method: 'ProvisionMachin' is not a method of Msps_ProvisioningService. Did you mean 'ProvisionMachine'?"
        ),
        ("method: \"ProvisionMachine\", instanceIDParameter: \"Machine\"", "It takes: "),
    ])
    func `A binding needs a method that there is`(method: String, sentence: String) {
        let text = """
            { bindings: [ { namespace: "root/MSPS", className: "Msps_ProvisioningService", \(method),
              template: "provision-machine" } ] }
            """
        #expect(problems(text).contains(sentence), "\(problems(text))")
    }

    @Test func `The built-in jobs take two to six seconds`() {
        for template in Configuration().templates {
            guard case .simulated(let simulation) = template.runner else { continue }
            let length = simulation.steps.reduce(Duration.zero) { $0 + $1.duration }
            #expect(length >= .seconds(2) && length <= .seconds(6), "\(template.name) takes \(length)")
        }
    }

    @Test func `A template or binding of the file takes the place of the built-in one`() throws {
        let text = """
            { templates: [ { name: "Export-Virtual-Machine", namespace: "root/MSPS", className: "Msps_ProvisioningJob",
                runner: { process: { program: "/bin/true", arguments: ["a"] } } } ],
              bindings: [ { namespace: "ROOT/virtualization/v2", className: "msvm_computersystem", method: "RequestStateChange",
                template: "failing-job" } ] }
            """
        let configuration = try Configuration(json5: Array(text.utf8), file: "c.json5")
        let templates = configuration.templates.filter { $0.name.lowercased() == "export-virtual-machine" }
        #expect(templates.map(\.runner) == [.process(ProcessSpecification(program: "/bin/true", arguments: ["a"]))])
        #expect(configuration.templates.count == Configuration().templates.count)
        #expect(configuration.bindings.filter { $0.method == "RequestStateChange" }.map(\.template) == ["failing-job"])
    }

    @Test func `Without simulations nothing is built in`() throws {
        let configuration = try Configuration(json5: Array("{ simulations: false }".utf8), file: "c.json5")
        #expect(configuration.templates.isEmpty && configuration.bindings.isEmpty)
    }

    @Test func `A simulation reads as it is written`() throws {
        let text = """
            { simulations: false, templates: [ { name: "t", namespace: "root/MSPS", className: "Msps_ProvisioningJob", jobType: 0x3E, timeout: "1.5h",
              parameters: [ { name: "A", required: true }, { name: "B", default: ["x", "y"] } ], properties: { P: "1", Q: ["2", "3"] },
              runner: { simulated: { steps: [ { state: "queryPending", percent: 10, status: "s", duration: "250ms" } ],
                outcome: "exception", errorCode: 32773, errorDescription: "Full." } } } ] }
            """
        let template = try #require(try Configuration(json5: Array(text.utf8), file: "c.json5").templates.first)
        let step = SimulatedSpecification.Step(
            state: .queryPending, percent: 10, status: "s", duration: .milliseconds(250))
        #expect(
            template.runner
                == .simulated(
                    SimulatedSpecification(steps: [step], outcome: .exception(code: 32773, description: "Full."))))
        #expect(template.jobType == 62 && template.timeout == .seconds(5400))
        #expect(
            template.parameters == [
                JobParameter(name: "A", isRequired: true), JobParameter(name: "B", defaultValues: ["x", "y"]),
            ])
        #expect(template.properties == ["P": ["1"], "Q": ["2", "3"]])
    }

    @Test(arguments: [
        ("{ listn: [] }", "c.json5:1: listn: there is no such key. Did you mean 'listen'?"),
        ("{\n  log: {\n    level: 4 } }", "c.json5:3: log.level: expected one of \"debug\""),
        ("{ listen: \"127.0.0.1:1\" }", "listen: expected a list of texts, got the text"),
        ("{ listen: [\n\"localhost:1\"] }", "c.json5:2: listen[0]: "),
        ("{ windowsBuild: 1 }", "windowsBuild: 1 is not a Windows build"),
        (
            "{ limits: { http: { connections: 0 } } }",
            "limits.http.connections: expected a whole number from 1 to 100000, got the number 0"
        ),
        ("{ limits: { http: { idleTimeout: 5 } } }", "limits.http.idleTimeout: expected a duration such as \"250ms\""),
        ("{ simulations: 1 }", "simulations: expected true or false, got the number 1"),
        ("{ users: { a: 5 } }", "users.a: expected a text, got the number 5"),
        ("{ data: \"a\", data: \"b\" }", "data: written twice"),
        ("{ templates: [ { name: \"t\" } ] }", "templates[0]: 'namespace' is missing"),
        ("{ templates: [ { runner: { } } ] }", "templates[0].runner: expected process: { … } or simulated: { … }"),
        (
            "{ templates: [ { runner: { process: { program: \"ls\" } } } ] }",
            "templates[0].runner.process.program: expected an absolute path"
        ),
        (
            "{ templates: [ { name: \"t\", namespace: \"root/MSPS\", className: \"Msps_ProvisioningJob\", caption: \"{Nobody}\", "
                + "runner: { process: { program: \"/bin/true\" } } } ] }",
            "templates[0]: Job template \"t\": unknown placeholder {Nobody}"
        ),
        ("{ bindings: [ { template: \"export-virtual-machin\" } ] }", "Did you mean 'export-virtual-machine'?"),
        ("{ inventory: [ { namespace: \"n\", mof: \"no-such.mof\" } ] }", "inventory[0].mof: cannot read no-such.mof"),
        ("{ roles: { a: \"boss\" } }", "roles.a: expected one of \"reader\", \"operator\", \"administrator\""),
        ("{ rules: [ { users: \"a\" } ] }", "rules[0]: 'effect' is missing: \"allow\" or \"deny\""),
        (
            "{ rules: [ { effect: \"deny\", namespace: \"root/MSP\" } ] }",
            "rules[0].namespace: there is no such namespace"
        ),
        ("{ rules: [ { effect: \"deny\", className: \"Msvm_Jobs\" } ] }", "rules[0].className: there is no such class"),
        ("{ rules: [ { effect: \"deny\", method: \"KillJobs\" } ] }", "rules[0].method: none of the classes has"),
        ("{ rules: [ { effect: \"deny\", template: \"none\" } ] }", "rules[0].template: there is no such template"),
        ("{ rules: [ { effect: \"deny\", rights: [\"run\"] } ] }", "rules[0].rights: expected one of \"read\""),
        ("{ audit: { reads: \"no\" } }", "audit.reads: expected one of \"first\", \"each\""),
        ("[]", "expected one section"), ("{ a: 1\n b: 2 }", "c.json5:2: expected ',' or '}'"),
        ("{ a: [1 }", "c.json5:1: expected ',' or ']'"), ("{ a: hello }", "texts stand in quotes"),
        ("{ a: \"b }", "expected the end of a text"), ("{ a: 0xZZ }", "this is not JSON5"), ("{ /* }", "'*/'"),
        ("", "the file ends"),
        ("{} {}", "expected the end of the file"),
    ])
    func `What is wrong is named with its line, its key and what was expected`(text: String, sentence: String) {
        #expect(problems(text).contains(sentence), "\(problems(text))")
    }

    @Test func `Roles and rules read as they are written`() throws {
        let text = """
            { roles: { ada: "administrator", "*": "reader" },
              rules: [ { effect: "allow", users: "bob", roles: ["reader"], rights: ["invoke"], namespace: "root/winch",
                className: "Winch_*", method: "StartJob", template: "export-*" } ] }
            """
        let authorization = try Configuration(json5: Array(text.utf8), file: "c.json5").authorization
        #expect(authorization.roles == ["ada": .administrator] && authorization.otherwise == .reader)
        var rule = Authorization.Rule(permits: true)
        (rule.users, rule.roles, rule.rights) = (["bob"], [.reader], [.invoke])
        (rule.namespace, rule.className) = (NamePattern("root/winch"), NamePattern("Winch_*"))
        (rule.method, rule.template) = (NamePattern("StartJob"), NamePattern("export-*"))
        #expect(authorization.rules == [rule])
        let empty = try Configuration(json5: Array("{ roles: {}, rules: [] }".utf8), file: "c.json5").authorization
        #expect(empty.role(of: "anybody") == .administrator)
    }

    @Test func `Everything that is wrong is told at once, in the order of the file`() {
        let lines = problems("{ zzz: 1,\n simulations: 5,\n log: { level: 1 } }").split(separator: "\n").map(trimmed)
        #expect(lines.map { $0.prefix(9) } == ["c.json5:1", "c.json5:2", "c.json5:3"])
    }

    /// Found by the fuzzer: such a key ended the process.
    @Test func `A file that is not UTF-8 is refused with the line`() {
        for text in ["{\n \"\": 1 }", "{\n log: { level: \"\" } }", "{\n // \n }"] {
            var bytes = Array(text.utf8)
            bytes.insert(0xE4, at: bytes.lastIndex(where: { "\"/".utf8.contains($0) }) ?? 0)
            let complaint = complaint { () throws(Complaint) in _ = try Configuration(json5: bytes, file: "c.json5") }
            #expect(complaint?.sentence == "c.json5:2: a character is not UTF-8; save the file in that encoding")
        }
    }

    @Test func `Two templates of a file must not share a name`() {
        let template =
            "{ name: \"t\", namespace: \"root/MSPS\", className: \"Msps_ProvisioningJob\", runner: { process: { program: \"/bin/true\" } } }"
        #expect(
            problems("{ templates: [ \(template),\n \(template) ] }").contains(
                "c.json5:2: templates[1].name: there are two"))
    }

    @Test(arguments: [
        ("250ms", 250), ("2.5s", 2500), ("5m", 300_000), ("1h", 3_600_000), ("7d", 604_800_000), ("0s", 0),
    ])
    func `Durations are a number and a unit`(text: String, milliseconds: Int) {
        #expect(Duration(configuration: text) == .milliseconds(milliseconds))
        #expect(
            Duration(configuration: Duration.milliseconds(milliseconds).configurationText)
                == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "5", "s", "-1s", "1 s", "1w", "1.2.3s", "99999999999999999999d"])
    func `Other texts are no durations`(text: String) {
        #expect(Duration(configuration: text) == nil)
    }
}
