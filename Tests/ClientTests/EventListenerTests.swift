import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@testable import Client

/// What a service may push at a listener, sent over a socket.
@Suite(.timeLimit(.minutes(1)))
struct EventListenerTests {
    private let listener: EventListener
    private let sender: Client

    init() throws {
        var configuration = EventListenerConfiguration()
        configuration.capacity = 4
        listener = try EventListener(configuration)
        sender = try client(at: listener.url)
    }

    /// A delivery as services write it.
    private func message(_ action: String, id: String, acked: Bool = true, bookmark: String = "", _ body: String)
        -> [UInt8]
    {
        let acknowledgement =
            acked
            ? "<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><w:AckRequested/>"
            : ""
        let mark = bookmark.isEmpty ? "" : "<w:Bookmark>\(bookmark)</w:Bookmark>"
        return Array(
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>\(listener.url)</a:To>\
            <a:Action>\(action)</a:Action><a:MessageID>\(id)</a:MessageID>\(acknowledgement)\(mark)</s:Header>\
            <s:Body>\(body)</s:Body></s:Envelope>
            """.utf8)
    }

    private func post(_ message: [UInt8]) async throws -> (status: Int, body: String) {
        let reply = try await sender.raw(message)
        return (reply.status, String(decoding: reply.body, as: UTF8.self))
    }

    private func name(_ delivery: EventDelivery?) -> String {
        if case .event(let event)? = delivery { event.body.name + (event.action.map { " \($0)" } ?? "") } else { "" }
    }

    @Test func `An event with AckRequested is acknowledged by its MessageID`() async throws {
        let reply = try await post(message("urn:event", id: "uuid:1", "<First/>"))
        #expect(reply.status == 200 && reply.body.contains(">\(Action.ack)<"))
        #expect(reply.body.contains("<a:RelatesTo>uuid:1<"))
        var deliveries = listener.makeAsyncIterator()
        #expect(name(try await deliveries.next()) == "First urn:event")
    }

    @Test func `An event without it is answered 202 and nothing`() async throws {
        let reply = try await post(message("urn:event", id: "uuid:1", acked: false, "<First/>"))
        #expect(reply.status == 202 && reply.body.isEmpty)
    }

    @Test func `A batch comes in its order, dropped ones in their place`() async throws {
        let batch = """
            <w:Events><w:Event Action="urn:1"><First/></w:Event><w:Event Action="urn:d">\
            <w:DroppedEvents Action="urn:x">3</w:DroppedEvents></w:Event><w:Event Action="urn:2"><Second/></w:Event></w:Events>
            """
        #expect(try await post(message(Action.events, id: "uuid:1", batch)).status == 200)
        #expect(try await post(message(Action.heartbeat, id: "uuid:2", "")).status == 200)
        var deliveries = listener.makeAsyncIterator()
        #expect(name(try await deliveries.next()) == "First urn:1")
        #expect(try await deliveries.next() == .dropped(total: 3))
        #expect(name(try await deliveries.next()) == "Second urn:2")
        #expect(try await deliveries.next() == .heartbeat)
    }

    @Test func `A message that is sent again is acknowledged again and comes once`() async throws {
        for _ in 0..<3 { #expect(try await post(message("urn:event", id: "uuid:1", "<First/>")).status == 200) }
        #expect(try await post(message("urn:event", id: "uuid:2", "<Second/>")).status == 200)
        var deliveries = listener.makeAsyncIterator()
        #expect(name(try await deliveries.next()) == "First urn:event")
        #expect(name(try await deliveries.next()) == "Second urn:event")
    }

    @Test func `A full queue makes the service wait until there is room`() async throws {
        for id in ["1", "2", "3", "4"] { _ = try await post(message("urn:event", id: id, "<E\(id)/>")) }
        let last = Task { try await post(message("urn:event", id: "5", "<E5/>")).status }
        var deliveries = listener.makeAsyncIterator()
        var names: [String] = []
        for _ in 0..<5 { names.append(name(try await deliveries.next())) }
        #expect(names == (1...5).map { "E\($0) urn:event" })
        #expect(try await last.value == 200)
    }

    @Test func `SubscriptionEnd is an error that keeps its reason`() async throws {
        let end = """
            <e:SubscriptionEnd><e:Status>http://schemas.xmlsoap.org/ws/2004/08/eventing/SourceShuttingDown</e:Status>\
            <e:Reason xml:lang="en-US">The host goes down.</e:Reason></e:SubscriptionEnd>
            """
        #expect(try await post(message(Action.subscriptionEnd, id: "1", acked: false, end)).status == 202)
        let failure = await error { () throws(ClientError) in for try await _ in listener {} }
        let status = "http://schemas.xmlsoap.org/ws/2004/08/eventing/SourceShuttingDown"
        #expect(failure == .subscriptionEnded(status: status, reason: "The host goes down."))
    }

    @Test func `What comes after the end is refused so that the service stops`() async throws {
        listener.finish(nil)
        let reply = try await post(message("urn:event", id: "1", "<First/>"))
        #expect(reply.status == 500 && reply.body.contains("w:DeliveryRefused"))
    }

    @Test(arguments: ["", "<a", "<x/>", "<?xml version=\"1.0\"?><!DOCTYPE x><x/>"])
    func `What is no delivery is answered with a fault and brings nothing`(text: String) async throws {
        let reply = try await sender.raw(Array(text.utf8))
        #expect(reply.status >= 400)
        _ = try await post(message("urn:event", id: "1", "<First/>"))
        var deliveries = listener.makeAsyncIterator()
        #expect(name(try await deliveries.next()) == "First urn:event")
    }

    @Test func `Who does not know the path gets nowhere`() async throws {
        let place = listener.url.split(separator: "/").prefix(2).joined(separator: "//")
        let reply = try await client(at: place + "/wsman").raw(message("urn:event", id: "1", "<First/>"))
        #expect(reply.status == 404)
    }

    @Test func `Heartbeats that stay away end it`() async throws {
        let listener = try EventListener(EventListenerConfiguration(), heartbeats: .milliseconds(20))
        let failure = await error { () throws(ClientError) in for try await _ in listener {} }
        #expect(failure == .timedOut(after: .milliseconds(60)))
    }

    @Test func `An address that is taken is told`() throws {
        var configuration = EventListenerConfiguration()
        configuration.listen = String(listener.url.split(separator: "/")[1])
        #expect(throws: ClientError.self) { try EventListener(configuration) }
    }
}
