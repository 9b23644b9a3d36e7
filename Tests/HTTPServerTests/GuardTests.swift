internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Testing

@testable internal import HTTPServer

struct Framing {
    @Test(arguments: [
        post(with: ["Content-Length: 4"]), post(with: ["Content-Length: 5"]), post(with: ["Host: other"]),
        post(host: nil),
        post(with: ["Transfer-Encoding: chunked", "Content-Length: 4"], body: "0\r\n\r\n"),
        post(with: ["Transfer-Encoding: gzip"], body: "x"),
        post(with: ["Transfer-Encoding: gzip, chunked"], body: "0\r\n\r\n"),
        post(with: ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], body: "0\r\n\r\n"),
        post(with: ["Content-Length : 4"]), post(with: ["Authorization: Basic YWxpY2U6d3Jvbmc="]),
        post(with: ["Content-Type: text/xml"]),
        post(with: ["X y: 1"]), post(with: ["no colon"]), post(with: ["Na\0me: 1"]),
        "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\n<x/>",
        "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n<x/>",
        "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: four\r\n\r\n<x/>",
        post(with: ["Transfer-Encoding: chunked"], body: "zz\r\n<x/>\r\n0\r\n\r\n"),
    ])
    func `What two readers could understand differently is 400, once, and the end`(text: String) throws {
        let server = try TestServer()
        let client = server.client()
        client.send(text + post())
        let reply = try #require(client.reply())
        #expect(reply.status == 400)
        #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
        #expect(reply.body.hasSuffix(".\n"))
        #expect(reply["Connection"]?.lowercased() == "close")
        #expect(client.isClosed())
        #expect(server.requests.withLock { $0.isEmpty })
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", nil), ("POST /wsman HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
    ])
    func `What is no HTTP request is refused and the connection ends`(text: String, status: Int?) throws {
        let server = try TestServer()
        let client = server.client()
        client.send(text)
        #expect(client.reply()?.status == status)
        #expect(client.isClosed())
    }

    @Test(arguments: [5000, 20_000, 200_000])
    func `A header over the limit is 431`(size: Int) throws {
        let server = try TestServer { $0.maximumHeaderBytes = 4096 }
        let client = server.client()
        client.send(post(with: ["X-Long: " + String(repeating: "x", count: size)]))
        #expect(client.reply()?.status == 431)
        #expect(client.isClosed())
        #expect(server.exchange(post(with: ["X-Long: " + String(repeating: "x", count: 3000)]))?.status == 200)
    }

    @Test func `A NUL in a value ends that value and changes nothing else`() throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post(with: ["User-Agent: a\0b"]) + post(body: "22"))
        #expect(client.reply()?.body == "alice 4")
        #expect(client.reply()?.body == "alice 2")
        #expect(server.requests.withLock { $0.first?.headers["User-Agent"] } == "a")
    }
}

struct Deadlines {
    @Test func `A header that trickles in is cut off at the deadline while others are served`() throws {
        let server = try TestServer { $0.headerDeadline = .milliseconds(300) }
        let slow = server.client()
        let kept = server.client()
        kept.send(post())
        #expect(kept.reply()?.status == 200)
        kept.send("POST /wsman HTTP/1.1\r\n")
        var isOpen = true
        for byte in post().utf8.prefix(100) {
            isOpen = slow.send([byte]) && kept.send([UInt8(ascii: "x")])
            if !isOpen { break }
            usleep(20_000)
            if byte == UInt8(ascii: " ") { #expect(server.exchange(post())?.status == 200) }
        }
        #expect(!isOpen)
        #expect(slow.reply() == nil)
        #expect(slow.isEnded)
        #expect(kept.reply()?.status == 408)
        #expect(kept.isClosed())
    }

    @Test func `The first header's time runs from the connection's opening, a later one's from its request line`()
        throws
    {
        let time = SetTime()
        let server = try TestServer(time: time) {
            $0.headerDeadline = .milliseconds(30)
            $0.idleTimeout = .milliseconds(50)
        }
        let kept = server.client()
        kept.send(post())
        #expect(kept.reply()?.status == 200)
        let fresh = server.client()
        #expect(server.waits(until: { server.server.openConnections == 2 }))
        time.elapsed.withLock { $0 = .milliseconds(25) }
        for client in [kept, fresh] { client.send("POST /wsman HTTP/1.1\r\n") }
        // A third client's answer shows that nothing but the two heads is still to be read.
        #expect(server.exchange(post())?.status == 200)
        usleep(50_000)
        time.elapsed.withLock { $0 = .milliseconds(31) }
        #expect(fresh.reply()?.status == 408)
        #expect(fresh.isClosed())
        kept.send(String(post().drop { $0 != "\r\n" }.dropFirst()))
        #expect(kept.reply()?.status == 200)
    }

    @Test func `A body that trickles in is cut off at the deadline`() throws {
        let server = try TestServer { $0.bodyDeadline = .milliseconds(300) }
        let client = server.client()
        client.send(post(length: 1000, body: ""))
        var isOpen = true
        for _ in 0..<100 where isOpen {
            isOpen = client.send("x")
            usleep(20_000)
        }
        #expect(!isOpen)
        #expect(server.requests.withLock { $0.isEmpty })
    }

    @Test func `A connection without a request is closed after the idle timeout`() throws {
        let server = try TestServer {
            $0.idleTimeout = .milliseconds(100)
            $0.headerDeadline = .milliseconds(100)
        }
        let fresh = server.client()
        let kept = server.client()
        kept.send(post())
        #expect(kept.reply()?.status == 200)
        #expect(kept.isClosed())
        #expect(fresh.isClosed())
    }

    @Test func `A handler may take longer than every deadline`() throws {
        let server = try TestServer {
            $0.headerDeadline = .milliseconds(50)
            $0.bodyDeadline = .milliseconds(50)
            $0.idleTimeout = .milliseconds(50)
        } handler: { _ in
            usleep(400_000)
            return HTTPResponse(status: 200)
        }
        #expect(server.exchange(post())?.status == 200)
    }

    @Test func `A peer that does not read its answer is cut off at the deadline`() throws {
        let server = try TestServer {
            $0.responseDeadline = .milliseconds(300)
        } handler: { _ in
            HTTPResponse(status: 200, body: [UInt8](repeating: 65, count: 20_000_000))
        }
        let client = server.client()
        client.send(post())
        usleep(1_000_000)
        #expect(client.reply() == nil)
        #expect(client.isEnded)
        #expect(server.server.openConnections == 0)
    }
}

struct Caps {
    @Test func `Connections over the cap are answered 503 and a closed one makes room`() throws {
        let server = try TestServer { $0.maximumConnections = 2 }
        var clients = [server.client(), server.client()]
        for client in clients {
            client.send(post())
            #expect(client.reply()?.status == 200)
        }
        let guest = server.client()
        guest.send(post())
        let reply = try #require(guest.reply())
        #expect(reply.status == 503)
        #expect(reply["Retry-After"] == "5")
        #expect(guest.isClosed())
        clients.removeLast()
        #expect(server.waits(until: { server.server.openConnections == 1 }))
        #expect(server.exchange(post())?.status == 200)
        clients[0].send(post())
        #expect(clients[0].reply()?.status == 200)
    }

