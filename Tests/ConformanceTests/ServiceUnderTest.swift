import CIM
import Client
import Endpoint
import Glibc
import HTTPMessage
import HTTPServer
import Jobs
import Platform
import TestSupport

@testable import Conformance
@testable import winchd

/// What ships, in this process: winchd's endpoint with its built-in jobs behind the HTTP server, on a free port of the
/// loopback. A mutation stands between the two and spoils one thing.
final class ServiceUnderTest: Sendable {
    private static let endpoint: Result<Endpoint, any Error> = Result { try makeEndpoint() }
    private static let password = "open sesame"
    private static let users: Result<UserDatabase, any Error> = Result {
        UserDatabase(["alice": try PasswordHash.make(password, cost: 1)])
    }

    private let server: HTTPServer

    init(_ mutation: Mutation? = nil) throws {
        let endpoint = try Self.endpoint.get()
        let configuration = HTTPServerConfiguration(listen: [try ListenAddress(parsing: "127.0.0.1:0")])
        server = HTTPServer(configuration, users: try Self.users.get(), log: .silent) { request in
            guard let mutation else { return endpoint.respond(to: request) }
            return mutation.respond(to: request) { endpoint.respond(to: $0) }
        }
        try server.start()
    }

    deinit { server.drain(timeout: .seconds(1)) }

    /// Assesses it, by all rules or some.
    func assess(_ rules: String...) async throws -> Report {
        var options = Assessment.Options()
        options.permissions = [.write, .invoke]
        options.rules = rules.isEmpty ? nil : Set(rules)
        options.timeout = .seconds(10)
        return try await Assessment(configuration, options).run()
    }

    var url: String { "http://127.0.0.1:\(server.boundAddresses.first?.port ?? 0)/wsman" }

    private var configuration: ClientConfiguration {
        ClientConfiguration(url: url, credentials: Credentials(user: "alice", password: Self.password))
    }

    /// Lives as long as the process; its directory is left to the system's cleaning of /tmp.
    private static func makeEndpoint() throws -> Endpoint {
        var pattern = Array("/tmp/winch-conformance-XXXXXX".utf8CString)
        guard let made = mkdtemp(&pattern) else { throw TestFailure("mkdtemp failed") }
        let builtIn = Configuration.builtIn
        let engine = JobEngine(
            store: try JobStore(directory: DataDirectory(String(cString: made))), templates: builtIn.templates,
            time: SystemTime(), identifiers: RandomIdentifiers(), log: .silent)
        try engine.start()
        let build = WindowsBuild.server2022
        return try Endpoint(
            configuration: EndpointConfiguration(windowsBuild: build, hostName: "testhost", bindings: builtIn.bindings),
            schema: CIMSchema(windowsBuild: build), engine: engine, log: .silent)
    }
}
