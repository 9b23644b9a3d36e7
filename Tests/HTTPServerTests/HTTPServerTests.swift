internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Testing

@testable internal import HTTPServer

struct RoutesAndStatuses {
    @Test(arguments: ["/wsman", "/wsman/", "/wsman?PSVersion=5.1.1"])
    func `A request with credentials reaches the handler`(target: String) throws {
        let server = try TestServer()
        let reply = try #require(server.exchange(post(target, body: "<Envelope/>")))
        #expect(reply.status == 200)
        #expect(reply.body == "alice 11")
        #expect(reply["Content-Length"] == "8")
        #expect(reply["Transfer-Encoding"] == nil)
        let request = try #require(server.requests.withLock { $0.first })
        #expect(request.path == (target == "/wsman/" ? "/wsman/" : "/wsman"))
        #expect(request.query == (target.contains("?") ? "PSVersion=5.1.1" : nil))
        #expect(request.body == Array("<Envelope/>".utf8))
        #expect(request.remoteAddress == "127.0.0.1")
        #expect(request.principal == Principal(name: "alice"))
        #expect(request.headers["content-type"] == "application/soap+xml;charset=UTF-8")
        #expect(request.headers["Authorization"] == nil)
    }

    @Test func `Another path is 404 and another method 405`() throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post("/elsewhere"))
        #expect(client.reply()?.status == 404)
        client.send(post(method: "GET"))
        let reply = try #require(client.reply())
        #expect(reply.status == 405)
        #expect(reply["Allow"] == "POST")
        #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
        #expect(reply.body == "Send a SOAP message with POST.\n")
        client.send(post())
        #expect(client.reply()?.status == 200)
    }

    @Test(arguments: [
        ("application/soap+xml", 200), ("Application/SOAP+XML; charset=utf-8", 200), ("text/xml", 200),
        ("application/json", 415), ("multipart/encrypted;protocol=x", 415), ("application/soap+xmlx", 415),
    ])
    func `Only SOAP's media types are taken`(type: String, status: Int) throws {
        #expect(try TestServer().exchange(post(contentType: type))?.status == status)
    }

    @Test func `A missing Content-Type is taken and a Content-Encoding is not`() throws {
        let server = try TestServer()
        #expect(server.exchange(post(contentType: nil))?.status == 200)
        #expect(server.exchange(post(with: ["Content-Encoding: gzip"]))?.status == 415)
        #expect(server.exchange(post(with: ["Content-Encoding: identity"]))?.status == 200)
    }

    @Test func `What the handler answers arrives as it is`() throws {
        let server = try TestServer { _ in
        } handler: { _ in
            HTTPResponse(status: 500, headers: [("X-One", "1")], body: [UInt8](repeating: 65, count: 300_000))
        }
        let reply = try #require(server.exchange(post()))
        #expect(reply.status == 500)
        #expect(reply["X-One"] == "1")
        #expect(reply.body.utf8.count == 300_000)
    }

    @Test func `A server listens on IPv6 and on a port that the system chose`() throws {
        let server = try TestServer(listen: "[::1]:0")
        let address = try #require(server.server.boundAddresses.first)
        #expect(address.port != 0)
        #expect(address.description == "[::1]:\(address.port)")
        let client = RawClient(port: address.port, ipv6: true)
        client.send(post())
        #expect(client.reply()?.status == 200)
        #expect(server.requests.withLock { $0.first?.remoteAddress } == "::1")
    }

    @Test func `An address in use is an error that names it, and a server starts once`() throws {
        let server = try TestServer()
        let address = try #require(server.server.boundAddresses.first)
        let error = #expect(throws: HTTPServerError.self) { try TestServer(listen: address.description) }
        #expect(error?.description.contains("\(address): Address already in use") == true)
        #expect(throws: HTTPServerError.self) { try server.server.start() }
        #expect(server.exchange(post())?.status == 200)
    }
}

