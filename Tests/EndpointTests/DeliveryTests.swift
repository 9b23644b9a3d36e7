import Endpoint
import Jobs
import Platform
import TestSupport
import Testing

/// Subscriptions whose events are sent: what goes to the sink, when, and what becomes of its answers.
@Suite struct DeliveryTests: EventingMessages {
    private let sink = TestSink()
    private let service: TestEndpoint

    init() throws { service = try TestEndpoint(sink: sink) }

    private enum Mode: String {
        case push = "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"
        case pushWithAck = "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"
        case events = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events"
    }

    private static let creations =
        "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"

    private func subscribe(
        _ mode: Mode, to place: String = "ok", _ delivery: String = "", more: String = "",
        query: String = DeliveryTests.creations
    ) -> String {
        subscribe(
            to: service, query, mode: mode.rawValue,
            delivery: """
                <e:NotifyTo><a:Address>http://sink/\(place)</a:Address><a:ReferenceParameters>\
                <t:Key xmlns:t="urn:test">\(place)-key</t:Key></a:ReferenceParameters></e:NotifyTo>\(delivery)
                """, more: more)
    }

    private func startJobs(_ count: Int = 1) throws {
        for _ in 0..<count { try runJob(service, to: false) }
        service.endpoint.deliverDue()
    }

    private func advance(_ seconds: Double) {
        service.time.advance(by: .seconds(seconds))
        service.endpoint.deliverDue()
    }

    // MARK: - Modes

    @Test func `Push sends each event by itself, with what NotifyTo asks for in the header`() throws {
        let reply = subscribe(.push)
        #expect(reply.contains("SubscribeResponse") && !reply.contains("EnumerationContext"))
        try startJobs(2)
        let messages = sink.take()
        #expect(messages.count == 2)
        for message in messages {
            #expect(text("a:Action", message) == "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event")
            #expect(text("a:To", message) == "http://sink/ok")
            #expect(message.contains("ok-key") && message.contains("urn:test"))
            #expect(count("p:__InstanceCreationEvent xmlns", in: message) == 1)
            #expect(!message.contains("AckRequested") && !message.contains("w:Bookmark"))
        }
        #expect(text("a:MessageID", messages[0]) != text("a:MessageID", messages[1]))
    }

    @Test func `PushWithAck sends the next event only after the acknowledgement of the one before`() throws {
        _ = subscribe(.pushWithAck, to: "silent")
        _ = subscribe(.pushWithAck)
        try startJobs(3)
        let messages = sink.take()
        #expect(messages.count(where: { $0.contains("silent-key") }) == 1)
        #expect(messages.count(where: { $0.contains("ok-key") }) == 3)
        #expect(messages.allSatisfy { $0.contains("<w:AckRequested/>") && $0.contains("<a:ReplyTo>") })
    }

