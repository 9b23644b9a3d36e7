import Client
import HTTPMessage
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

/// The client and the service of this package, face to face: the service's clock stands until a test moves it.
@Suite(.timeLimit(.minutes(1)))
struct ConversationTests {
    private let service: TestEndpoint
    private let server: RawServer
    private let client: Client
    private let namespace = "root/virtualization/v2"

    init() throws {
        let service = try TestEndpoint()
        self.service = service
        server = RawServer(answering: { request in
            let response = service.post(
                Array(request.body.utf8), contentType: request.field("Content-Type"), user: "alice")
            return RawReply(status: response.status, body: String(decoding: response.body, as: UTF8.self))
        })
        client = try Client(ClientConfiguration(url: server.url))
    }

    private func uri(_ className: String?) -> ResourceURI { .microsoft(namespace: namespace, className: className) }

    /// Starts a job that takes two seconds.
    private func start() async throws -> RemoteJob {
        let machine = Target(
            resourceURI: uri("Msvm_ComputerSystem"),
            selectors: try SelectorSet([
                Selector("Name", .text("5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01")),
                Selector("CreationClassName", .text("Msvm_ComputerSystem")),
            ]))
        let result = try await client.invoke(
            "RequestStateChange", on: machine, [NewProperty("RequestedState", .text("2"))])
        #expect(result.returnValue == "4096")
        return try client.job(at: try #require(result.job))
    }

    @Test func `The service says who it is`() async throws {
        #expect(try await client.identify().protocolVersions == ["http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"])
    }

    @Test func `A method starts a job that can be read`() async throws {
        let job = try await start()
        let status = try await job.status()
        #expect(status.state == .running && !status.hasEnded)
        #expect(status.elapsed == .zero)
    }

    @Test func `A job is followed to its end, each step seen once`() async throws {
        let job = try await start()
        let seen = Lock<[Int]>([])
        let end = try await job.wait(
            byEvents: false, polling: Backoff(first: .milliseconds(1), factor: 1, limit: .milliseconds(1))
        ) {
            let percent = $0.percentComplete ?? -1
            seen.withLock { $0.append(percent) }
            service.time.advance(by: .milliseconds(500))
        }
        #expect(end.hasSucceeded && end.percentComplete == 100)
        let percents = seen.withLock { $0 }
        #expect(percents == percents.sorted() && percents.count >= 3)
    }

    @Test func `Events tell that a job has ended, and nobody asks meanwhile`() async throws {
        let job = try await start()
        let end = Task { try await job.wait() }
        #expect(await eventually { server.requests.withLock { $0.last?.operation } == "Pull" })
        service.time.advance(by: .seconds(3))
        #expect(try await end.value.hasSucceeded)
        let operations = server.requests.withLock { $0.map(\.operation) }
        #expect(operations.dropFirst() == ["Get", "Subscribe", "Get", "Pull", "Get", "Unsubscribe"])
    }

    @Test func `Events come to a subscriber, and go on at a bookmark`() async throws {
        var options = SubscribeOptions()
        options.sendsBookmarks = true
        let query = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_ConcreteJob'"
        let first = try await client.subscribe(query, in: namespace, options)
        var deliveries = first.makeAsyncIterator()
        for _ in 0..<2 {
            let id = try await start().status().instanceID
            guard case .event(let event)? = try await deliveries.next() else { throw Failure() }
            #expect(event.instance?.text("InstanceID") == id)
        }
        try await first.unsubscribe()
        let missed = try await start().status().instanceID
        options.bookmark = first.bookmark
        var later = try await client.subscribe(query, in: namespace, options).makeAsyncIterator()
        guard case .event(let event)? = try await later.next() else { throw Failure() }
        #expect(event.instance?.text("InstanceID") == missed)
    }

    @Test func `Waiting for a job ends with its task`() async throws {
        let job = try await start()
        let task = Task { await error { () throws(ClientError) in try await job.wait() } }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `A job is ended early, and says so`() async throws {
        let job = try await start()
        #expect(try await job.request(.terminate) == "0")
        let end = try await job.wait()
        #expect(end.state == .terminated && !end.hasSucceeded)
        #expect(try await !job.errors().isEmpty)
    }

    @Test func `A running job has no error`() async throws {
        #expect(try await start().errors().isEmpty)
    }

    @Test func `A request that the state forbids is a return value`() async throws {
        let job = try await start()
        #expect(try await job.request(.start) == "32775")
    }

    @Test func `Jobs are found by query, by selector, as instances and as references`() async throws {
        for _ in 0..<5 { _ = try await start() }
        var byQuery = 0
        let query = "SELECT InstanceID, JobState FROM Msvm_ConcreteJob WHERE JobState = 4"
        for try await item in client.query(query, in: namespace, EnumerateOptions(pageSize: 2)) {
            #expect(item.instance?.properties.map(\.name) == ["InstanceID", "JobState"])
            byQuery += 1
        }
        #expect(byQuery == 5)
        var bySelector = 0
        let filter = EnumerationFilter.selector(try SelectorSet([Selector("JobState", .text("4"))]))
        let options = EnumerateOptions(filter: filter, mode: .objectAndEPR, optimize: false)
        for try await item in client.enumerate(Target(resourceURI: uri("Msvm_ConcreteJob")), options) {
            let reference = try #require(item.reference)
            #expect(try await client.job(at: reference).status().instanceID == item.instance?.text("InstanceID"))
            bySelector += 1
        }
        #expect(bySelector == 5)
    }

    @Test func `A missing instance is a fault with its number`() async throws {
        let target = Target(
            resourceURI: uri("Msvm_ConcreteJob"), selectors: try SelectorSet([Selector("InstanceID", .text("none"))]))
        let failure = await error { () throws(ClientError) in _ = try await client.get(target) }
        guard case .fault(let fault)? = failure else { return #expect(failure == nil) }
        #expect(fault.code == .destinationUnreachable(.resourceNotFound) && fault.windowsCode == 2_150_858_752)
    }

    @Test func `A query that cannot be read is a fault with a reason`() async throws {
        let failure = await error { () throws(ClientError) in
            for try await _ in client.query("SELEKT", in: namespace) {}
        }
        guard case .fault(let fault)? = failure else { return #expect(failure == nil) }
        #expect(fault.code == .cannotProcessFilter() && fault.reason.contains("SELECT"))
    }
}