struct Configurations {
    @Test func `An impossible configuration is an error and nothing is opened`() throws {
        let listen = [try ListenAddress(parsing: "127.0.0.1:0")]
        #expect(HTTPServerConfiguration(listen: listen).problem == nil)
        #expect(HTTPServerConfiguration(listen: []).problem == "There is no address to listen on.")
        let changes: [(inout HTTPServerConfiguration) -> Void] = [
            { $0.maximumBodyBytes = 0 }, { $0.maximumAnonymousBodyBytes = 0 }, { $0.maximumHeaderBytes = 1023 },
            { $0.maximumConnections = 0 }, { $0.maximumConnectionsPerAddress = 0 }, { $0.headerDeadline = .zero },
            { $0.bodyDeadline = .zero }, { $0.responseDeadline = .zero }, { $0.idleTimeout = .seconds(-1) },
        ]
        for change in changes { #expect(throws: HTTPServerError.self) { try TestServer(change) } }
    }
}

struct Bodies {
    @Test func `A body up to the limit is taken, one byte more is 413`() throws {
        let server = try TestServer { $0.maximumBodyBytes = 1000 }
        let client = server.client()
        client.send(post(body: String(repeating: "x", count: 1000)))
        #expect(client.reply()?.body == "alice 1000")
        client.send(post(body: String(repeating: "x", count: 1001)))
        let reply = try #require(client.reply())
        #expect(reply.status == 413)
        #expect(
            reply.body
                == "The message is too large: at most 1000 bytes are taken here (limits.operations.envelopeBytes).\n")
        #expect(reply["Connection"] == "close")
        #expect(client.isClosed())
        #expect(server.requests.withLock { $0.count } == 1)
    }

    @Test func `A body far over the limit is refused though the client goes on sending`() throws {
        let server = try TestServer { $0.maximumBodyBytes = 1000 }
        let client = server.client()
        #expect(client.send(post(body: String(repeating: "x", count: 10_000_000))), "The connection was reset.")
        #expect(client.reply()?.status == 413)
    }

    @Test func `A chunked body is taken and counted`() throws {
        let server = try TestServer { $0.maximumBodyBytes = 1000 }
        let client = server.client()
        client.send(post(with: ["Transfer-Encoding: chunked"], body: "5\r\n<a>12\r\n4\r\n</a>\r\n0\r\n\r\n"))
        #expect(client.reply()?.body == "alice 9")
        #expect(server.requests.withLock { $0.first?.body } == Array("<a>12</a>".utf8))
        let chunk = "190\r\n" + String(repeating: "x", count: 400) + "\r\n"
        client.send(post(with: ["Transfer-Encoding: chunked"], body: chunk + chunk + chunk + "0\r\n\r\n"))
        let reply = try #require(client.reply())
        #expect(reply.status == 413)
        #expect(reply["Connection"] == "close")
        #expect(client.isClosed())
        #expect(server.requests.withLock { $0.count } == 1)
    }

    @Test func `An empty body reaches the handler`() throws {
        #expect(try TestServer().exchange(post(body: ""))?.body == "alice 0")
    }

    @Test func `A client that waits for 100 Continue gets it, and gets 413 instead when its body is too large`() throws
    {
        let server = try TestServer { $0.maximumBodyBytes = 1000 }
        let client = server.client()
        client.send(post(length: 4, with: ["Expect: 100-continue"], body: ""))
        #expect(client.reply()?.status == 100)
        client.send("<x/>")
        #expect(client.reply()?.body == "alice 4")
        client.send(post(length: 1001, with: ["Expect: 100-continue"], body: ""))
        #expect(client.reply()?.status == 413)
    }

