import Jobs
import Platform
import Testing

struct JobSettingTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    @Test func `What a client sets is still there after a restart`() throws {
        var engine = try workshop.engine([.simulated()])
        let key = try engine.submit(
            JobSubmission(template: "export", owner: "ann", settings: [.notify("bob"), .priority(3)])
        ).key
        let updated = try engine.update(
            key, [.priority(9), .deleteOnCompletion(false), .timeBeforeRemoval(.seconds(60))])
        #expect(updated.priority == 9 && updated.notify == "bob")
        engine.stop()
        engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let job = try #require(try engine.job(key))
        #expect(job.priority == 9 && job.notify == "bob" && !job.deleteOnCompletion)
        #expect(job.timeBeforeRemoval == .seconds(60) && job.state == .running)
    }

    @Test func `A wrong setting changes none of those beside it`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let job = try engine.submit(JobSubmission(template: "export", owner: "ann"))
        #expect(throws: JobError.self) {
            try engine.update(job.key, [.priority(9), .timeBeforeRemoval(.seconds(-1))])
        }
        #expect(throws: JobError.self) { try engine.update(job.key, [.notify(String(repeating: "x", count: 1025))]) }
        #expect(try engine.job(job.key)?.priority == job.priority)
        #expect(throws: JobError.notFound) {
            try engine.update(JobKey(namespace: job.key.namespace, instanceID: "none"), [.priority(1)])
        }
    }

    @Test func `An ended job goes later, sooner, or not at all, as its settings say`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let keys = try (0..<3).map { _ in try engine.submit(JobSubmission(template: "export", owner: "ann")).key }
        workshop.pass(.seconds(3), engine)
        _ = try engine.update(keys[0], [.timeBeforeRemoval(.seconds(10))])
        _ = try engine.update(keys[1], [.timeBeforeRemoval(.seconds(1000))])
        _ = try engine.update(keys[2], [.deleteOnCompletion(false)])
        workshop.pass(.seconds(11), engine)
        #expect(try keys.map { try engine.job($0) != nil } == [false, true, true])
        workshop.pass(.seconds(1000), engine)
        #expect(try keys.map { try engine.job($0) != nil } == [false, false, true])
        // Too late to remove anything (CIM_Job.DeleteOnCompletion).
        _ = try engine.update(keys[2], [.deleteOnCompletion(true)])
        workshop.pass(.seconds(1000), engine)
        #expect(try engine.job(keys[2]) != nil)
    }

    @Test func `A waiting job that becomes more urgent runs before the others`() throws {
        var template = JobTemplate.simulated()
        template.maximumConcurrent = 1
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let keys = try (0..<3).map { _ in
            try engine.submit(JobSubmission(template: "export", owner: "ann", settings: [.priority(5)])).key
        }
        engine.runDue()
        _ = try engine.update(keys[2], [.priority(1)])
        workshop.pass(.seconds(3), engine)
        #expect(try keys.map { try engine.job($0)?.state } == [.completed, .starting, .running])
    }
}
