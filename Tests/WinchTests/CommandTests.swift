import Client
import Glibc
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@testable import winch

/// Whole commands against the service of this package.
@Suite(.timeLimit(.minutes(1)))
struct CommandTests {
    private let service: Service
    private let machine =
        "Msvm_ComputerSystem?CreationClassName=Msvm_ComputerSystem+Name=5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01"

    init() throws { service = try Service() }

    /// Starts a job of two seconds and returns its InstanceID.
    private func startJob() async throws -> String {
        let run = await Run(
            "invoke", "RequestStateChange", machine, "RequestedState=2", "--columns", "Job", "--output", "csv",
            environment: service.environment)
        #expect(run.code == 0, "\(run.errors)")
        let id = run.output.split(separator: "InstanceID=").last.map { $0.filter { $0.isHexDigit || $0 == "-" } }
        return try #require(id)
    }

    @Test func `identify shows who answers`() async {
        let run = await Run("identify", environment: service.environment)
        #expect(run.code == 0 && run.output.contains("ProductVersion"))
        for (format, start) in [("json", "{\n"), ("csv", "Name,Value\r\n"), ("xml", "<wsmid:IdentifyResponse")] {
            #expect(await Run("identify", "-o", format, environment: service.environment).output.hasPrefix(start))
        }
    }

    @Test func `get shows properties in every format`() async throws {
        let id = try await startJob()
        let resource = "Msvm_ConcreteJob?InstanceID=\(id)"
        let table = await Run("get", resource, environment: service.environment)
        #expect(table.lines.contains { $0.hasPrefix("  JobState ") && $0.hasSuffix(" 4") })
        let json = await Run("get", resource, "-o", "json", environment: service.environment)
        #expect(json.output.contains("\"JobState\": 4,"))
        let xml = await Run("get", resource, "-o", "xml", environment: service.environment)
        #expect(xml.output.contains(":JobState>4<"))
        let csv = await Run(
            "get", resource, "-o", "csv", "--columns", "JobState,InstanceID", environment: service.environment)
        #expect(csv.output == "JobState,InstanceID\r\n4,\(id)\r\n")
    }

    @Test func `enumerate and query list instances`() async throws {
        let machines = await Run(
            "enumerate", "Msvm_ComputerSystem", "--columns", "Name,ElementName", environment: service.environment)
        #expect(machines.lines.first?.hasPrefix("Name ") == true && machines.lines.count == 4)
        let references = await Run(
            "enumerate", "Msvm_ComputerSystem", "--mode", "epr", environment: service.environment)
        #expect(references.lines.allSatisfy { $0.hasPrefix("Msvm_ComputerSystem.") })
        let limited = await Run(
            "query", "SELECT Name FROM Msvm_ComputerSystem", "--limit", "2", environment: service.environment)
        #expect(limited.lines.count == 3)
        let none = await Run(
            "query", "SELECT * FROM Msvm_ConcreteJob", "-o", "json", environment: service.environment)
        #expect(none.output == "[]\n")
        let selected = await Run(
            "enumerate", "Msvm_ComputerSystem", "--dialect", "selector", "--filter", "ElementName=web", "--mode", "epr",
            environment: service.environment)
        #expect(selected.lines.count == 1)
    }

    @Test func `jobs lists them, and --state chooses`() async throws {
        let id = try await startJob()
        let all = await Run("jobs", environment: service.environment)
        #expect(all.lines.count == 2 && all.lines[1].contains("\(id)  State change  running"))
        #expect(await Run("jobs", "--state", "completed", environment: service.environment).lines.count == 1)
        service.endpoint.time.advance(by: .seconds(3))
        #expect(await Run("watch", id, "--interval", "0.01", environment: service.environment).code == 0)
        #expect(await Run("jobs", "--state", "active", environment: service.environment).lines.count == 1)
        #expect(await Run("jobs", "--state", "completed", environment: service.environment).lines.count == 2)
    }

    @Test func `A job is named by the start of its identifier`() async throws {
        let first = try await startJob()
        let second = try await startJob()
        let both = String(zip(first, second).prefix { $0 == $1 }.map(\.0))
        let ambiguous = await Run("jobs", both, environment: service.environment)
        #expect(ambiguous.code == 1 && ambiguous.errors.contains("2 jobs begin with"))
        let one = await Run("jobs", String(second.prefix(both.count + 1)), environment: service.environment)
        #expect(one.code == 0 && one.lines.count == 2 && one.output.contains(second))
        let none = await Run("cancel", "nothing%", environment: service.environment)
        #expect(none.code == 1 && none.errors.contains("No job's InstanceID"))
    }

    @Test func `A job is paused, resumed and ended`() async throws {
        let id = try await startJob()
        let environment = service.environment
        #expect(await Run("suspend", id, environment: environment).code == 0)
        #expect(await Run("jobs", id, environment: environment).output.contains("suspended"))
        #expect(await Run("resume", id, environment: environment).code == 0)
        let again = await Run("start", id, environment: environment)
        #expect(again.code == 1 && again.errors.contains("32775"))
        #expect(await Run("cancel", id, environment: environment).code == 0)
        let watched = await Run("watch", id, environment: environment)
        #expect(watched.code == 1 && watched.errors.contains("terminated"))
        let error = await Run("error", id, environment: environment)
        #expect(error.code == 0 && error.output.contains("terminated"))
        #expect(await Run("error", id, "-o", "json", environment: environment).output.contains("\"Errors\": [\n"))
    }

