import Client
import Glibc
import TestSupport
import Testing

/// Which servers are believed, against openssl's own.
@Suite(.timeLimit(.minutes(1)), .serialized)
struct TLSTests {
    private let server: OpenSSLServer

    init() throws { server = try OpenSSLServer() }

    @Test func `A client certificate is shown where one is demanded`() async throws {
        let strict = try OpenSSLServer(more: ["-Verify", "1", "-verify_return_error", "-CAfile", server.certificate])
        let own = ClientCertificate(certificateFile: server.certificate, keyFile: server.key)
        #expect(
            try await identify(at: strict) {
                $0.trust = .anyone
                $0.identity = own
            } == "TLS")
    }

    @Test func `Without a client certificate the door stays shut`() async throws {
        let strict = try OpenSSLServer(more: ["-Verify", "1", "-verify_return_error", "-CAfile", server.certificate])
        let outcome = try await identify(at: strict) {
            $0.trust = .anyone
            $0.retries = 0
        }
        #expect(outcome != "TLS")
    }

    private func identify(at server: OpenSSLServer, _ change: (inout ClientConfiguration) -> Void) async throws
        -> String?
    {
        let client = try client(at: server.url, change)
        do {
            return try await client.identify().productVendor
        } catch {
            return error.kind
        }
    }

    private func identify(_ change: (inout ClientConfiguration) -> Void) async throws -> String? {
        try await identify(at: server, change)
    }

    @Test func `A certificate of nobody's is refused`() async throws {
        #expect(try await identify { _ in } == "untrusted")
    }

    @Test func `A certificate of a named authority is accepted`() async throws {
        #expect(try await identify { $0.trust = .authorities(file: server.certificate) } == "TLS")
    }

    @Test func `Anybody is accepted where that was asked for`() async throws {
        #expect(try await identify { $0.trust = .anyone } == "TLS")
    }

    @Test func `The pinned key is accepted`() async throws {
        #expect(try await identify { $0.trust = .publicKey(server.publicKeyFile) } == "TLS")
    }

    @Test func `Another key than the pinned is refused`() async throws {
        let pin = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        #expect(try await identify { $0.trust = .publicKey(pin) } == "untrusted")
    }

    @Test func `Plain HTTP to a TLS port is told`() async throws {
        let url = "http" + server.url.dropFirst("https".count)
        let client = try client(at: url) { $0.retries = 0 }
        let failure = await error { () throws(ClientError) in _ = try await client.identify() }
        #expect(["notHTTP", "connectionLost", "status", "contentType"].contains(failure?.kind ?? ""))
    }
}

/// `openssl s_server` with a certificate made for the occasion; it answers Identify once.
private final class OpenSSLServer {
    let url: String
    let certificate: String
    let key: String
    let publicKeyFile: String
    private let directory: String
    private var process = pid_t()

    init(more: [String] = []) throws {
        var pattern = Array("/tmp/winch-test-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&pattern).map { String(cString: $0) })
        certificate = "\(directory)/cert.pem"
        publicKeyFile = "\(directory)/public.pem"
        key = "\(directory)/key.pem"
        let made = system(
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
            -addext subjectAltName=IP:127.0.0.1 -keyout '\(key)' -out '\(certificate)' 2>/dev/null && \
            openssl x509 -in '\(certificate)' -pubkey -noout > '\(publicKeyFile)'
            """)
        try #require(made == 0)
        let body = """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><IdentifyResponse>\
            <ProductVendor>TLS</ProductVendor></IdentifyResponse></s:Body></s:Envelope>
            """
        let reply = RawReply(body: body).text
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        try #require(pipe(&input) == 0 && pipe(&output) == 0)
        process = try Self.start(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-naccept", "1"]
                + more,
            input: input[0], output: output[1], others: [input[1], output[0]])
        close(input[0])
        close(output[1])
        // s_server sends what it is told on its input to whoever is connected.
        _ = reply.withCString { write(input[1], $0, strlen($0)) }
        Self.keep(input[1])
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\n") || !text.contains("ACCEPT") {
            let count = read(output[0], &bytes, bytes.count)
            try #require(count > 0)
            text += String(decoding: bytes[..<count], as: UTF8.self)
        }
        Self.keep(output[0])
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") })
        url = "https://127.0.0.1:\(try #require(line.split(separator: ":").last))/wsman"
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        for name in ["cert.pem", "key.pem", "public.pem"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }

    /// The pipes stay open as long as the tests run: a server that reads the end of its input goes.
    private static func keep(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

    private static func start(_ words: [String], input: Int32, output: Int32, others: [Int32]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        for descriptor in others { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        try #require(posix_spawnp(&process, words[0], &actions, nil, &arguments, environ) == 0)
        return process
    }
}
