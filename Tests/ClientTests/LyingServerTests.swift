import Client
import Glibc
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

/// The client's bad input: each lie has its own error, in bounded time and memory.
@Suite(.timeLimit(.minutes(1)))
struct LyingServerTests {
    private func errorOfGet(
        _ server: RawServer, _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) async throws -> ClientError? {
        let client = try client(of: server, change)
        let target = try job("J1")
        return await error { () throws(ClientError) in _ = try await client.get(target) }
    }

    @Test func `A reply that ends early is truncated`() async throws {
        let server = RawServer(
            sending: "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 1000\r\n\r\n<s:Envel")
        #expect(try await errorOfGet(server)?.kind == "truncated")
        #expect(server.requests.withLock(\.count) == 1)
    }

    @Test func `A chunked reply without its last chunk is truncated`() async throws {
        let server = RawServer(
            sending:
                "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<s:En\r\n"
        )
        #expect(try await errorOfGet(server)?.kind == "truncated")
    }

    @Test func `A reply without end is dropped at the limit`() async throws {
        let server = RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n")
            let piece = Array(repeating: UInt8(ascii: "a"), count: 65536)
            while connection.send(piece) {}
        }
        #expect(try await errorOfGet(server) { $0.maximumReplyBytes = 1 << 20 } == .replyTooLarge(limit: 1 << 20))
    }

    @Test func `Headers without end are dropped`() async throws {
        let server = RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Again: and again and again and again\r\n") {}
        }
        #expect(try await errorOfGet(server) == .replyTooLarge(limit: 65536))
    }

    @Test func `One header line without end is dropped`() async throws {
        let server = RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nX-Long: ")
            while connection.send("and again and again and again and again") {}
        }
        #expect(try await errorOfGet(server) == .replyTooLarge(limit: 65536))
    }

    @Test func `Interim answers without end are dropped`() async throws {
        let server = RawServer { connection in
            _ = connection.readRequest()
            while connection.send("HTTP/1.1 102 Processing\r\n\r\n") {}
        }
        #expect(try await errorOfGet(server) == .replyTooLarge(limit: 65536))
    }

    @Test func `A server that says nothing is given up in time`() async throws {
        let server = RawServer { connection in while connection.readRequest() != nil {} }
        let error = try await errorOfGet(server) {
            $0.operationTimeout = .milliseconds(200)
            $0.networkDelay = .milliseconds(100)
        }
        #expect(error == .timedOut(after: .milliseconds(300)))
    }

    @Test func `A server that dribbles is given up in time`() async throws {
        let server = RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 100000\r\n\r\n")
            while connection.send("<") { usleep(50_000) }
        }
        let error = try await errorOfGet(server) {
            $0.operationTimeout = .milliseconds(300)
            $0.networkDelay = .milliseconds(200)
        }
        #expect(error == .timedOut(after: .milliseconds(500)))
    }

    @Test(arguments: ["text/html", "application/json", "image/png"])
    func `Another content type is told by its name`(type: String) async throws {
        let server = RawServer(answering: { _ in RawReply(contentType: type, body: "<html/>") })
        #expect(try await errorOfGet(server) == .contentType(type))
    }

    @Test func `A reply without a content type is told apart`() async throws {
        let server = RawServer(answering: { _ in RawReply(contentType: nil, body: "<html/>") })
        #expect(try await errorOfGet(server) == .contentType(nil))
    }

    @Test func `An error page keeps its status and its first words`() async throws {
        let server = RawServer(answering: { _ in
            RawReply(status: 404, contentType: "text/html", body: "<h1>Not\u{1B}[2J\n here</h1>")
        })
        #expect(try await errorOfGet(server) == .status(404, excerpt: "<h1>Not [2J here</h1>"))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `Redirects are refused, and nothing is sent there`(status: Int) async throws {
        let other = RawServer(answering: { _ in RawReply(body: "") })
        let server = RawServer(answering: { [url = other.url] _ in
            RawReply(status: status, fields: ["Location: \(url)"], body: "")
        })
        #expect(try await errorOfGet(server) == .redirected(status: status, location: other.url))
        #expect(other.connectionCount.withLock { $0 } == 0)
    }

    @Test(arguments: [
        "<a/><b/>", "<s:Envelope>", "", "no markup at all",
        #"<!DOCTYPE x [<!ENTITY a "b">]><x/>"#, #"<?xml version="1.0"?><?run me?><x/>"#,
        #"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>"#,
        #"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/><s:Body/></s:Envelope>"#,
    ])
    func `What is no SOAP envelope is malformed`(body: String) async throws {
        let server = RawServer(answering: { _ in RawReply(body: body) })
        #expect(try await errorOfGet(server)?.kind == "malformed")
    }

    @Test func `Depth is bounded`() async throws {
        let deep = String(repeating: "<x>", count: 100_000)
        let server = RawServer(answering: { _ in RawReply(body: deep) })
        #expect(try await errorOfGet(server)?.kind == "malformed")
    }

    @Test func `A character set nobody knows is malformed`() async throws {
        let type = "application/soap+xml;charset=EBCDIC"
        let server = RawServer(answering: { _ in RawReply(contentType: type, body: "x") })
        let error = try await errorOfGet(server)
        #expect(error?.kind == "malformed" && error?.reason.contains("ebcdic") == true)
    }

    @Test func `A compressed reply is refused by its header, bomb or not`() async throws {
        let server = RawServer(answering: { _ in RawReply(fields: ["Content-Encoding: gzip"], body: "\u{1F}") })
        #expect(try await errorOfGet(server) == .contentEncoding("gzip"))
    }

    /// libcurl unpacks transfer codings, asked or not: the limit counts what comes out.
    @Test func `A bomb in a transfer coding bursts at the limit`() async throws {
        let bomb = try packedZeros(megabytes: 64)
        #expect(bomb.count < 1 << 18)
        let server = RawServer { connection in
            _ = connection.readRequest()
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
                    + "\(String(bomb.count, radix: 16))\r\n")
            connection.send(bomb + Array("\r\n0\r\n\r\n".utf8))
        }
        #expect(try await errorOfGet(server) { $0.maximumReplyBytes = 1 << 20 } == .replyTooLarge(limit: 1 << 20))
    }

    private func packedZeros(megabytes: Int) throws -> [UInt8] {
        let pipe = try #require(popen("head -c \(megabytes << 20) /dev/zero | gzip -c", "r"))
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    @Test func `A reply to another message is refused`() async throws {
        let server = RawServer(answering: { _ in
            RawReply(
                body: Replies.windows(
                    "http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse", relatesTo: "uuid:OTHER",
                    Replies.job("J1")))
        })
        let error = try await errorOfGet(server)
        #expect(error?.kind == "unexpected" && error?.reason.contains("uuid:OTHER") == true)
    }

    @Test func `A reply with another action is refused`() async throws {
        let server = RawServer(answering: { request in
            RawReply(
                body: Replies.windows(
                    "http://schemas.xmlsoap.org/ws/2004/09/transfer/DeleteResponse", relatesTo: request.messageID, ""))
        })
        #expect(try await errorOfGet(server)?.kind == "unexpected")
    }

    @Test(arguments: ["", "<a/><b/>"])
    func `A body without its one element is refused`(body: String) async throws {
        let server = RawServer(answering: { Replies.transfer($0, body) })
        #expect(try await errorOfGet(server)?.kind == "unexpected")
    }

    @Test func `A fault that nobody knows keeps what it says`() async throws {
        let server = RawServer(answering: { request in
            Replies.fault(
                request,
                """
                <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:z="urn:z">z:Strange</s:Value></s:Subcode>\
                </s:Code><s:Reason><s:Text xml:lang="en-US">Strange things.</s:Text></s:Reason>
                """)
        })
        #expect(
            try await errorOfGet(server)
                == .unknownFault(
                    UnknownFault(code: "Sender", subcode: "{urn:z}Strange", reason: "Strange things.")))
    }

    @Test func `A fault without anything is a fault all the same`() async throws {
        let server = RawServer(answering: { Replies.fault($0, "") })
        #expect(try await errorOfGet(server)?.kind == "unknownFault")
    }

    @Test func `What speaks no HTTP is told so`() async throws {
        let server = RawServer(sending: "220 mail.example ESMTP\r\n")
        #expect(try await errorOfGet(server)?.kind == "notHTTP")
    }

    @Test func `Nobody listening is unreachable`() async throws {
        let url = RawServer(sending: "").url  // released at once
        let client = try client(at: url) { $0.retries = 0 }
        let failure = await error { () throws(ClientError) in _ = try await client.identify() }
        #expect(failure?.kind == "unreachable")
    }

    @Test func `A reply in UTF-16 is as good as any`() async throws {
        let server = RawServer { connection in
            guard let request = connection.readRequest() else { return }
            let text = Replies.transfer(request, Replies.job("Jürgen")).body
            let bytes: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-16\r\nContent-Length: \(bytes.count)\r\n\r\n"
            )
            connection.send(bytes)
        }
        #expect(try await client(of: server).get(job("J1")).text("InstanceID") == "Jürgen")
    }
}