    @Test func `A job is made of a template, changed, and deleted once it has ended`() async throws {
        let made = await Run(
            "create", "Msvm_ConcreteJob", "Priority=3", "--template", "failing", environment: service.environment)
        #expect(made.code == 0, "\(made.errors)")
        let id = try #require(made.output.split(separator: "\"").dropFirst().first)
        let resource = "Msvm_ConcreteJob?InstanceID=\(id)"
        let changed = await Run(
            "put", resource, "Notify=bob", "-o", "csv", "--columns", "Priority,Notify", environment: service.environment
        )
        #expect(changed.output == "Priority,Notify\r\n3,bob\r\n", "\(changed.errors)")
        let part = await Run("get", resource, "--fragment", "Priority", environment: service.environment)
        #expect(part.lines.last?.hasSuffix(" 3") == true)
        let early = await Run("delete", resource, environment: service.environment)
        #expect(early.code == 1 && early.errors.contains("Concurrency"))
        #expect(await Run("cancel", String(id), environment: service.environment).code == 0)
        #expect(await Run("delete", resource, environment: service.environment).code == 0)
        #expect(await Run("delete", resource, environment: service.environment).errors.contains("2150858752"))
    }

    @Test func `watch prints a line for each change and ends with the job`() async throws {
        let id = try await startJob()
        let mover = Task { [time = service.endpoint.time] in
            while !Task.isCancelled {
                time.advance(by: .milliseconds(100))
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        let run = await Run("watch", id, "--interval", "0.01", environment: service.environment)
        mover.cancel()
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.lines.count > 1 && run.lines.last?.contains("\tcompleted\t100%") == true)
        let idle = await Run("watch", environment: service.environment)
        #expect(idle.code == 0 && idle.errors.contains("no unfinished jobs"))
    }

    @Test func `subscribe prints what happens to jobs, as lines, JSON and CSV, and where to go on`() async throws {
        for (format, expected) in [
            ("table", "created   Msvm_"), ("json", "{\"__CLASS\":\"__Inst"), ("csv", "created,Msvm_"),
        ] {
            let run = Task {
                await Run("subscribe", "--limit", "1", "--output", format, environment: service.environment)
            }
            #expect(await eventually { service.server.requests.withLock { $0.last?.operation } == "Pull" })
            let id = try await startJob()
            let printed = await run.value
            #expect(printed.code == 0 && printed.output.contains(expected) && printed.output.contains(id))
            #expect(printed.errors.contains("go on with --bookmark '"))
            #expect(service.server.requests.withLock { $0.last?.operation } == "Unsubscribe")
        }
    }

    @Test func `listen prints the events that come to its URL`() async throws {
        let written = Collector()
        let run = Task {
            await runWinch(arguments: ["listen", "--limit", "1", "--path", "/here"], environment: [:]) {
                written.add(($0, $1))
            }
        }
        #expect(await eventually { written.text.contains("/here;") })
        let url = try #require(written.text.split(separator: " ").first { $0.hasPrefix("http") }).dropLast()
        let scratch = Scratch()
        let event = """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header><a:Action>urn:event</a:Action>\
            </s:Header><s:Body><Alarm><Text>It burns.</Text></Alarm></s:Body></s:Envelope>
            """
        let sent = await Run("raw", scratch.file("event.xml", event), "--url", String(url))
        #expect(sent.code == 0)
        #expect(await run.value == 0 && written.text.contains("It burns."))
    }

    @Test func `Options of a listener need a mode that pushes`() async {
        let run = await Run("subscribe", "--listen", "127.0.0.1:0", environment: service.environment)
        #expect(run.code == 2 && run.errors.contains("--delivery"))
    }

    @Test func `A refusal names the fault, its number and where to read on`() async {
        let run = await Run("get", "Msvm_ConcreteJob?InstanceID=none", environment: service.environment)
        #expect(run.code == 1 && run.output.isEmpty)
        #expect(run.errors.contains("2150858752") && run.errors.contains("winch explain"))
    }

    @Test func `Nobody there is code 3`() async {
        let url = RawServer(sending: "").url
        #expect(await Run("identify", "--url", url).code == 3)
    }

    @Test func `Refused credentials are code 4, an answer that is none code 5`() async {
        let closed = RawServer(answering: { _ in
            RawReply(status: 401, contentType: nil, fields: [#"WWW-Authenticate: Basic realm="x""#], body: "")
        })
        #expect(await Run("identify", "--url", closed.url, "--user", "a:b").code == 4)
        let page = RawServer(answering: { _ in RawReply(contentType: "text/html", body: "") })
        #expect(await Run("identify", "--url", page.url).code == 5)
    }

    @Test func `--trace shows both envelopes on standard error and hides the password`() async {
        let run = await Run(
            "identify", "--trace", "--user", "alice:hunter2", environment: service.environment)
        #expect(run.code == 0)
        #expect(run.errors.contains("> POST http://") && run.errors.contains("< HTTP 200"))
        #expect(run.errors.contains("Authorization: (hidden)") && !run.errors.contains("hunter2"))
    }

    @Test func `raw sends a file as it is`() async throws {
        let scratch = Scratch()
        let file = scratch.file(
            "identify.xml",
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><i:Identify \
            xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>
            """)
        let run = await Run("raw", file, environment: service.environment)
        #expect(run.code == 0 && run.output.contains("IdentifyResponse"))
        let broken = await Run("raw", scratch.file("broken.xml", "<x>"), environment: service.environment)
        #expect(broken.code == 1 && broken.output.contains("Fault"))
    }
}
