import CIM
import HTTPServer
import Platform
import Testing

@testable import winchd

struct SettingsTests {
    @Test func `Without anything it listens on the loopback and nobody is configured`() throws {
        let settings = try settings([])
        #expect(settings.listen.map(\.description) == ["127.0.0.1:5985"])
        #expect(settings.data == "./winch-data")
        #expect(settings.users.hashes.isEmpty)
        #expect(settings.windowsBuild == .server2022)
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .text)
    }

    @Test func `Option, then environment, then file, then default`() throws {
        let scratch = Scratch()
        let file = try scratch.file(
            "c.json5", #"{ data: "of the file", windowsBuild: 14393, log: { level: "debug", format: "json" } }"#)
        let environment = ["WINCH_LOG_LEVEL": "warning", "WINCH_WINDOWS_BUILD": "17763", "WINCH_CONFIG": file]
        let settings = try settings(["--windows-build", "26100"], environment: environment)
        #expect(settings.windowsBuild.number == 26100)
        #expect(settings.logLevel == .warning)
        #expect(settings.logFormat == .json)
        #expect(settings.data == "of the file")
        #expect(settings.listen.map(\.description) == ["127.0.0.1:5985"])
    }

    @Test(arguments: [
        (["--listen", "localhost:80"], "--listen"), (["--windows-build", "7"], "20348 (Server 2022)"),
        (["--log-level", "loud"], "debug, info, notice, warning, error"), (["--log-format", "xml"], "text, json"),
        (["--user", "alice"], "expected NAME:PASSWORD"), (["--user", ":x"], "no name before the colon"),
        (["--user", "alice:"], "must not be empty"), (["--user", "a:x", "--user", "a:y"], "'a' is there twice"),
        (["--user", "a:$y$j9T$short"], "no password hash that can be used"),
    ])
    func `An impossible value is refused with what is possible`(arguments: [String], part: String) throws {
        let found = try #require(complaint { () throws(Complaint) in _ = try settings(arguments) })
        #expect(found.kind == .usage)
        #expect(found.sentence.contains(part))
    }

    @Test func `Who can sign in and may do nothing is told at the start, and a role for nobody`() throws {
        let scratch = Scratch()
        let file = try scratch.file("c.json5", #"{ roles: { alice: "reader", carol: "operator" } }"#)
        let warnings = try settings(["--config", file, "--user", "alice:x", "--user", "bob:y"]).warnings
        #expect(warnings.contains { $0.hasPrefix("the user 'bob' can sign in and may do nothing") })
        #expect(warnings.contains { $0.hasPrefix("roles.carol: nobody can sign in as 'carol'") })
        #expect(!warnings.contains { $0.contains("alice") })
    }

    @Test func `The network is not let in before there are users`() throws {
        let found = try #require(complaint { () throws(Complaint) in _ = try settings(["--listen", "0.0.0.0:0"]) })
        #expect(found.sentence.contains("0.0.0.0:0 can be reached from other hosts"))
        #expect(found.sentence.contains("--user-file"))
        #expect(try settings(["--listen", "0.0.0.0:0", "--user", "alice:secret"]).users.hashes.keys.contains("alice"))
        #expect(try settings(["--listen", "[::1]:0"]).users.hashes.isEmpty)
    }

    @Test func `An https address has a certificate: one of the data directory, or what is named`() throws {
        let own = try settings(["--listen", "https://127.0.0.1:0", "--data", "d"])
        #expect(own.listen.map(\.description) == ["https://127.0.0.1:0"])
        #expect(own.certificate == CertificateFiles(certificate: "d/certificate.pem", key: "d/certificate-key.pem"))
        let named = try settings(["--listen", "https://127.0.0.1:0", "--tls-certificate", "c", "--tls-key", "k"])
        #expect(named.certificate == CertificateFiles(certificate: "c", key: "k"))
        let both = try settings(["--listen", "https://127.0.0.1:0", "--tls-certificate", "c"])
        #expect(both.certificate == CertificateFiles(certificate: "c", key: "c"))
        #expect(try settings(["--tls-certificate", "c"]).certificate == nil)
    }

    @Test func `An address without TLS that others can reach is warned of, unless that is wanted`() throws {
        let user = ["--user", "alice:secret"]
        #expect(try settings(["--listen", "0.0.0.0:0"] + user).warnings.contains { $0.contains("Negotiate only") })
        #expect(try settings(["--listen", "https://0.0.0.0:0"] + user).warnings.isEmpty)
        let wanted = try settings(["--listen", "0.0.0.0:0", "--allow-unencrypted", "true"] + user)
        #expect(wanted.warnings.isEmpty && wanted.allowUnencrypted)
    }

    @Test func `Negotiate is for those whose password is known and in nobody else's reach`() throws {
        let scratch = Scratch()
        let hash = "$y$j9T$81LhQW4orclkZse65l1IR1$RBleKghzT48oqNHPzNRTtolNHQkclg/C7NBwfutBzc0"
        let text = "alice:secret\nbob:\(hash)\n"
        #expect(try !settings(["--user-file", scratch.file("users", text)]).users.ntlm.isEmpty)
        #expect(try settings(["--user-file", scratch.file("open", text, mode: 0o640)]).users.ntlm.isEmpty)
        #expect(try settings(["--user-file", scratch.file("hashes", "bob:\(hash)\n")]).users.ntlm.isEmpty)
        #expect(try !settings(["--user", "alice:secret"]).users.ntlm.isEmpty)
    }

    @Test func `A user file has a name and a password or a hash a line`() throws {
        let scratch = Scratch()
        let hash = "$y$j9T$81LhQW4orclkZse65l1IR1$RBleKghzT48oqNHPzNRTtolNHQkclg/C7NBwfutBzc0"
        let file = try scratch.file("users", "# who\n\nalice:secret:with colon\r\nbob:\(hash)\ncarol:$5 a month\n")
        let users = try settings(["--user-file", file]).users
        #expect(users.hashes.keys.sorted() == ["alice", "bob", "carol"])
        #expect(users.hashes["bob"]?.text == hash)
        #expect(users.hashes["alice"]?.verify(Array("secret:with colon".utf8)) == true)
        #expect(users.hashes["carol"]?.verify(Array("$5 a month".utf8)) == true)
        #expect(users.warnings.isEmpty)
    }

    @Test func `A bad line of a user file is named by its number and never shown`() throws {
        let scratch = Scratch()
        let file = try scratch.file("users", "alice:secret\nhunter2\n")
        let found = try #require(complaint { () throws(Complaint) in _ = try settings(["--user-file", file]) })
        #expect(found.kind == .failure)
        #expect(found.sentence.contains("users:2:"))
        #expect(!found.sentence.contains("hunter2"))
    }

    @Test func `Passwords that everybody can read are refused, hashes get a warning`() throws {
        let scratch = Scratch()
        let plain = try scratch.file("plain", "alice:secret\n", mode: 0o644)
        let found = try #require(complaint { () throws(Complaint) in _ = try settings(["--user-file", plain]) })
        #expect(found.sentence.contains("chmod 600"))
        let hash = "$y$j9T$81LhQW4orclkZse65l1IR1$RBleKghzT48oqNHPzNRTtolNHQkclg/C7NBwfutBzc0"
        let hashed = try scratch.file("hashed", "alice:\(hash)\n", mode: 0o644)
        #expect(try settings(["--user-file", hashed]).warnings.count == 1)
        let config = try scratch.file("c.json5", #"{ users: { alice: "secret" } }"#, mode: 0o644)
        #expect(complaint { () throws(Complaint) in _ = try settings(["--config", config]) } != nil)
    }

    @Test func `Users of an option replace those of the file`() throws {
        let scratch = Scratch()
        let config = try scratch.file("c.json5", #"{ users: { alice: "secret" } }"#)
        #expect(try settings(["--config", config]).users.hashes.keys.sorted() == ["alice"])
        #expect(try settings(["--config", config, "--user", "bob:x"]).users.hashes.keys.sorted() == ["bob"])
    }
}
