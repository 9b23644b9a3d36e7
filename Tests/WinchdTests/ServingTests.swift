import Endpoint
import Glibc
import HTTPServer
import Platform
import Testing

@testable import winchd

struct ServingTests {
    @Test func `The password is made once and kept for its owner alone`() throws {
        let scratch = Scratch()
        let files = DataFiles(directory: scratch.path)
        let password = try files.generatedPassword()
        #expect(try files.generatedPassword() == password)
        #expect(fileMode(files.password) == 0o600)
        #expect(password.utf8.count == 29)
        #expect(DataFiles.makePassword() != DataFiles.makePassword())
        chmod(files.password, 0o640)
        #expect(
            complaint { () throws(Complaint) in _ = try files.generatedPassword() }?.sentence.contains("chmod 600")
                == true)
    }

    @Test func `A file is written whole and leaves no draft`() throws {
        let scratch = Scratch()
        let file = try scratch.file("url", "first")
        try writeFile(file, "second", mode: 0o644)
        #expect(try String(decoding: readFile(file), as: UTF8.self) == "second")
        #expect(scratch.names == ["url"])
        #expect(
            complaint { () throws(Complaint) in try writeFile("\(scratch.path)/none/url", "x", mode: 0o644) }?.kind
                == .failure)
    }

    @Test(arguments: [
        (["127.0.0.1:0"], [SignIn.Transport.http]), (["https://127.0.0.1:0"], [.https]),
        (["https://127.0.0.1:0", "127.0.0.1:0", "[::1]:0"], [.http, .https]),
    ])
    func `Each kind of listener is told once`(addresses: [String], transports: [SignIn.Transport]) throws {
        let listen = try addresses.map { try ListenAddress(parsing: $0) }
        let told = signIn(listening: listen, nil)
        #expect(told.transports == transports && !told.negotiate && !told.kerberos)
        #expect(told.listeners.map(\.address) == listen.map(\.address.host))
    }

    @Test(arguments: [
        ("127.0.0.1:5985", "http://127.0.0.1:5985/wsman"), ("[::1]:80", "http://[::1]:80/wsman"),
        ("0.0.0.0:5985", "http://127.0.0.1:5985/wsman"), ("[::]:5985", "http://[::1]:5985/wsman"),
    ])
    func `The URL works from this host`(address: String, url: String) throws {
        #expect(try serviceURL(ListenAddress(parsing: address)) == url)
    }

    @Test(arguments: [
        ("http://127.0.0.1:5985/wsman", "127.0.0.1", "5985"), ("http://[::1]:59/wsman", "::1", "59"),
        ("http://[::1]", "::1", "80"),
        ("http://host", "host", "80"),
    ])
    func `The health check takes a URL apart`(url: String, host: String, port: String) throws {
        let parts = try ServiceURL(url)
        #expect(parts.host == host && parts.port == port)
    }

    @Test func `The health check asks no other scheme and says when nobody answers`() throws {
        #expect(complaint { () throws(Complaint) in _ = try ServiceURL("https://127.0.0.1/") }?.kind == .usage)
        let none = try Invocation(arguments: ["healthcheck", "--data", "/nonexistent"], environment: [:])
        #expect(
            complaint { () throws(Complaint) in try checkHealth(none) }?.sentence.contains("/nonexistent/url") == true)
        let closed = try Invocation(arguments: ["healthcheck", "--url", "http://127.0.0.1:1/wsman"], environment: [:])
        #expect(
            complaint { () throws(Complaint) in try checkHealth(closed) }?.sentence.contains("cannot be reached")
                == true)
    }

    @Test func `The greeting has one line to paste`() {
        let text = greeting(url: "http://127.0.0.1:1/wsman", user: "winch", password: "abc", "d")
        let line = text.split(separator: "\n").first { $0.contains("curl ") }
        #expect(line?.contains("-u winch:abc") == true && line?.hasSuffix(" http://127.0.0.1:1/wsman") == true)
    }

    @Test(arguments: [LogFormat.text, .json]) func `A line of the log is as long as it may be`(format: LogFormat) {
        let fields = [("name", String(repeating: "\u{1}", count: 500)), ("more", String(repeating: "ö", count: 5000))]
        let time = Timestamp(microseconds: 1_772_705_230_123_456)
        for message in ["refused", String(repeating: "long", count: 1000)] {
            let entry = LogEntry(level: .warning, message: message, fields: fields)
            var cuts = 0
            let line = logLine(entry, format: format, at: time, lineBytes: 1024) { cuts += 1 }
            #expect(line.utf8.count <= 1024 && line.utf8.count > 900, "\(line.utf8.count)")
            #expect(line.contains("…") && cuts == 1)
            _ = logLine(LogEntry(level: .info, message: "short…", fields: []), format: format, at: time) { cuts += 1 }
            #expect(cuts == 1)
        }
    }

    @Test func `A line of the log cannot be broken by what a client sent`() {
        let entry = LogEntry(
            level: .warning, message: "refused\nfake", fields: [("name", "a b\"\u{1B}[2J"), ("code", "5")])
        let time = Timestamp(microseconds: 1_772_705_230_123_456)
        #expect(
            logLine(entry, format: .text, at: time)
                == #"2026-03-05T10:07:10.123Z warning refused\nfake name="a b\"\u001b[2J" code=5"#)
        #expect(
            logLine(entry, format: .json, at: time)
                == #"{"time":"2026-03-05T10:07:10.123Z","level":"warning","message":"refused\nfake","name":"a b\"\u001b[2J","code":"5"}"#
        )
    }
}
