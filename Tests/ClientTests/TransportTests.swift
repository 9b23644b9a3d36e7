import Client
import Glibc
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@Suite(.timeLimit(.minutes(1)))
struct TransportTests {
    private static func identity(_ request: RawRequest) -> RawReply {
        RawReply(
            body: """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
                xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body>\
                <i:IdentifyResponse><i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\
                </i:ProtocolVersion><i:ProductVendor>Test</i:ProductVendor></i:IdentifyResponse></s:Body></s:Envelope>
                """)
    }

    @Test func `One connection serves many operations`() async throws {
        let server = RawServer(answering: Self.identity)
        let client = try client(of: server)
        for _ in 0..<20 { #expect(try await client.identify().productVendor == "Test") }
        #expect(server.connectionCount.withLock { $0 } == 1)
    }

    @Test func `Operations at once share a few connections`() async throws {
        let server = RawServer(answering: Self.identity)
        let client = try client(of: server) { $0.maximumConnections = 4 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await client.identify() } }
            try await group.waitForAll()
        }
        #expect(server.requests.withLock(\.count) == 100)
        #expect(server.connectionCount.withLock { $0 } <= 4)
    }

    @Test func `Cancelling the task aborts the transfer`() async throws {
        let isGone = Lock(false)
        let server = RawServer { connection in
            _ = connection.readRequest()
            _ = connection.readRequest()  // returns when the client closes
            isGone.withLock { $0 = true }
        }
        let client = try client(of: server)
        let task = Task { await error { () throws(ClientError) in _ = try await client.identify() } }
        while server.requests.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await eventually { isGone.withLock { $0 } })
    }

    @Test func `A cancelled task sends nothing`() async throws {
        let server = RawServer(answering: Self.identity)
        let client = try client(of: server)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await error { () throws(ClientError) in _ = try await client.identify() }
        }
        #expect(await task.value == .cancelled)
    }

    @Test func `Releasing the client closes its connections`() async throws {
        let isGone = Lock(false)
        let server = RawServer { connection in
            while let request = connection.readRequest() { connection.send(Self.identity(request)) }
            isGone.withLock { $0 = true }
        }
        var client: Client? = try client(of: server)
        _ = try await client?.identify()
        client = nil
        #expect(await eventually { isGone.withLock { $0 } })
    }

    // MARK: - Repeating

    /// Closes the first connections after reading a request, without a byte of an answer.
    private func server(failing failures: Int, _ answer: @escaping @Sendable (RawRequest) -> RawReply) -> RawServer {
        let left = Lock(failures)
        return RawServer { connection in
            while let request = connection.readRequest() {
                let fails = left.withLock { left in
                    left -= 1
                    return left >= 0
                }
                if fails { return }
                connection.send(answer(request))
            }
        }
    }

    @Test func `A Get is repeated when the connection breaks before an answer`() async throws {
        let server = server(failing: 2) { Replies.transfer($0, Replies.job("J1")) }
        #expect(try await client(of: server).get(job("J1")).text("InstanceID") == "J1")
        #expect(server.requests.withLock(\.count) == 3)
    }

    @Test func `It is repeated no more often than allowed`() async throws {
        let server = server(failing: 9) { Replies.transfer($0, Replies.job("J1")) }
        let client = try client(of: server)
        let target = try job("J1")
        #expect(await error { () throws(ClientError) in _ = try await client.get(target) }?.kind == "connectionLost")
        #expect(server.requests.withLock(\.count) == 3)
    }

    @Test func `A method is sent once, whatever happens`() async throws {
        let server = server(failing: 1) { Replies.transfer($0, "") }
        let client = try client(of: server)
        let target = try job("J1")
        #expect(
            await error { () throws(ClientError) in _ = try await client.invoke("RequestStateChange", on: target) }?
                .kind
                == "connectionLost")
        #expect(server.requests.withLock(\.count) == 1)
    }

    /// The trap: libcurl itself repeats a request when a kept connection turns out to be dead.
    @Test func `Nor is a method repeated on a connection that was kept`() async throws {
        let server = RawServer { connection in
            guard let first = connection.readRequest() else { return }
            connection.send(Self.identity(first))
            _ = connection.readRequest()
        }
        let client = try client(of: server)
        _ = try await client.identify()
        let target = try job("J1")
        #expect(
            await error { () throws(ClientError) in _ = try await client.invoke("KillJob", on: target) }?.kind
                == "connectionLost")
        #expect(server.requests.withLock { $0.count { $0.operation == "KillJob" } } == 1)
    }

    @Test func `A truncated reply is not asked for again`() async throws {
        let server = RawServer(sending: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        let client = try client(of: server)
        #expect(await error { () throws(ClientError) in _ = try await client.identify() }?.kind == "truncated")
        #expect(server.requests.withLock(\.count) == 1)
    }

    // MARK: - Credentials

    @Test func `Basic credentials are sent once the server has asked, and then always`() async throws {
        let server = RawServer(answering: { request in
            guard request.field("Authorization") == "Basic YWxpY2U6c2VjcmV0" else {
                return RawReply(
                    status: 401, contentType: nil, fields: [#"WWW-Authenticate: Basic realm="WSMAN""#], body: "")
            }
            return Self.identity(request)
        })
        let client = try client(of: server, credentials: Credentials(user: "alice", password: "secret"))
        for _ in 0..<3 { _ = try await client.identify() }
        #expect(server.requests.withLock(\.count) == 4)
    }

    @Test func `A method's body is sent again when the server asks for credentials`() async throws {
        let server = RawServer(answering: { request in
            guard request.field("Authorization") != nil else {
                return RawReply(
                    status: 401, contentType: nil, fields: [#"WWW-Authenticate: Basic realm="x""#], body: "")
            }
            return Replies.transfer(
                request, #"<p:X_OUTPUT xmlns:p="u"><p:ReturnValue>0</p:ReturnValue></p:X_OUTPUT>"#)
        })
        let client = try client(of: server, credentials: Credentials(user: "a", password: "b"))
        #expect(try await client.invoke("X", on: job("J")).returnValue == "0")
        #expect(server.requests.withLock { $0.last?.body.contains("X_INPUT") } == true)
    }

    @Test func `Refused credentials are told with what the server offers`() async throws {
        let server = RawServer(answering: { _ in
            RawReply(
                status: 401, contentType: nil,
                fields: ["WWW-Authenticate: Negotiate", #"WWW-Authenticate: Basic realm="x""#], body: "")
        })
        let client = try client(of: server, credentials: Credentials(user: "a", password: "b")) { $0.schemes = .basic }
        #expect(
            await error { () throws(ClientError) in _ = try await client.identify() }
                == .unauthorized(offered: ["Negotiate", "Basic"]))
    }

    @Test func `Anonymous questions carry no credentials`() async throws {
        let server = RawServer(answering: Self.identity)
        let client = try client(of: server, credentials: Credentials(user: "a", password: "b")) { $0.schemes = .basic }
        _ = try await client.identify(anonymously: true)
        let request = try #require(server.requests.withLock(\.first))
        #expect(request.field("Authorization") == nil && request.field("WSMANIDENTIFY") == "unauthenticated")
    }

    @Test func `Basic is not used where somebody could listen`() throws {
        let far = try EndpointURL("http://hv1.example/wsman")
        let alice = Credentials(user: "alice", password: "secret")
        #expect(AuthenticationSchemes.default(for: far, alice) == [.digest, .ntlm])
        #expect(AuthenticationSchemes.default(for: try EndpointURL("https://hv1.example"), alice).contains(.basic))
        #expect(AuthenticationSchemes.default(for: try EndpointURL("127.0.0.1"), alice).contains(.basic))
        #expect(AuthenticationSchemes.default(for: far, Credentials(user: "", password: "")) == .negotiate)
    }

    /// libcurl would try Negotiate first, which knows no password, and never come back to Basic.
    @Test func `A password is used although the server offers Negotiate too`() async throws {
        let server = RawServer(answering: { request in
            guard request.field("Authorization")?.hasPrefix("Basic ") == true else {
                return RawReply(
                    status: 401, contentType: nil,
                    fields: ["WWW-Authenticate: Negotiate", #"WWW-Authenticate: Basic realm="WSMAN""#], body: "")
            }
            return Self.identity(request)
        })
        let client = try client(of: server, credentials: Credentials(user: "alice", password: "secret"))
        #expect(try await client.identify().productVendor == "Test")
    }

    @Test func `Digest is answered, and remembered`() async throws {
        let server = RawServer(answering: { request in
            guard let answer = request.field("Authorization") else {
                return RawReply(
                    status: 401, contentType: nil,
                    fields: [
                        #"WWW-Authenticate: Digest realm="wsman", qop="auth", algorithm=SHA-256, nonce="n1""#
                    ], body: "")
            }
            #expect(answer.hasPrefix("Digest ") && answer.contains(#"username="alice""#) && !answer.contains("secret"))
            return Self.identity(request)
        })
        let client = try client(of: server, credentials: Credentials(user: "alice", password: "secret"))
        for _ in 0..<3 { _ = try await client.identify() }
        #expect(server.requests.withLock(\.count) == 4)
    }

    @Test func `The trace shows both sides and no password`() async throws {
        let server = RawServer(answering: Self.identity)
        let seen = Lock<[String]>([])
        let client = try client(of: server, credentials: Credentials(user: "alice", password: "hunter2")) {
            $0.schemes = .basic
            $0.trace = { event in seen.withLock { $0.append("\(event)") } }
        }
        _ = try await client.identify()
        let lines = seen.withLock { $0 }
        #expect(lines.count == 2)
        #expect(!lines.contains { $0.contains("hunter2") || $0.contains("Authorization") })
        #expect(server.requests.withLock { $0.first?.field("Authorization") } != nil)
    }

    // MARK: - Configuration

    @Test func `A proxy is asked for the whole URL`() async throws {
        let proxy = RawServer(answering: Self.identity)
        let client = try client(at: "http://hv1.invalid") { $0.proxy = proxy.url }
        #expect(try await client.identify().productVendor == "Test")
        #expect(proxy.requests.withLock { $0.first?.head.hasPrefix("POST http://hv1.invalid:5985/wsman ") } == true)
    }

    @Test func `Files that are missing are told before anything is sent`() {
        #expect(throws: ClientError.self) {
            try client(at: "https://127.0.0.1") { $0.trust = .authorities(file: "/nonexistent/ca.pem") }
        }
    }

    @Test func `The network gets more time than the server`() async throws {
        let server = RawServer(answering: { Replies.transfer($0, Replies.job("J1")) })
        _ = try await client(of: server).get(job("J1"), options: OperationOptions(timeout: .milliseconds(1500)))
        #expect(server.requests.withLock { $0.first?.element("w:OperationTimeout") } == "PT1.5S")
    }
}
