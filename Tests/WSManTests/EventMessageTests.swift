import SOAP
import Testing
import WSMan
import XML

/// What event sources send, as sinks and subscribers read it.
@Suite struct `Event messages` {
    private func message(_ action: String, _ body: String) throws(Fault) -> EventMessage {
        try EventMessage(Message().action(action, body: body).envelope)
    }

    private func events(_ message: EventMessage) -> [EventMessage.Event] {
        if case .events(let events) = message.content { events } else { [] }
    }

    @Test func `An event keeps the action of its message`() throws {
        let message = try message("urn:changed", "<x/>")
        #expect(events(message).map(\.action) == ["urn:changed"])
        #expect(events(message).map(\.body.name.localName) == ["x"])
        #expect(message.messageID == "uuid:11111111-2222-3333-4444-55555555AbCd" && !message.wantsAck)
    }

    @Test func `A batch holds events with their actions, bare ones, and the number of those that are lost`() throws {
        let batch = """
            <w:Events><w:Event Action="urn:1"><x/></w:Event><y/>\
            <w:Event Action="urn:2"><w:DroppedEvents>3</w:DroppedEvents></w:Event></w:Events>
            """
        for action in [Action.events, "urn:other"] {
            let events = events(try message(action, batch))
            #expect(events.map(\.action) == ["urn:1", nil, "urn:2"])
            #expect(try events.map { try $0.droppedEvents() } == [nil, nil, 3])
        }
    }

    @Test(arguments: [
        ("urn:changed", ""), ("urn:changed", "<x/><y/>"), (Action.events, "<x/>"),
        (Action.events, "<w:Events><w:Event/></w:Events>"),
        (Action.events, "<w:Events><w:Event><x/><y/></w:Event></w:Events>"),
    ])
    func `A body without one event is refused`(action: String, body: String) {
        let fault = #expect(throws: Fault.self) { try message(action, body) }
        #expect(fault?.code == .schemaValidationError)
    }

    @Test func `A number of lost events that is none is refused`() throws {
        let event = try #require(events(try message("urn:x", "<w:DroppedEvents>many</w:DroppedEvents>")).first)
        #expect(throws: Fault.self) { try event.droppedEvents() }
    }

    @Test func `The last words of a subscription and of an enumeration have their reason`() throws {
        let end =
            "<e:SubscriptionEnd><e:Status>urn:why</e:Status><e:Reason/><e:Reason>Late.</e:Reason></e:SubscriptionEnd>"
        guard case .subscriptionEnd("urn:why", "Late.") = try message(Action.subscriptionEnd, end).content else {
            Issue.record("no end")
            return
        }
        let other =
            "<n:EnumerationEnd><n:EnumerationContext>c</n:EnumerationContext><n:Code>urn:why</n:Code></n:EnumerationEnd>"
        guard case .enumerationEnd("c", "urn:why", nil) = try message(Action.enumerationEnd, other).content else {
            Issue.record("no end")
            return
        }
    }

    @Test func `An Ack is read as the answer to its message alone`() throws {
        let envelope = try Envelope(parsing: Ack.write(messageID: "uuid:2", relatesTo: "uuid:1"))
        #expect(Ack.read(envelope, relatesTo: "uuid:1") == .acknowledged)
        #expect(Ack.read(envelope, relatesTo: "uuid:3") != .acknowledged)
    }

    // MARK: - Subscribing

    @Test func `A Subscribe that was written is read as the same`() throws {
        let sink = EventSinkReference(address: "http://sink:5990/events")
        var delivery = Delivery(mode: .events, notifyTo: sink)
        delivery.heartbeats = .seconds(20)
        delivery.retry = ConnectionRetry(interval: .seconds(60), total: 5)
        delivery.maxElements = 20
        delivery.maxTime = .seconds(5)
        delivery.maxEnvelopeSize = EventSizeLimit(octets: 51200, policy: .skip)
        var subscribe = Subscribe(delivery)
        subscribe.endTo = sink
        subscribe.expires = .duration(.seconds(600))
        subscribe.filter = .wql("SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'X' AND 1 < 2")
        subscribe.bookmark = "b7"
        subscribe.sendsBookmarks = true
        #expect(try read(subscribe) == subscribe)
        #expect(try read(Subscribe(Delivery(mode: .pull))) == Subscribe(Delivery(mode: .pull)))
    }

    private func read(_ subscribe: Subscribe) throws -> Subscribe {
        var writer = XMLWriter()
        writer.startEnvelope(nil, prefixes: [.e, .w])
        subscribe.write(to: &writer)
        writer.endEnvelope()
        return try Subscribe(body: #require(Envelope(parsing: writer.finish()).body.first))
    }

    @Test func `A SubscribeResponse that was written is read as the same`() throws {
        let uri = ResourceURI.microsoft(namespace: "root/cimv2", className: nil)
        let manager = SubscriptionManager(address: "http://host:5985/wsman", resourceURI: uri, identifier: "uuid:7")
        let response = try read(.subscribe(manager, expires: .seconds(600), context: "uuid:8"))
        #expect(response.manager.address == manager.address && response.manager.resourceURI == uri)
        #expect(response.manager.otherParameters.map(\.text) == ["uuid:7"])
        #expect(response.expires == .duration(.seconds(600)) && response.context == "uuid:8")
        #expect(try read(.subscribe(manager, expires: .seconds(1), context: nil)).context == nil)
        #expect(throws: Fault.self) { try read(.renew(expires: .seconds(1))) }
    }

    private func read(_ response: EventingResponse) throws -> SubscribeResponse {
        var writer = XMLWriter()
        writer.startEnvelope(nil, prefixes: [.e, .n, .w])
        response.write(to: &writer)
        writer.endEnvelope()
        return try SubscribeResponse(body: #require(Envelope(parsing: writer.finish()).body.first))
    }

    @Test(arguments: [
        ("PT10M", Expiration.duration(.seconds(600))), ("PT0S", .duration(.zero)),
        ("1970-01-01T00:00:01Z", .dateTime(microsecondsSince1970: 1_000_000)),
    ])
    func `A service may say when a subscription expires as a duration or as a time`(text: String, expected: Expiration)
        throws
    {
        #expect(try Expiration.granted(in: answer("<e:Expires>\(text)</e:Expires>")) == expected)
    }

    @Test func `What is neither is refused, and no word of it means without end`() throws {
        #expect(try Expiration.granted(in: answer("")) == nil)
        #expect(throws: Fault.self) { try Expiration.granted(in: answer("<e:Expires>soon</e:Expires>")) }
    }

    private func answer(_ content: String) throws -> XMLElement {
        let envelope = try Message().action("urn:x", body: "<e:RenewResponse>\(content)</e:RenewResponse>").envelope
        return try #require(envelope.body.first)
    }
}
