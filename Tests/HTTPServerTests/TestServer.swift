internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Testing

@testable internal import HTTPServer

/// A server on a free port of the loopback that answers with what it was asked, and is stopped with its owner.
final class TestServer {
    /// A name and password, and the field that carries them.
    static let credentials = "Basic YWxpY2U6b3BlbiBzZXNhbWU="
    private static let hashes: [String: PasswordHash] = {
        do { return ["alice": try PasswordHash.make("open sesame")] } catch { fatalError("\(error)") }
    }()

    let server: HTTPServer
    let requests = Lock<[HTTPRequest]>([])

    init(
        listen: String = "127.0.0.1:0", users: [String: PasswordHash]? = nil,
        time: any TimeSource = SystemTime(), _ adjust: (inout HTTPServerConfiguration) -> Void = { _ in },
        handler: (@Sendable (HTTPRequest) -> HTTPResponse)? = nil
    ) throws {
        var configuration = HTTPServerConfiguration(listen: [try ListenAddress(parsing: listen)])
        adjust(&configuration)
        let requests = requests
        server = HTTPServer(configuration, users: UserDatabase(users ?? Self.hashes), log: .silent, time: time) {
            request in
            requests.withLock { $0.append(request) }
            if let handler { return handler(request) }
            let text = "\(request.principal?.name ?? "nobody") \(request.body.count)"
            return HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: Array(text.utf8))
        }
        try server.start()
    }

    deinit { server.drain(timeout: .seconds(2)) }

    var port: UInt16 { server.boundAddresses.first?.port ?? 0 }

    func client() -> RawClient { RawClient(port: port) }

    /// Sends the text on a connection of its own and returns the first reply.
    func exchange(_ text: String) -> RawClient.Reply? {
        let client = client()
        client.send(text)
        return client.reply()
    }
}

/// A clock that stands still until it is set; it begins in 1970.
final class SetTime: TimeSource {
    let elapsed = Lock(Duration.zero)
    var now: Timestamp { Timestamp(microseconds: elapsed.withLock { $0.components.seconds } * 1_000_000) }
    var monotonic: Duration { elapsed.withLock { $0 } }
}

/// The text of a request; a field with the value nil is left out.
func post(
    _ path: String = "/wsman", method: String = "POST", host: String? = "localhost",
    authorization: String? = TestServer.credentials, contentType: String? = "application/soap+xml;charset=UTF-8",
    length: Int? = nil, with extra: [String] = [], body: String = "<x/>"
) -> String {
    var lines = ["\(method) \(path) HTTP/1.1"]
    if let host { lines.append("Host: \(host)") }
    if let authorization { lines.append("Authorization: \(authorization)") }
    if let contentType { lines.append("Content-Type: \(contentType)") }
    if !extra.contains(where: { $0.hasPrefix("Transfer-Encoding") }) {
        lines.append("Content-Length: \(length ?? body.utf8.count)")
    }
    return (lines + extra).joined(separator: "\r\n") + "\r\n\r\n" + body
}
