import Glibc
import Platform
import TestSupport
import Testing
import XML

@testable import winch

/// `winch conform` as people and programs see it.
@Suite(.timeLimit(.minutes(2)))
struct ConformTests {
    private let service: Service

    init() throws { service = try Service() }

    private func conform(_ arguments: String...) async -> Run {
        await Run(["conform", service.server.url] + arguments)
    }

    @Test func `JSON lists every rule with its level, its result and why`() async {
        let run = await conform("--output", "json", "--rule", "R5.4.4-3", "--rule", "R6.2-4")
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            run.output.hasPrefix(
                "{\n  \"target\": \"\(service.server.url)\",\n  \"rules\": [\n    {\n      \"id\": \"R5.1.1-1\""))
        #expect(run.output.ranges(of: "\"id\": ").count == 288)
        let rule = """
            "id": "R5.4.4-3",
                  "level": "MUST",
                  "result": "passed",
                  "why": ""
            """
        #expect(run.output.contains(rule))
        #expect(run.output.ranges(of: "\"result\": \"passed\"").count == 2)
        #expect(run.output.ranges(of: "\"result\": \"unchecked\"").count == 286)
    }

    @Test func `The table shows what was asked for`() async {
        let run = await conform("--rule", "R6.2-4")
        #expect(run.lines.first?.hasPrefix("RULE") == true)
        #expect(run.lines.count { $0.hasPrefix("R6.2-4 ") && $0.contains("passed") } == 1)
        #expect(!run.output.contains("R5.2-1"))
    }

    @Test func `What was found has its colour where that is wanted`() async {
        let run = await conform("--color", "always", "--rule", "R6.2-4", "--rule", "R5.1.1-3")
        #expect(run.output.contains("\u{1B}[32mpassed"), "\(run.output)")
        #expect(run.output.contains("\u{1B}[2munchecked"))
        #expect(await !conform("--rule", "R6.2-4").output.contains("\u{1B}"))
    }

    @Test func `JUnit's XML has a case for each rule, and HTML is one page with the messages`() async throws {
        let junit = try XMLParser.parse(Array(await conform("--output", "junit", "--rule", "R6.2-4").output.utf8))
        #expect(junit.name.localName == "testsuites" && junit.elements.count == 5)
        #expect(junit.elements.reduce(0) { $0 + $1.elements.count } == 288)
        let page = await conform("--output", "html", "--rule", "R6.2-4").output
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html"))
        #expect(page.contains("&lt;w:MaxEnvelopeSize s:mustUnderstand=\"true\"&gt;8191"))
        #expect(page.contains("No MUST that was checked is broken."))
        #expect(page.contains("body:has(#show-unchecked:not(:checked)) .rule.unchecked"))
        // What XML escapes a style sheet may not hold, for HTML does not read it there.
        let style = page.split(separator: "</style>")[0].split(separator: "<style>")[1]
        #expect(!style.contains("&"))
        #expect(page.contains("MinimumEnvelopeLimit") && !page.contains("http-equiv") && !page.contains("<script"))
        _ = try XMLParser.parse(Array(page.drop { $0 != "\n" }.dropFirst().utf8))
    }

    @Test func `A broken MUST is exit code 1, and named`() async {
        let server = RawServer(answering: { _ in RawReply(body: "<nothing/>") })
        let scratch = Scratch()
        let file = scratch.file("p.xml", "<profile><instance><resource>http://x/y</resource></instance></profile>")
        let broken = await Run(["conform", server.url, "--rule", "RC.2-6", "--profile", file])
        #expect(broken.code == 1 && broken.errors.contains("One MUST is broken: RC.2-6."), "\(broken.errors)")
    }

    @Test(arguments: [
        (["--rule", "R5.2-9"], "no rule 'R5.2-9'"), (["--output", "yaml"], "table, json, junit, html"),
        (["--url", "hv1"], "given twice"), (["--profile", "/nonexistent"], "cannot be read"),
    ])
    func `Wrong usage is told`(arguments: [String], part: String) async {
        let run = await Run(["conform", service.server.url] + arguments)
        #expect(run.code == 2 && run.errors.contains(part), "\(run.errors)")
    }

    @Test func `Nobody there, and refused credentials, have their codes`() async {
        #expect(await Run(["conform", "127.0.0.1:1"]).code == 3)
        let server = RawServer(answering: { _ in
            RawReply(status: 401, contentType: nil, fields: ["WWW-Authenticate: Basic realm=\"x\""], body: "")
        })
        let run = await Run(["conform", server.url, "--user", "alice:tell-nobody"])
        #expect(run.code == 4 && !run.errors.contains("tell-nobody"))
    }

    @Test func `No output shows the password`() async {
        for format in ["table", "json", "junit", "html"] {
            let run = await conform("--user", "alice:tell-nobody", "--output", format, "--rule", "R6.2-4")
            #expect(run.code == 0 && !(run.output + run.errors).contains("tell-nobody"))
            #expect(!run.output.contains("YWxpY2U6dGVsbC1ub2JvZHk="))
        }
    }

    /// It answers Identify, and nothing after that.
    @Test func `A server that stops to answer is left alone`() async {
        let server = RawServer { connection in
            while let request = connection.readRequest() {
                if request.operation != "Identify" { usleep(20_000_000) }
                connection.send(RawReply(body: "<nothing/>"))
            }
        }
        let start = ContinuousClock.now
        let run = await Run(["conform", server.url, "--timeout", "0.2", "--output", "json"])
        // Asked about each rule it would take an hour.
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(run.output.contains("The service has stopped to answer."))
        #expect(server.requests.withLock(\.count) < 12)
    }
}
