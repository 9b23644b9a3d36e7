internal import CGnuTLS
internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Testing

@testable internal import HTTPServer

/// A directory that is gone with its owner, and certificates in it.
final class CertificateFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/winch-tls-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for file in ["certificate.pem", "key.pem", "b.pem", "b-key.pem"] { unlink("\(path)/\(file)") }
        rmdir(path)
    }

    var files: CertificateFiles { CertificateFiles(certificate: "\(path)/certificate.pem", key: "\(path)/key.pem") }
    var others: CertificateFiles { CertificateFiles(certificate: "\(path)/b.pem", key: "\(path)/b-key.pem") }

    func make() throws -> CertificateFiles {
        try files.makeSelfSigned(names: ["localhost", "127.0.0.1", "::1"], now: SystemTime().now)
        return files
    }

    func server(time: any TimeSource = SystemTime(), _ adjust: (inout HTTPServerConfiguration) -> Void = { _ in })
        throws
        -> TestServer
    {
        let files = try make()
        return try TestServer(listen: "https://127.0.0.1:0", time: time) {
            $0.certificate = files
            adjust(&$0)
        }
    }
}

struct TransportSecurity {
    let folder: CertificateFolder
    init() throws { folder = try CertificateFolder() }

    @Test(arguments: ["NORMAL", "NORMAL:-VERS-ALL:+VERS-TLS1.2"])
    func `Requests and answers pass under TLS 1.3 and 1.2, several on one connection`(priorities: String) throws {
        let server = try folder.server()
        let client = TLSClient(port: server.port, priorities: priorities)
        #expect(client.outcome == 0)
        for _ in 0..<3 {
            client.send(post(body: String(repeating: "x", count: 100_000)))
            #expect(client.reply()?.body == "alice 100000")
        }
    }

    @Test func `TLS 1.1 is refused, and what is no TLS at all`() throws {
        let server = try folder.server()
        #expect(TLSClient(port: server.port, priorities: "NORMAL:-VERS-ALL:+VERS-TLS1.1").outcome != 0)
        let plain = server.client()
        plain.send(post())
        #expect(plain.reply() == nil)
        #expect(TLSClient(port: server.port).outcome == 0)
    }

    @Test func `Listeners with and without TLS stand side by side`() throws {
        let files = try folder.make()
        let server = try TestServer {
            $0.certificate = files
            $0.listen.append(try! ListenAddress(parsing: "https://[::1]:0"))  // because it is a constant
            $0.listen.append(try! ListenAddress(parsing: "https://127.0.0.1:0"))  // because it is a constant
        }
        #expect(server.server.boundListeners.map(\.isSecure) == [false, true, true])
        #expect(server.exchange(post())?.status == 200)
        let client = TLSClient(port: server.server.boundAddresses[2].port)
        client.send(post())
        #expect(client.reply()?.status == 200)
    }

    /// Such answers do not go through the library.
    @Test(arguments: [
        ("POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: +12\r\n\r\n", 400),
        ("POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST /" + String(repeating: "x", count: 40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (post(with: ["Transfer-Encoding: chunked"], body: "2000\r\n" + String(repeating: "x", count: 8192)), 413),
    ])
    func `Answers written past the library are under TLS too, and end properly`(request: String, status: Int) throws {
        let server = try folder.server { $0.maximumBodyBytes = 1000 }
        let client = TLSClient(port: server.port)
        client.send(request)
        #expect(client.reply()?.status == status)
        #expect(client.isClosed())
        #expect(client.ending == 0, "The end was announced.")
    }

    @Test func `A handshake that never comes is cut at the deadline of the header`() throws {
        let time = SetTime()
        let server = try folder.server(time: time)
        let silent = server.client()
        #expect(server.waits { server.server.openConnections == 1 })
        time.elapsed.withLock { $0 = .seconds(31) }
        #expect(silent.isClosed())
        #expect(server.waits { server.server.openConnections == 0 })
    }

    @Test func `A connection over the cap gets an alert in place of an answer`() throws {
        let server = try folder.server { $0.maximumConnections = 1 }
        let first = TLSClient(port: server.port)
        #expect(TLSClient(port: server.port).outcome == GNUTLS_E_FATAL_ALERT_RECEIVED)
        first.send(post())
        #expect(first.reply()?.status == 200)
    }

    @Test func `An https address needs a certificate that can be read`() throws {
        #expect(throws: HTTPServerError.self) { try TestServer(listen: "https://127.0.0.1:0") }
        let files = folder.files
        #expect(throws: HTTPServerError.self) {
            try TestServer(listen: "https://127.0.0.1:0") { $0.certificate = files }
        }
    }
}

struct Certificates {
    let folder: CertificateFolder
    init() throws { folder = try CertificateFolder() }