    @Test func `One address cannot take all connections`() throws {
        let server = try TestServer { $0.maximumConnectionsPerAddress = 1 }
        let client = server.client()
        client.send(post())
        #expect(client.reply()?.status == 200)
        let reply = try #require(server.exchange(post()))
        #expect(reply.status == 503)
        #expect(reply.body.contains("from your address"))
    }

    @Test func `IPv6 addresses of one site count as one`() throws {
        let first = try SocketAddress(parsing: "[2001:db8:1:2::3]:1")
        let second = try SocketAddress(parsing: "[2001:db8:1:2:ffff::4]:2")
        let other = try SocketAddress(parsing: "[2001:db8:1:3::3]:1")
        #expect(first.origin == second.origin)
        #expect(first.origin != other.origin)
        let mapped = try SocketAddress(parsing: "[::ffff:192.0.2.1]:1")
        let neighbour = try SocketAddress(parsing: "[::ffff:192.0.2.2]:1")
        #expect(mapped.origin != neighbour.origin)
    }
}

struct Draining {
    @Test func `A request in hand is answered, an idle connection is closed, a new one is refused`() throws {
        let server = try TestServer { _ in
        } handler: { _ in
            usleep(500_000)
            return .plain(200, "Done.")
        }
        let port = server.port
        let idle = server.client()
        let busy = server.client()
        busy.send(post())
        #expect(server.waits(until: { server.requests.withLock { $0.count } == 1 }))
        let begin = SystemTime().monotonic
        server.server.drain(timeout: .seconds(60))
        // The header's deadline would have cut the idle connection off after 30 seconds.
        #expect(SystemTime().monotonic - begin < .seconds(20), "An idle connection was waited for.")
        let reply = try #require(busy.reply())
        #expect(reply.body == "Done.\n")
        #expect(reply["Connection"] == "close")
        #expect(idle.isClosed())
        #expect(server.server.boundAddresses.isEmpty)
        #expect(RawClient(port: port).send(post()) == false || RawClient(port: port).reply() == nil)
    }

    @Test func `A handler that outlasts the timeout does not hold the drain`() throws {
        let release = Condition(false)
        let server = try TestServer { _ in
        } handler: { _ in
            _ = release.wait { $0 ? true : nil }
            return .plain(200, "Late.")
        }
        let client = server.client()
        client.send(post())
        #expect(server.waits(until: { server.requests.withLock { $0.count } == 1 }))
        server.server.drain(timeout: .milliseconds(100))
        #expect(client.reply() == nil)
        release.update { $0 = true }
    }

    @Test func `Draining twice, and before the start, is nothing`() throws {
        let server = try TestServer()
        server.server.drain(timeout: .zero)
        server.server.drain(timeout: .zero)
        let configuration = HTTPServerConfiguration(listen: [try ListenAddress(parsing: "127.0.0.1:0")])
        HTTPServer(configuration, users: UserDatabase([:]), log: .silent) { _ in .plain(200, "") }
            .drain(timeout: .zero)
    }
}

extension TestServer {
    /// Looks again and again, for ten seconds at most.
    func waits(until condition: () -> Bool) -> Bool {
        for _ in 0..<1000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }
}
