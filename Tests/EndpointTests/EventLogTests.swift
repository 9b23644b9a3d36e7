import Jobs
import Platform
import TestSupport
import Testing

@testable import Endpoint

@Suite struct EventLogTests {
    private func service(capacity: Int = 100, age: Duration = .seconds(60)) throws -> (TestEndpoint, EventLog) {
        var limits = JobLimits()
        limits.changes = capacity
        limits.changeAge = age
        let service = try TestEndpoint(jobLimits: limits)
        return (service, EventLog(service.engine))
    }

    private func startJob(_ service: TestEndpoint) throws {
        _ = try service.engine.submit(JobSubmission(template: "stubborn", owner: "alice"))
    }

    @Test func `What is too old is forgotten, and so is a bookmark before it`() throws {
        let (service, log) = try service(age: .seconds(60))
        try startJob(service)
        #expect(try log.read(after: 0, limit: 10).events.map(\.number) == [1])
        service.time.advance(by: .seconds(61))
        let later = try log.read(after: 0, limit: 10)
        #expect(later.events.isEmpty)
        #expect(later.lost == 1)
        #expect(try log.beforeEarliest() == 1)
        guard case .expired = try log.bookmark(log.bookmark(after: 0)) else {
            Issue.record("still good")
            return
        }
    }

    @Test func `However many come, no more than the capacity are told of, in order`() throws {
        let (service, log) = try service(capacity: 3)
        for _ in 0..<20 { try startJob(service) }
        let found = try log.read(after: 0, limit: 100)
        #expect(found.events.map(\.number) == [18, 19, 20])
        #expect(found.lost == 17)
        #expect(try log.read(after: 18, limit: 1).events.map(\.number) == [19])
        #expect(try log.read(after: 20, limit: 10).events.isEmpty)
    }

    @Test func `What somebody has lost is counted as a limit that was reached`() throws {
        let (service, _) = try service(capacity: 3)
        let metrics = Metrics()
        let log = EventLog(service.engine, metrics: metrics)
        func counted() -> Int? { metrics.values(of: .limits).first { $0.label == "operations.events" }?.count }
        for _ in 0..<4 { try startJob(service) }
        _ = try log.read(after: 1, limit: 100)
        #expect(counted() == 0)
        _ = try log.read(after: 0, limit: 100)
        #expect(counted() == 1)
    }

    @Test func `A closed log lets nobody wait`() throws {
        let (_, log) = try service()
        log.close()
        #expect(!log.wait(after: 0, timeout: .seconds(3600)) { false })
    }
}
