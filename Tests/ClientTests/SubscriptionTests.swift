import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@testable import Client

/// Subscriptions in Pull mode: with the service of this package, and with services as they are described.
@Suite(.timeLimit(.minutes(1)))
struct SubscriptionTests {
    private static let query =
        "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_ConcreteJob'"

    private static func event(_ id: String, state: Int = 4) -> String {
        """
        <p:__InstanceModificationEvent xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/__InstanceModificationEvent">\
        <p:TargetInstance xmlns:q="\(Replies.jobURI)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xsi:type="q:Msvm_ConcreteJob_Type"><q:InstanceID>\(id)</q:InstanceID><q:JobState>\(state)</q:JobState>\
        </p:TargetInstance></p:__InstanceModificationEvent>
        """
    }

    /// Windows: the manager's identifier among reference properties, a context, the lifetime it grants.
    private static func subscribed(_ request: RawRequest, expires: String = "PT600S") -> RawReply {
        RawReply(
            body: Replies.windows(
                "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscribeResponse", relatesTo: request.messageID,
                """
                <e:SubscribeResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing"><e:SubscriptionManager>\
                <a:Address>http://hv1:5985/wsman</a:Address><a:ReferenceProperties>\
                <w:ResourceURI>\(Replies.jobURI)</w:ResourceURI><e:Identifier>S-1</e:Identifier>\
                </a:ReferenceProperties></e:SubscriptionManager><e:Expires>\(expires)</e:Expires>\
                <n:EnumerationContext>uuid:1</n:EnumerationContext></e:SubscribeResponse>
                """))
    }

    private static func empty(_ request: RawRequest) -> RawReply {
        RawReply(
            body: Replies.windows(
                "http://schemas.xmlsoap.org/ws/2004/08/eventing/\(request.operation)Response",
                relatesTo: request.messageID, ""))
    }

    private static func pulled(_ request: RawRequest, context: String, _ items: String, bookmark: String = "")
        -> RawReply
    {
        let reply = Replies.enumeration(
            request,
            "<n:PullResponse><n:EnumerationContext>\(context)</n:EnumerationContext><n:Items>\(items)</n:Items></n:PullResponse>"
        )
        guard !bookmark.isEmpty else { return reply }
        let header = "<w:Bookmark>\(bookmark)</w:Bookmark>" + "</s:Header>"
        let parts = reply.body.split(separator: "</s:Header>", maxSplits: 1)
        return RawReply(body: parts.joined(separator: header))
    }

    private static func timedOut(_ request: RawRequest) -> RawReply {
        Replies.fault(
            request,
            "<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">late</s:Text></s:Reason>"
        )
    }