@Suite(.timeLimit(.minutes(1)))
struct LyingEnumerationTests {
    private func errorOfEnumeration(
        _ server: RawServer, _ options: EnumerateOptions = EnumerateOptions()
    ) async throws -> ClientError? {
        let client = try client(of: server)
        return await error { () throws(ClientError) in
            for try await _ in client.enumerate(Target(resourceURI: jobClass), options) {}
        }
    }

    @Test func `Items without end are stopped at the limit, and released`() async throws {
        let server = RawServer(answering: { request in
            guard request.operation != "Release" else { return Replies.enumeration(request, "") }
            let kind = request.operation
            return Replies.enumeration(
                request,
                "<n:\(kind)Response><n:EnumerationContext>c</n:EnumerationContext><n:Items>\(Replies.job("J"))\(Replies.job("K"))</n:Items></n:\(kind)Response>"
            )
        })
        var options = EnumerateOptions()
        options.maximumItems = 99
        #expect(try await errorOfEnumeration(server, options)?.kind == "endless")
        #expect(server.requests.withLock { $0.last?.operation } == "Release")
    }

    @Test func `Empty pages without end are stopped`() async throws {
        let server = RawServer(answering: { request in
            guard request.operation != "Release" else { return Replies.enumeration(request, "") }
            let kind = request.operation
            return Replies.enumeration(
                request, "<n:\(kind)Response><n:EnumerationContext>c</n:EnumerationContext></n:\(kind)Response>")
        })
        #expect(try await errorOfEnumeration(server)?.kind == "endless")
    }

    @Test func `A response to Enumerate without a context is refused`() async throws {
        let server = RawServer(answering: { Replies.enumeration($0, "<n:EnumerateResponse/>") })
        #expect(try await errorOfEnumeration(server)?.kind == "unexpected")
    }

    @Test func `Another element in the response is refused`() async throws {
        let server = RawServer(answering: { Replies.enumeration($0, Replies.job("J")) })
        #expect(try await errorOfEnumeration(server)?.kind == "unexpected")
    }

    @Test func `An instance where a reference was asked for is refused`() async throws {
        let server = RawServer(answering: { request in
            Replies.enumeration(
                request,
                "<n:EnumerateResponse><n:EnumerationContext/><w:Items>\(Replies.job("J"))</w:Items><w:EndOfSequence/></n:EnumerateResponse>"
            )
        })
        #expect(try await errorOfEnumeration(server, EnumerateOptions(mode: .epr))?.kind == "unexpected")
    }
}