    @Test func `Requests in one packet are answered one after the other`() throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post(body: "1") + post(body: "22") + post("/no", body: "333") + post(body: "4444"))
        #expect(client.reply()?.body == "alice 1")
        #expect(client.reply()?.body == "alice 2")
        #expect(client.reply()?.status == 404)
        #expect(client.reply()?.body == "alice 4")
    }

    @Test func `A request in pieces is put together`() throws {
        let server = try TestServer()
        let client = server.client()
        for byte in post(body: "<x>ä</x>").utf8 {
            client.send([byte])
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ":") { usleep(2000) }
        }
        #expect(client.reply()?.body == "alice 9")
    }

    @Test func `A client that ends its side after the request still gets the answer`() throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post())
        client.finishSending()
        #expect(client.reply()?.status == 200)
    }
}

struct Identity {
    @Test(arguments: [
        nil, "Basic", "Basic !!!!", "Basic YWxpY2U=", "Bearer YWxpY2U6b3BlbiBzZXNhbWU=",
        "Basic YWxpY2U6d3Jvbmc=", "Basic Ym9iOm9wZW4gc2VzYW1l", "Basic QWxpY2U6b3BlbiBzZXNhbWU=",
    ])
    func `No or wrong credentials are 401 and the connection stays usable`(authorization: String?) throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post(authorization: authorization, body: String(repeating: "x", count: 100_000)))
        let reply = try #require(client.reply())
        #expect(reply.status == 401)
        #expect(reply["WWW-Authenticate"] == "Basic realm=\"WSMAN\"")
        #expect(reply["Connection"] != "close")
        #expect(server.requests.withLock { $0.isEmpty })
        client.send(post())
        #expect(client.reply()?.status == 200)
    }

    @Test func `Identity does not carry over to a later request of the connection`() throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post())
        #expect(client.reply()?.body == "alice 4")
        client.send(post(authorization: nil))
        #expect(client.reply()?.status == 401)
        client.send(post(authorization: "Basic YWxpY2U6d3Jvbmc="))
        #expect(client.reply()?.status == 401)
        #expect(server.requests.withLock { $0.count } == 1)
    }

    @Test func `A large body without credentials is 401, not kept and not read for ever`() throws {
        let server = try TestServer { $0.maximumBodyBytes = 1000 }
        #expect(server.exchange(post(authorization: nil, body: String(repeating: "x", count: 100_000)))?.status == 401)
        let chunk = "2710\r\n" + String(repeating: "x", count: 10_000) + "\r\n"
        let client = server.client()
        client.send(post(authorization: nil, with: ["Transfer-Encoding: chunked"], body: chunk))
        #expect(client.reply()?.status == 401)
        #expect(client.isClosed())
    }

    @Test func `Without a user nobody comes in`() throws {
        #expect(try TestServer(users: [:]).exchange(post())?.status == 401)
    }

    @Test(arguments: ["/wsman-anon", "/wsman-anon/identify"])
    func `Anybody may ask on the anonymous paths, briefly`(path: String) throws {
        let server = try TestServer()
        let client = server.client()
        client.send(post(path, authorization: nil, body: String(repeating: "x", count: 8192)))
        #expect(client.reply()?.body == "nobody 8192")
        client.send(post(path, body: String(repeating: "x", count: 8193)))
        #expect(client.reply()?.status == 413)
        client.send(post(path, authorization: nil, body: "<x/>"))
        #expect(client.reply()?.body == "nobody 4")
    }

    @Test func `WSMANIDENTIFY unauthenticated makes a request anonymous, another value does not`() throws {
        let server = try TestServer()
        let field = "WSMANIDENTIFY: unauthenticated"
        #expect(server.exchange(post(authorization: nil, with: [field]))?.body == "nobody 4")
        #expect(server.exchange(post(with: [field]))?.body == "nobody 4")
        let long = String(repeating: "x", count: 8193)
        #expect(server.exchange(post(authorization: nil, with: [field], body: long))?.status == 413)
        #expect(server.exchange(post(authorization: nil, with: ["WSMANIDENTIFY: yes"]))?.status == 401)
    }
}