    @Test func `Events of Windows come wrapped or bare, each page with a new context, to the manager`() async throws {
        let server = RawServer(answering: { request in
            switch (request.operation, request.element("n:EnumerationContext")) {
            case ("Subscribe", _): Self.subscribed(request)
            case ("Pull", "uuid:1"):
                Self.pulled(
                    request, context: "uuid:2",
                    #"<w:Event Action="urn:changed">\#(Self.event("A"))</w:Event>\#(Self.event("B"))"#, bookmark: "b2")
            case ("Pull", _):
                Self.pulled(
                    request, context: "uuid:3", "<w:DroppedEvents Action=\"urn:dropped\">7</w:DroppedEvents>",
                    bookmark: "b3")
            default: Self.empty(request)
            }
        })
        let subscription = try await client(of: server).subscribe(Self.query, in: "root/virtualization/v2")
        var deliveries = subscription.makeAsyncIterator()
        guard case .event(let first)? = try await deliveries.next() else { throw Failure() }
        #expect(first.action == "urn:changed" && first.instance?.text("InstanceID") == "A")
        #expect(first.instance?.className == "Msvm_ConcreteJob")
        #expect(subscription.bookmark == nil)  // half of the page is still to come
        guard case .event(let second)? = try await deliveries.next() else { throw Failure() }
        #expect(second.action == nil && second.instance?.text("InstanceID") == "B" && subscription.bookmark == "b2")
        #expect(try await deliveries.next() == .dropped(total: 7))
        #expect(subscription.bookmark == "b3")
        for pull in server.requests.withLock({ $0 }).dropFirst() {
            #expect(pull.body.contains(">S-1<") && pull.element("w:ResourceURI") == Replies.jobURI)
        }
        try await subscription.unsubscribe()
        #expect(try await deliveries.next() == nil)
        let requests = server.requests.withLock { $0.map(\.operation) }
        #expect(requests == ["Subscribe", "Pull", "Pull", "Unsubscribe"])
    }

    @Test func `A Pull in vain is a heartbeat, and a service that hurries is not asked without pause`() async throws {
        let server = RawServer(answering: { request in
            switch request.operation {
            case "Subscribe": Self.subscribed(request)
            case "Pull": Self.timedOut(request)
            default: Self.empty(request)
            }
        })
        let subscription = try await client(of: server).subscribe(Self.query, in: "root/x")
        let start = ContinuousClock.now
        var deliveries = subscription.makeAsyncIterator()
        #expect(try await deliveries.next() == .heartbeat)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test(arguments: ["PT1S", "P0DT0H0M1.000S"])
    func `A subscription is renewed before it expires`(expires: String) async throws {
        let server = RawServer(answering: { request in
            switch request.operation {
            case "Subscribe": return Self.subscribed(request, expires: expires)
            case "Renew":
                return RawReply(
                    body: Replies.windows(
                        "http://schemas.xmlsoap.org/ws/2004/08/eventing/RenewResponse", relatesTo: request.messageID,
                        #"<e:RenewResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing"><e:Expires>PT1H</e:Expires></e:RenewResponse>"#
                    ))
            default: return Self.empty(request)
            }
        })
        let subscription = try await client(of: server).subscribe(Self.query, in: "root/x")
        #expect(await eventually { server.requests.withLock { $0.last?.operation } == "Renew" })
        #expect(await eventually { (subscription.remaining ?? .zero) > .seconds(3000) })
    }

    @Test func `A refused renewal ends the sequence once the time is up`() async throws {
        let server = RawServer(answering: { request in
            switch request.operation {
            case "Subscribe": Self.subscribed(request, expires: "PT1S")
            case "Pull": Self.timedOut(request)
            default:
                Replies.fault(
                    request,
                    "<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\">e:UnableToRenew</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">never</s:Text></s:Reason>"
                )
            }
        })
        let subscription = try await client(of: server).subscribe(Self.query, in: "root/x")
        let failure = await error { () throws(ClientError) in for try await _ in subscription {} }
        guard case .subscriptionEnded(_, let reason)? = failure else { throw Failure() }
        #expect(reason.contains("never"))
    }

    @Test func `Releasing a subscription cancels it with the service`() async throws {
        let server = RawServer(answering: { request in
            request.operation == "Subscribe" ? Self.subscribed(request) : Self.empty(request)
        })
        _ = try await client(of: server).subscribe(Self.query, in: "root/x")
        #expect(await eventually { server.requests.withLock { $0.map(\.operation) } == ["Subscribe", "Unsubscribe"] })
    }

    @Test func `EndOfSequence, which DSP0226 forbids here, ends with an error`() async throws {
        let server = RawServer(answering: { request in
            switch request.operation {
            case "Subscribe": Self.subscribed(request)
            case "Pull":
                Replies.enumeration(
                    request, "<n:PullResponse><n:Items>\(Self.event("A"))</n:Items><n:EndOfSequence/></n:PullResponse>")
            default: Self.empty(request)
            }
        })
        var deliveries = try await client(of: server).subscribe(Self.query, in: "root/x").makeAsyncIterator()
        guard case .event? = try await deliveries.next() else { throw Failure() }
        await #expect(throws: ClientError.self) { try await deliveries.next() }
    }

    @Test func `A response without a manager, or without a context, is refused`() async throws {
        for body in [
            "<e:SubscribeResponse xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\"/>",
            "<e:SubscribeResponse xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\"><e:SubscriptionManager><a:Address>x</a:Address></e:SubscriptionManager></e:SubscribeResponse>",
        ] {
            let server = RawServer(answering: { request in
                RawReply(
                    body: Replies.windows(
                        "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscribeResponse",
                        relatesTo: request.messageID, body))
            })
            let client = try client(of: server)
            let failure = await error { () throws(ClientError) in _ = try await client.subscribe(Self.query, in: "x") }
            #expect(failure?.kind == "unexpected")
        }
    }

    @Test func `What was asked for is what is sent`() async throws {
        let server = RawServer(answering: { Self.subscribed($0) })
        var options = SubscribeOptions(filter: .wql(Self.query), expires: .seconds(90))
        options.bookmark = "b7"
        options.sendsBookmarks = true
        let uri = ResourceURI.microsoft(namespace: "root/x", className: nil)
        _ = try await client(of: server).subscribe(to: Target(resourceURI: uri), options)
        let request = try #require(server.requests.withLock { $0.first })
        #expect(request.element("e:Expires") == "PT90S" && request.element("w:Bookmark") == "b7")
        #expect(request.body.contains("<w:SendBookmarks/>") && request.body.contains(DeliveryMode.pull.uri))
        #expect(request.element("w:Filter") == Self.query && !request.body.contains("NotifyTo"))
    }
}

struct Failure: Error {}