    @Test func `A certificate can be made once, with a key for its owner alone`() throws {
        let files = try folder.make()
        let known = try files.describe()
        #expect(known.fingerprint.utf8.count == 95 && known.thumbprint.utf8.count == 40 && known.pin.utf8.count == 44)
        #expect(known.expiresText.hasSuffix("Z"))
        var status = stat()
        stat(files.key, &status)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(throws: HTTPServerError.self) { try files.makeSelfSigned(names: ["x"], now: SystemTime().now) }
    }

    @Test func `A key that is open to all, and one of another certificate, are refused`() throws {
        let files = try folder.make()
        let others = folder.others
        try others.makeSelfSigned(names: ["x"], now: SystemTime().now)
        let mixed = CertificateFiles(certificate: files.certificate, key: others.key)
        let error = #expect(throws: HTTPServerError.self) { try mixed.describe() }
        #expect(error?.description.contains("does not belong") == true)
        chmod(files.key, 0o644)
        let open = #expect(throws: HTTPServerError.self) { try files.describe() }
        #expect(open?.description.contains("chmod 600") == true)
    }

    @Test func `A new certificate is for new connections, and a bad one changes nothing`() throws {
        let server = try folder.server()
        let first = TLSClient(port: server.port)
        let old = first.certificate
        let others = folder.others
        try others.makeSelfSigned(names: ["x"], now: SystemTime().now)
        rename(others.key, folder.files.key)
        // The key of one and the certificate of the other.
        server.server.reloadCertificates()
        #expect(TLSClient(port: server.port).certificate == old)
        rename(others.certificate, folder.files.certificate)
        server.server.reloadCertificates()
        let second = TLSClient(port: server.port)
        #expect(second.certificate != old && !second.certificate.isEmpty)
        for client in [first, second] {
            client.send(post())
            #expect(client.reply()?.status == 200)
        }
    }

    @Test func `A change of the files is seen without being told`() throws {
        let server = try folder.server()
        let old = TLSClient(port: server.port).certificate
        let others = folder.others
        try others.makeSelfSigned(names: ["x"], now: SystemTime().now)
        rename(others.certificate, folder.files.certificate)
        rename(others.key, folder.files.key)
        #expect(server.waits { TLSClient(port: server.port).certificate != old })
    }

    @Test func `The end of a certificate is warned of`() throws {
        let lines = Lock<[String]>([])
        let log = Logger(level: .debug) { entry in lines.withLock { $0.append("\(entry.level) \(entry.message)") } }
        let files = folder.files
        try files.makeSelfSigned(names: ["x"], days: 20, now: SystemTime().now)
        let store = CertificateStore(files, time: SystemTime(), log: log)
        try store.open()
        store.look()
        #expect(lines.withLock { $0.contains { $0.hasPrefix("warning The certificate expires in 19 days") } })
    }

    @Test func `The warning comes daily from thirty days before the end, and its end is an error`() throws {
        let lines = Lock<[String]>([])
        let log = Logger(level: .warning) { entry in lines.withLock { $0.append("\(entry.level) \(entry.message)") } }
        func taken() -> [String] {
            lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
        let time = SetTime()
        let files = folder.files
        try files.makeSelfSigned(names: ["x"], days: 40, now: time.now)
        let store = CertificateStore(files, time: time, log: log)
        try store.open()
        store.look()
        #expect(taken() == [])
        time.elapsed.withLock { $0 += .seconds(15 * 86_400) }
        for _ in 0..<5 {
            time.elapsed.withLock { $0 += .seconds(60) }
            store.look()
        }
        #expect(taken().map { $0.prefix(43) } == ["warning The certificate expires in 24 days;"])
        time.elapsed.withLock { $0 += .seconds(86_400) }
        store.look()
        #expect(taken().map { $0.prefix(43) } == ["warning The certificate expires in 23 days;"])
        time.elapsed.withLock { $0 += .seconds(26 * 86_400) }
        store.look()
        #expect(taken() == ["error The certificate has expired; clients refuse it. Replace it."])
    }
}
