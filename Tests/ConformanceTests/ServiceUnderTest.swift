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
/// loopback. A mutation stands in between, or in place of the server, and spoils one thing.
final class ServiceUnderTest: Sendable {
    private static let shared = Result { try Shared() }
    private static let password = "open sesame"

    private let server: HTTPServer?
    private let door: RawServer?
    let url: String

    /// - Parameter isSecure: whether it speaks TLS.
    init(_ mutation: Mutation? = nil, isSecure: Bool = false) throws {
        let shared = try Self.shared.get()
        let endpoint = shared.endpoint
        if case .door(let serve)? = mutation?.place {
            let door = RawServer { connection in
                while let request = connection.readRequest() {
                    connection.send(serve(request) { endpoint.respond(to: HTTPRequest(request)) })
                }
            }
            (server, self.door, url) = (nil, door, door.url)
            return
        }
        let address = (isSecure ? "https://" : "") + "127.0.0.1:0"
        var configuration = HTTPServerConfiguration(listen: [try ListenAddress(parsing: address)])
        configuration.certificate = shared.certificate
        let server = HTTPServer(configuration, users: shared.users, log: .silent) { request in
            guard case .inside(let spoil)? = mutation?.place else { return endpoint.respond(to: request) }
            return spoil(request) { endpoint.respond(to: $0) }
        }
        try server.start()
        let port = server.boundAddresses.first?.port ?? 0
        (self.server, door, url) = (server, nil, "\(isSecure ? "https" : "http")://127.0.0.1:\(port)/wsman")
    }

    deinit { server?.drain(timeout: .seconds(1)) }

    /// Assesses it, by all rules or some.
    func assess(_ rules: String...) async throws -> Report {
        var options = Assessment.Options()
        options.permissions = [.write, .invoke]
        options.rules = rules.isEmpty ? nil : Set(rules)
        options.timeout = .seconds(10)
        return try await Assessment(configuration, options).run()
    }

    /// For a client of it.
    var configuration: ClientConfiguration {
        var configuration = ClientConfiguration(
            url: url, credentials: Credentials(user: "alice", password: Self.password))
        configuration.trust = .anyone
        return configuration
    }

    /// What all services of these tests stand on, for the life of the process; its directory is left to the system's
    /// cleaning of /tmp.
    private struct Shared {
        let endpoint: Endpoint
        let users: UserDatabase
        let certificate: CertificateFiles

        init() throws {
            var pattern = Array("/tmp/winch-conformance-XXXXXX".utf8CString)
            guard let made = mkdtemp(&pattern) else { throw TestFailure("mkdtemp failed") }
            let directory = String(cString: made)
            let builtIn = Configuration.builtIn
            let engine = JobEngine(
                store: try JobStore(directory: DataDirectory(directory)), templates: builtIn.templates,
                time: SystemTime(), identifiers: RandomIdentifiers(), log: .silent)
            try engine.start()
            let build = WindowsBuild.server2022
            var configuration = EndpointConfiguration(
                windowsBuild: build, hostName: "testhost", bindings: builtIn.bindings)
            configuration.signIn = SignIn(transports: [.http, .https], negotiate: false, kerberos: false)
            endpoint = try Endpoint(
                configuration: configuration, schema: CIMSchema(windowsBuild: build), engine: engine,
                sink: try CourierSink(allowed: [SinkPattern("*")].compactMap(\.self), authorities: nil), log: .silent)
            endpoint.start()
            users = UserDatabase(["alice": try PasswordHash.make(ServiceUnderTest.password, cost: 1)])
            certificate = CertificateFiles(
                certificate: "\(directory)/certificate.pem", key: "\(directory)/key.pem")
            try certificate.makeSelfSigned(names: ["127.0.0.1"], now: SystemTime().now)
        }
    }
}

extension HTTPRequest {
    /// A request that came to a door without a server behind it: everybody is alice there.
    fileprivate init(_ request: RawRequest) {
        let type = request.field("Content-Type").map { [(name: "Content-Type", value: $0)] } ?? []
        self.init(
            path: "/wsman", headers: HTTPHeaders(type), body: Array(request.body.utf8),
            principal: Principal(name: "alice"))
    }
}
