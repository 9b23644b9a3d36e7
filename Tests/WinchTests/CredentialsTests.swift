import Client
import Testing

@testable import winch

struct CredentialsTests {
    private let scratch = Scratch()

    /// The credentials a command line leads to, and what was warned of.
    private func credentials(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> (Credentials?, [String]) {
        var warnings: [String] = []
        let invocation = try Invocation(arguments: ["identify", "--url", "hv1"] + arguments, environment: environment)
        let configuration = try invocation.configuration { warnings.append($0) }
        return (configuration.credentials, warnings)
    }

    @Test func `A user with a password needs nothing else`() throws {
        #expect(try credentials("--user", "alice:a:b").0 == Credentials(user: "alice", password: "a:b"))
        #expect(try credentials(environment: ["WINCH_USER": "bob:x"]).0 == Credentials(user: "bob", password: "x"))
        #expect(try credentials().0 == nil)
    }

    @Test func `A file holds users, one a line`() throws {
        let file = scratch.file("users", "# people\nalice:secret\nbob:x\n")
        #expect(try credentials("--user-file", file).0 == Credentials(user: "alice", password: "secret"))
        #expect(try credentials("--user-file", file, "--user", "bob").0 == Credentials(user: "bob", password: "x"))
        #expect(throws: Complaint.self) { try credentials("--user-file", file, "--user", "eve") }
        #expect(throws: Complaint.self) { try credentials("--user-file", "/nonexistent") }
    }

    @Test func `A file with a hash is no use, and is told so`() throws {
        let file = scratch.file("users", "alice:$y$j9T$abc$def\n")
        #expect(throws: Complaint.self) { try credentials("--user-file", file) }
    }

    @Test(arguments: [(0o644, 1), (0o600, 0), (0o640, 1)] as [(UInt32, Int)])
    func `A file that others can read is warned of`(mode: UInt32, count: Int) throws {
        let file = scratch.file("users", "alice:secret\n", mode: mode)
        #expect(try credentials("--user-file", file).1.count == count)
        let netrc = scratch.file("netrc", "machine hv1 login alice password secret\n", mode: mode)
        #expect(try credentials(environment: ["NETRC": netrc]).1.count == count)
    }

    @Test func `netrc is asked by host and by user`() throws {
        let netrc = scratch.file(
            "netrc",
            """
            # comment
            machine other login eve password no
            macdef init
            machine hv1 login trap password trap

            machine hv1 login alice password "s e c"
            machine hv1
              login bob
              password b
            default login anybody password d

            """)
        let environment = ["NETRC": netrc]
        #expect(try credentials(environment: environment).0 == Credentials(user: "alice", password: "s e c"))
        #expect(try credentials("--user", "bob", environment: environment).0 == Credentials(user: "bob", password: "b"))
        let text = try SecretFile(netrc).text
        #expect(Netrc(text, host: "HV1", user: nil)?.login == "alice")
        #expect(Netrc(text, host: "elsewhere", user: nil)?.login == "anybody")
        #expect(Netrc("machine", host: "x", user: nil)?.login == nil)
    }
}
