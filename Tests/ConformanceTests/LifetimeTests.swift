import Client
import Testing
import WSMan

/// The client asks what ships how long something lives, and has it live longer.
@Suite struct LifetimeTests {
    private let client: Client
    private let service: ServiceUnderTest

    init() throws {
        service = try ServiceUnderTest()
        client = try Client(service.configuration)
    }

    @Test func `A subscription tells how long it lives, and lives on when renewed`() async throws {
        var options = SubscribeOptions(mode: .pull)
        options.expires = .seconds(600)
        let subscription = try await client.subscribe(
            "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'",
            in: "root/virtualization/v2", options)
        let left = try #require(try await subscription.status())
        #expect(left > .seconds(300) && left <= .seconds(600))
        try await subscription.renew()
        try await subscription.unsubscribe()
        await #expect(throws: ClientError.self) { try await subscription.status() }
    }

    @Test func `An enumeration lives for as long as it is told`() async throws {
        let uri = ResourceURI.microsoft(namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem")
        var options = EnumerateOptions(pageSize: 1)
        options.optimize = false
        var items = client.enumerate(Target(resourceURI: uri), options).makeAsyncIterator()
        #expect(try await items.status() == nil)
        let first = try await items.next()
        let granted = try await items.renew(for: .seconds(300))
        #expect(granted == .seconds(300))
        let left = try #require(try await items.status())
        #expect(left > .seconds(200) && left <= .seconds(300))
        let second = try await items.next()
        #expect(first != nil && second != nil && first != second)
        while try await items.next() != nil {}
        #expect(try await items.renew(for: .seconds(300)) == nil)
    }
}
