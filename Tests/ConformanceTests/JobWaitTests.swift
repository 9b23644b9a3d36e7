import Client
import Platform
import Testing
import WSMan

/// The client follows jobs of what ships, over HTTP: told by events, and by asking.
///
/// A job waits for its time until the test lets it run, so that none has ended before anybody looks.
@Suite struct JobWaitTests {
    private let service: ServiceUnderTest

    init() throws { service = try ServiceUnderTest() }

    /// A client and the actions that it sends.
    private func client() throws -> (client: Client, actions: Lock<[String]>) {
        let actions = Lock<[String]>([])
        var configuration = service.configuration
        configuration.trace = { event in
            guard case .request(_, _, let body) = event else { return }
            let text = String(decoding: body, as: UTF8.self)
            let action = text.split(separator: "<a:Action").last?.split(separator: "<").first ?? ""
            actions.withLock { $0.append(String(action.split(separator: "/").last ?? "")) }
        }
        return (try Client(configuration), actions)
    }

    /// Makes a job of two seconds that is to start in an hour.
    private func create(_ client: Client) async throws -> RemoteJob {
        let jobs = ResourceURI.microsoft(namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob")
        let options = OperationOptions(options: [RequestOption(name: "Template", value: "change-virtual-machine-state")]
        )
        let created = try await client.create(
            Target(resourceURI: jobs),
            [
                NewProperty("RequestedState", .text("2")),
                NewProperty("ScheduledStartTime", .text("00000000010000.000000:000")),
            ], options: options)
        return try client.job(at: created)
    }

    /// Lets it start, once the client has sent that many of what it waits with.
    private func release(_ job: RemoteJob, after count: Int, _ action: String, _ sent: Lock<[String]>) async throws {
        while sent.withLock({ $0.count { $0 == action } }) < count { try await Task.sleep(for: .milliseconds(5)) }
        _ = try await Client(service.configuration).put(
            job.target, [NewProperty("ScheduledStartTime", .text("00000000000000.000000:000"))])
    }

    @Test func `Events tell of each step and of the end`() async throws {
        let (client, actions) = try client()
        let job = try await create(client)
        let seen = Lock<[Int]>([])
        async let released: Void = release(job, after: 1, "Pull", actions)
        let end = try await job.wait { status in
            seen.withLock { $0.append(status.percentComplete ?? -1) }
        }
        try await released
        #expect(end.hasSucceeded && end.percentComplete == 100)
        let percents = seen.withLock { $0 }
        #expect(percents == percents.sorted() && percents.last == 100)
        let sent = actions.withLock { $0 }
        #expect(sent.count { $0 == "Subscribe" } == 1 && sent.contains("Pull") && sent.last == "Unsubscribe")
        // Asked at the start, when an event came, of which such a job has seven at most, and when a Pull brought none.
        #expect(sent.count { $0 == "Get" } <= 1 + 7 + sent.count { $0 == "Pull" })
    }

    @Test func `Without events it is asked, and ends the same`() async throws {
        let (client, actions) = try client()
        let job = try await create(client)
        async let released: Void = release(job, after: 2, "Get", actions)
        let end = try await job.wait(
            byEvents: false, polling: Backoff(first: .milliseconds(20), factor: 2, limit: .milliseconds(200)))
        try await released
        #expect(end.hasSucceeded && end.percentComplete == 100)
        let sent = actions.withLock { $0 }
        #expect(sent.first == "Create" && sent.count > 2 && sent.dropFirst().allSatisfy { $0 == "Get" })
    }

    @Test func `Of many waits at once half are told, the others ask, and all end`() async throws {
        let (client, actions) = try client()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    let job = try await create(client)
                    async let released: Void = release(job, after: 1, "Pull", actions)
                    let hasSucceeded = try await job.wait().hasSucceeded
                    try await released
                    return hasSucceeded
                }
            }
            for try await hasSucceeded in group { #expect(hasSucceeded) }
        }
        let subscriptions = actions.withLock { $0.count { $0 == "Subscribe" } }
        #expect(subscriptions > 0 && subscriptions <= 12)
    }

    @Test func `A job that is ended early is seen to end`() async throws {
        let (client, actions) = try client()
        let job = try await create(client)
        let end = Task { try await job.wait() }
        while actions.withLock({ !$0.contains("Pull") }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await job.request(.terminate) == "0")
        #expect(try await end.value.state == .terminated)
    }
}
