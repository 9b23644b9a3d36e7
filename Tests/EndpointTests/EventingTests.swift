import Glibc
import Jobs
import Platform
import TestSupport
import Testing
import XML

@testable import Endpoint

/// Subscriptions in Pull mode from outside: messages in, messages out.
@Suite struct EventingTests: EventingMessages {
    // MARK: - Subscribing

    @Test func `The answer names the manager, the time and what to pull with`() throws {
        let reply = subscribe(to: try TestEndpoint(), more: "<e:Expires>PT10M</e:Expires>")
        #expect(reply.contains("<a:Action>\(eventing("SubscribeResponse"))</a:Action>"))
        #expect(text("e:Expires", reply) == "PT600S")
        #expect(!context(reply).isEmpty && !text("e:Identifier", reply).isEmpty)
        #expect(text("a:ReferenceProperties", reply).contains(Self.all))
    }

    @Test(arguments: [
        ("SELECT * FROM Msvm_ConcreteJob", "e:EventSourceUnableToProcess"),
        ("SELECT * FROM __InstanceCreationEvent WITHIN x", "w:CannotProcessFilter"),
        ("SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Nobody'", "w:CannotProcessFilter"),
        (
            "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE PreviousInstance ISA 'CIM_Job'",
            "w:CannotProcessFilter"
        ),
        ("nonsense", "w:CannotProcessFilter"),
    ])
    func `A query that cannot be is refused`(query: String, code: String) throws {
        #expect(subscribe(to: try TestEndpoint(), query).contains(code))
    }

    @Test(arguments: [
        ("http://schemas.dmtf.org/wbem/wsman/1/wsman/Nothing", "", "e:DeliveryModeRequestedUnavailable"),
        (
            "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull", "<w:Heartbeats>PT5S</w:Heartbeats>",
            "faultDetail/FormatMismatch"
        ),
        ("http://schemas.dmtf.org/wbem/wsman/1/wsman/Events", "", "e:InvalidMessage"),
        (
            "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events",
            "<e:NotifyTo><a:Address>http://h/</a:Address></e:NotifyTo>", "e:DeliveryModeRequestedUnavailable"
        ),
    ])
    func `A delivery that is not offered is refused`(mode: String, delivery: String, expected: String) throws {
        #expect(subscribe(to: try TestEndpoint(), mode: mode, delivery: delivery).contains(expected))
    }

    @Test(arguments: [
        ("<e:Expires>PT0S</e:Expires>", "e:InvalidExpirationTime"),
        ("<e:Expires>2020-01-01T00:00:00Z</e:Expires>", "e:InvalidExpirationTime"),
        ("<w:Filter>/a</w:Filter>", "e:InvalidMessage"),
        ("<w:Bookmark>7</w:Bookmark>", "faultDetail/InvalidFormat"),
        ("<w:Bookmark>1:7</w:Bookmark>", "faultDetail/Expired"),
        ("<e:EndTo><a:Address>http://h/</a:Address></e:EndTo>", "faultDetail/AddressingMode"),
    ])
    func `What a Subscribe says wrongly is refused`(more: String, expected: String) throws {
        #expect(subscribe(to: try TestEndpoint(), more: more).contains(expected))
    }

    @Test func `All classes need a query, and a class of events needs none`() throws {
        let service = try TestEndpoint()
        #expect(subscribe(to: service, nil).contains("faultDetail/FilteringRequired"))
        let uri = Self.all.dropLast() + "CIM_InstCreation"
        let context = context(subscribe(to: service, nil, uri: String(uri)))
        try runJob(service)
        let reply = pull(service, context)
        #expect(count("CIM_InstCreation xmlns", in: reply) == 1)
        #expect(reply.contains("SourceInstance") && reply.contains("Msvm_ConcreteJob"))
    }