    @Test func `A success without the acknowledgement asked for is none`() throws {
        _ = subscribe(.pushWithAck, to: "no-ack", #"<w:ConnectionRetry Total="1">PT5S</w:ConnectionRetry>"#)
        try startJobs()
        advance(5)
        let messages = sink.take()
        #expect(messages.count == 2)
        #expect(text("a:MessageID", messages[0]) == text("a:MessageID", messages[1]))
    }

    @Test func `Events come in batches of MaxElements, the rest after MaxTime`() throws {
        _ = subscribe(.events, to: "ok", "<w:MaxElements>3</w:MaxElements><w:MaxTime>PT10S</w:MaxTime>")
        try startJobs(5)
        let first = sink.take()
        #expect(first.count == 1)
        #expect(first.first.map { text("a:Action", $0) } == "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events")
        #expect(count("<w:Event Action=", in: first.joined()) == 3)
        advance(9)
        #expect(sink.take().isEmpty)
        advance(1)
        #expect(count("<w:Event Action=", in: sink.take().joined()) == 2)
    }

    // MARK: - What goes wrong

    @Test func `A sink that was down gets everything in order when it is up`() throws {
        _ = subscribe(.push)
        sink.isDown = true
        try startJobs(3)
        #expect(sink.take().count == 1)
        advance(1)
        #expect(sink.take().count == 1)
        sink.isDown = false
        advance(1)
        #expect(sink.take().isEmpty)
        advance(1)
        let identifiers = sink.take().map { text("p1:InstanceID", $0) }
        #expect(identifiers.count == 3)
        #expect(identifiers == identifiers.sorted())
    }

    @Test func `A sink that refuses is sent nothing more`() throws {
        let reply = subscribe(
            .pushWithAck, to: "refuse", more: "<e:EndTo><a:Address>http://end/ok</a:Address></e:EndTo>")
        try startJobs(2)
        let messages = sink.take()
        #expect(messages.count == 2)
        #expect(messages.last?.contains("eventing/SourceCancelling") == true)
        #expect(manage(service, "Renew", reply).contains("e:UnableToRenew"))
    }

    @Test func `Retries used up end the subscription, and its EndTo is told with its own parameters`() throws {
        _ = subscribe(
            .push, to: "down", #"<w:ConnectionRetry Total="2">PT5S</w:ConnectionRetry>"#,
            more: """
                <e:EndTo><a:Address>http://end/ok</a:Address><a:ReferenceParameters>\
                <t:End xmlns:t="urn:test">end-key</t:End></a:ReferenceParameters></e:EndTo>
                """)
        try startJobs()
        advance(5)
        #expect(sink.take().count == 2)
        advance(5)
        let messages = sink.take()
        #expect(messages.count == 2)
        let end = messages.last ?? ""
        #expect(text("a:Action", end) == "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscriptionEnd")
        #expect(end.contains("end-key") && end.contains("eventing/DeliveryFailure") && !end.contains("w:Bookmark"))
        try startJobs()
        #expect(sink.take().isEmpty)
    }

    @Test func `Unsubscribe tells EndTo, and nothing is sent after it`() throws {
        let reply = subscribe(.push, more: "<e:EndTo><a:Address>http://end/ok</a:Address></e:EndTo>")
        #expect(manage(service, "Unsubscribe", reply).contains("UnsubscribeResponse"))
        #expect(sink.take().map { text("a:To", $0) } == ["http://end/ok"])
        try startJobs()
        #expect(sink.take().isEmpty)
    }

    // MARK: - Heartbeats, bookmarks, dropped events

    @Test func `A heartbeat goes alone when nothing else was sent in time`() throws {
        _ = subscribe(.push, to: "ok", "<w:Heartbeats>PT10S</w:Heartbeats>")
        advance(9)
        #expect(sink.take().isEmpty)
        advance(1)
        let beat = sink.take()
        #expect(beat.map { text("a:Action", $0) } == ["http://schemas.dmtf.org/wbem/wsman/1/wsman/Heartbeat"])
        #expect(beat.first?.contains("<s:Body/>") == true)
        service.time.advance(by: .seconds(5))
        try startJobs()
        #expect(sink.take().count == 1)
        advance(9)
        #expect(sink.take().isEmpty)
        advance(1)
        #expect(sink.take().count == 1)
    }

    @Test func `A bookmark of a delivery resumes behind it`() throws {
        _ = subscribe(.push, more: "<w:SendBookmarks/>")
        try startJobs(3)
        let messages = sink.take()
        let bookmarks = messages.map { text("w:Bookmark", $0) }
        #expect(Set(bookmarks).count == 3)
        _ = subscribe(.push, to: "again", more: "<w:Bookmark>\(bookmarks[0])</w:Bookmark>")
        service.endpoint.deliverDue()
        let resumed = sink.take()
        #expect(resumed.map { text("s:Body", $0) } == messages.dropFirst().map { text("s:Body", $0) })
    }

    @Test(arguments: [("Notify", 1, 1), ("Skip", 0, 1), ("CancelSubscription", 0, 0)])
    func `An event too large is dropped by its policy`(policy: String, dropped: Int, later: Int) throws {
        _ = subscribe(.push, to: "ok", #"<w:MaxEnvelopeSize Policy="\#(policy)">3000</w:MaxEnvelopeSize>"#)
        try startJobs()
        let messages = sink.take()
        #expect(messages.count == dropped)
        #expect(messages.allSatisfy { $0.contains("<w:DroppedEvents Action=") && $0.contains(">1</w:DroppedEvents>") })
        let reply = subscribe(.push, to: "other")
        #expect(reply.contains("SubscribeResponse"))
        try startJobs()
        #expect(sink.take().count == dropped + 1)
    }

    @Test func `UTF-16 is sent to who asks for it`() throws {
        _ = subscribe(.push, to: "ok", "<w:ContentEncoding>UTF-16</w:ContentEncoding>")
        try startJobs()
        let message = try #require(sink.messages.first)
        #expect(message.contentType == "application/soap+xml;charset=UTF-16")
        #expect(message.body.starts(with: [0xFF, 0xFE, 0x3C, 0x00]))
    }
}
