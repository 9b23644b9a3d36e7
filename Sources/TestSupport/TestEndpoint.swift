public import CIM
public import Endpoint
internal import Glibc
public import HTTPMessage
public import Jobs
internal import Platform

/// A whole service in this process, without sockets: a store in a directory of its own, a clock that the test moves,
/// identifiers that count, so that every reply is the same in every run.
public final class TestEndpoint: Sendable {
    public let time: TestTime
    public let engine: JobEngine
    public let endpoint: Endpoint
    private let directory: String
    private let audited = Audited()

    private final class Audited: Sendable {
        let entries = Lock<[AuditEntry]>([])
        func append(_ entry: AuditEntry) { entries.withLock { $0.append(entry) } }
    }

    public init(
        templates: [JobTemplate] = TestTemplates.all, bindings: [MethodBinding] = TestTemplates.bindings,
        windowsBuild: WindowsBuild = .server2022, limits: EndpointLimits = EndpointLimits(),
        jobLimits: JobLimits = JobLimits(), strictStatus: Bool = false, signIn: SignIn = SignIn(),
        authorization: Authorization = .unrestricted, reads: AuditTrail.Reads = .first, sink: (any EventSink)? = nil
    ) throws {
        var pattern = Array("/tmp/winch-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&pattern) else { throw TestFailure("mkdtemp failed") }
        directory = String(cString: made)
        time = TestTime()
        let identifiers = CountedIdentifiers()
        let store = try JobStore(directory: DataDirectory(directory), limits: jobLimits, time: time)
        engine = JobEngine(
            store: store, templates: templates, time: time, identifiers: identifiers, log: .silent,
            zone: UniversalTime())
        try engine.start()
        var configuration = EndpointConfiguration(
            windowsBuild: windowsBuild, hostName: "testhost", limits: limits, bindings: bindings)
        configuration.strictStatus = strictStatus
        configuration.signIn = signIn
        configuration.authorization = authorization
        endpoint = try Endpoint(
            configuration: configuration,
            schema: CIMSchema(windowsBuild: windowsBuild), engine: engine, sink: sink, time: time,
            identifiers: identifiers, log: .silent,
            audit: AuditTrail(reads: reads, time: time) { [audited] in audited.append($0) })
    }

    /// What was written down of the requests so far.
    public var audit: [AuditEntry] { audited.entries.withLock(\.self) }

    deinit {
        engine.stop()
        removeTree(directory)
    }

    /// Posts a message as a user and returns the whole response.
    public func post(
        _ body: [UInt8], contentType: String? = "application/soap+xml;charset=UTF-8", user: String? = "alice",
        headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let fields = headers + (contentType.map { [(name: "Content-Type", value: $0)] } ?? [])
        return endpoint.respond(
            to: HTTPRequest(
                path: "/wsman", headers: HTTPHeaders(fields), body: body, principal: user.map { Principal(name: $0) }))
    }

    /// Posts a message and returns the text of the reply.
    public func post(_ message: String, user: String? = "alice") -> String {
        String(decoding: post(Array(message.utf8), user: user).body, as: UTF8.self)
    }
}

/// What went wrong in the support itself.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

private func removeTree(_ path: String) {
    guard let directory = opendir(path) else {
        unlink(path)
        return
    }
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { removeTree("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
}