    @Test func `One user's limit is told by its number`() throws {
        var limits = EndpointLimits()
        limits.subscriptionsPerUser = 2
        let service = try TestEndpoint(limits: limits)
        for _ in 0..<2 { #expect(!context(subscribe(to: service)).isEmpty) }
        let refused = subscribe(to: service)
        #expect(refused.contains("w:QuotaLimit") && refused.contains("2 subscriptions"))
    }

    // MARK: - Pulling

    @Test func `Each stored change is one event with the instance before and after`() throws {
        let service = try TestEndpoint()
        let context = context(subscribe(to: service))
        try runJob(service)
        let reply = pull(service, context)
        #expect(reply.contains("PullResponse"))
        #expect(count("p:__InstanceModificationEvent xmlns", in: reply) >= 2)
        #expect(reply.contains("PreviousInstance") && reply.contains("TargetInstance"))
        #expect(pull(service, context).contains("w:TimedOut"))
    }

    @Test func `A condition on the target picks the one change that matters`() throws {
        let service = try TestEndpoint()
        let query = EventingTests.modifications + " AND TargetInstance.JobState = 7 AND PreviousInstance.JobState <> 7"
        let context = context(subscribe(to: service, query))
        try runJob(service)
        #expect(count("p:__InstanceModificationEvent xmlns", in: pull(service, context)) == 1)
    }

    @Test func `Another class's jobs are not told of`() throws {
        let service = try TestEndpoint()
        let query = "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'Msvm_StorageJob'"
        let context = context(subscribe(to: service, query))
        try runJob(service)
        #expect(pull(service, context).contains("w:TimedOut"))
    }

    @Test func `A Pull that waits is woken by the event`() throws {
        let service = try TestEndpoint()
        let query = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"
        let context = context(subscribe(to: service, query))
        let answer = Condition<String?>(nil)
        let thread = Thread(name: "pull") {
            let reply = self.pull(service, context, wait: "PT30S")
            answer.update { $0 = reply }
        }
        usleep(20_000)
        try runJob(service, to: false)
        let reply = answer.wait(timeout: .seconds(20)) { $0 }
        thread.join()
        #expect(reply?.contains("__InstanceCreationEvent") == true)
    }

    @Test func `A newer Pull ends one that still waits`() throws {
        let service = try TestEndpoint()
        let context = context(subscribe(to: service))
        let answer = Condition<String?>(nil)
        let thread = Thread(name: "pull") {
            let reply = self.pull(service, context, wait: "PT30S")
            answer.update { $0 = reply }
        }
        // Again and again, for the other may begin late.
        var reply: String?
        for _ in 0..<500 where reply == nil {
            _ = pull(service, context, wait: "PT0.001S")
            reply = answer.wait(timeout: .milliseconds(20)) { $0 }
        }
        thread.join()
        #expect(reply?.contains("w:TimedOut") == true)
    }

    @Test(arguments: [
        "<n:MaxElements>1</n:MaxElements>", "<n:MaxElements>9</n:MaxElements><n:MaxCharacters>1</n:MaxCharacters>",
    ])
    func `Events come one by one in their order without a hole`(limit: String) throws {
        let service = try TestEndpoint()
        let query = "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"
        let first = context(subscribe(to: service, query))
        let second = context(subscribe(to: service, query))
        try runJob(service)
        let whole = pull(service, first)
        var parts: [String] = []
        while case let part = service.post(pullMessage(second, limit: limit)), !part.contains("s:Fault") {
            parts.append(text("n:Items", part))
        }
        #expect(parts.count == count("<p:TargetInstance", in: whole) && parts.count > 2)
        #expect(parts.joined() == text("n:Items", whole))
    }

    // MARK: - Bookmarks

    @Test func `A bookmark resumes after the last event that was told`() throws {
        let service = try TestEndpoint()
        let query = "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"
        let subscribed = context(subscribe(to: service, query, more: "<w:SendBookmarks/>"))
        try runJob(service)
        let first = pull(service, subscribed, items: 1)
        let rest = text("n:Items", pull(service, subscribed))
        let bookmark = text("w:Bookmark", first)
        #expect(!bookmark.isEmpty)
        let resumed = context(subscribe(to: service, query, more: "<w:Bookmark>\(bookmark)</w:Bookmark>"))
        #expect(text("n:Items", pull(service, resumed)) == rest)
        let earliest = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"
        let all = context(subscribe(to: service, query, more: "<w:Bookmark>\(earliest)</w:Bookmark>"))
        #expect(text("n:Items", pull(service, all)) == text("n:Items", first) + rest)
    }

    @Test func `A slow subscriber is told of what it has lost, and its bookmark has expired`() throws {
        var limits = JobLimits()
        limits.changes = 2
        let service = try TestEndpoint(jobLimits: limits)
        let query = "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"
        let subscribed = context(subscribe(to: service, query, more: "<w:SendBookmarks/>"))
        try runJob(service)
        let reply = pull(service, subscribed)
        #expect(reply.contains("<w:DroppedEvents Action="))
        #expect(count("p:__InstanceModificationEvent xmlns", in: reply) <= 2)
        let start = text("w:Bookmark", reply).prefix { $0 != ":" }
        #expect(
            subscribe(to: service, query, more: "<w:Bookmark>\(start):0</w:Bookmark>").contains("faultDetail/Expired"))
    }

    // MARK: - The subscription's life

    @Test func `Renew and GetStatus tell the time that is left`() throws {
        let service = try TestEndpoint()
        let reply = subscribe(to: service, more: "<e:Expires>PT100S</e:Expires>")
        service.time.advance(by: .seconds(40))
        #expect(text("e:Expires", manage(service, "GetStatus", reply)) == "PT60S")
        #expect(text("e:Expires", manage(service, "Renew", reply)) == "PT3600S")
    }

    @Test func `What has expired, was cancelled or is another's is not there`() throws {
        let service = try TestEndpoint()
        let reply = subscribe(to: service, more: "<e:Expires>PT100S</e:Expires>")
        #expect(pull(service, context(reply), user: "mallory").contains("n:InvalidEnumerationContext"))
        #expect(manage(service, "Unsubscribe", reply, user: "mallory").contains("a:DestinationUnreachable"))
        #expect(manage(service, "Unsubscribe", reply).contains("UnsubscribeResponse"))
        #expect(pull(service, context(reply)).contains("n:InvalidEnumerationContext"))
        let second = subscribe(to: service, more: "<e:Expires>PT100S</e:Expires>")
        service.time.advance(by: .seconds(101))
        #expect(manage(service, "Renew", second).contains("e:UnableToRenew"))
        #expect(pull(service, context(second)).contains("n:InvalidEnumerationContext"))
    }
}
