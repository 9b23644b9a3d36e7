import Client
import Platform
import Testing
import WSMan

/// The client follows jobs of what ships, over HTTP: told by events, and by asking.
@Suite(.timeLimit(.minutes(1)))
struct JobWaitTests {
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

    /// Starts a job of two seconds.
    private func start(_ client: Client) async throws -> RemoteJob {
        let service = ResourceURI.microsoft(namespace: "root/winch", className: "Winch_JobService")
        let result = try await client.invoke(
            "StartJob", on: Target(resourceURI: service),
            [
                NewProperty("Template", .text("change-virtual-machine-state")),
                NewProperty("Arguments", .array([.text("RequestedState=2")])),
            ])
        return try client.job(at: try #require(result.job))
    }

    @Test func `Events tell of each step and of the end`() async throws {
        let (client, actions) = try client()
        let job = try await start(client)
        let seen = Lock<[Int]>([])
        let end = try await job.wait { status in
            seen.withLock { $0.append(status.percentComplete ?? -1) }
        }
        #expect(end.hasSucceeded && end.percentComplete == 100)
        let percents = seen.withLock { $0 }
        #expect(percents == percents.sorted() && percents.last == 100)
        let sent = actions.withLock { $0 }
        #expect(sent.count { $0 == "Subscribe" } == 1 && sent.contains("Pull") && sent.last == "Unsubscribe")
        // Asked when an event came, and not without one.
        #expect(sent.count { $0 == "Get" } <= sent.count { $0 == "Pull" } + 2)
    }

    @Test func `Without events it is asked, and ends the same`() async throws {
        let (client, actions) = try client()
        let job = try await start(client)
        let end = try await job.wait(
            byEvents: false, polling: Backoff(first: .milliseconds(20), factor: 2, limit: .milliseconds(200)))
        #expect(end.hasSucceeded && end.percentComplete == 100)
        let sent = actions.withLock { $0 }
        #expect(sent.first == "StartJob" && sent.count > 2 && sent.dropFirst().allSatisfy { $0 == "Get" })
    }

    @Test func `Of many waits at once half are told, the others ask, and all end`() async throws {
        let (client, actions) = try client()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask { try await start(client).wait().hasSucceeded }
            }
            for try await hasSucceeded in group { #expect(hasSucceeded) }
        }
        let subscriptions = actions.withLock { $0.count { $0 == "Subscribe" } }
        #expect(subscriptions > 0 && subscriptions <= 12)
    }

    @Test func `A job that is ended early is seen to end`() async throws {
        let (client, _) = try client()
        let job = try await start(client)
        let end = Task { try await job.wait() }
        #expect(try await job.request(.terminate) == "0")
        #expect(try await end.value.state == .terminated)
    }
}
