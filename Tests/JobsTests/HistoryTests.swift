import Jobs
import Platform
import Testing

struct HistoryTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func limits(age: Duration = .seconds(1000), jobs: Int = 500, attempts: Int = 20) -> JobLimits {
        var limits = JobLimits()
        limits.history = HistoryLimits(age: age, jobs: jobs, attempts: attempts)
        return limits
    }

    private func submit(_ engine: JobEngine, _ settings: [JobSetting] = []) throws -> JobKey {
        try engine.submit(JobSubmission(template: "export", owner: "ann", settings: settings)).key
    }

    @Test func `What a removed job was, when it ended and when it went is kept for a while`() throws {
        let engine = try workshop.engine(
            [.simulated(outcome: .exception(code: 7, description: "No"))], limits: limits())
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(3), engine)
        let ended = workshop.clock.now
        #expect(try engine.removed(key) == nil)
        workshop.pass(.seconds(300), engine)
        let removed = try #require(try engine.removed(JobKey(namespace: key.namespace, instanceID: key.instanceID)))
        #expect(removed.state == .exception && removed.ended == ended && removed.removed == workshop.clock.now)
        #expect(removed.error?.code == 7 && removed.owner == "ann" && removed.elapsed == .seconds(3))
        workshop.pass(.seconds(990), engine)
        #expect(try engine.removed(key) != nil)
        workshop.pass(.seconds(70), engine)
        #expect(try engine.removed(key) == nil)
    }

    @Test func `The history forgets slice by slice, the oldest first, and holds no more than it may`() throws {
        let engine = try workshop.engine([.simulated()], limits: limits(jobs: 100))
        defer { engine.stop() }
        let keys = try (0..<500).map { _ in try submit(engine) }
        workshop.pass(.seconds(3), engine)
        workshop.pass(.seconds(300), engine)
        workshop.pass(.seconds(60), engine)
        #expect(try keys.map { try engine.removed($0) != nil }.filter(\.self).count == 100)
    }

    @Test func `Without a history nothing is kept`() throws {
        let engine = try workshop.engine([.simulated()], limits: limits(age: .zero))
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(3), engine)
        try engine.remove(key)
        #expect(try engine.removed(key) == nil)
    }

    @Test func `Attempts are kept as often as the limit allows, and go with the job`() throws {
        let engine = try workshop.engine([.simulated()], limits: limits(attempts: 2))
        defer { engine.stop() }
        let key = try submit(engine, [.schedule(.runTimes(5))])
        for _ in 0..<5 { workshop.pass(.seconds(3), engine) }
        let attempts = try engine.attempts(key)
        #expect(attempts.map(\.number) == [3, 4] && attempts.map(\.run) == [3, 4])
        #expect(
            attempts.map(\.state) == [.completed, .completed] && attempts.map(\.elapsed) == [.seconds(3), .seconds(3)])
        workshop.pass(.seconds(300), engine)
        #expect(try engine.job(key) == nil && engine.attempts(key).count == 2)
        workshop.pass(.seconds(1100), engine)
        #expect(try engine.attempts(key).isEmpty)
    }

    @Test func `A program's output stays as long as its history`() throws {
        let kept = limits(age: .milliseconds(300))
        let first = try workshop.engine([.process("/bin/echo", ["hello"])], limits: kept, realTime: true)
        let key = try first.submit(JobSubmission(template: "process", owner: "ann")).key
        _ = try eventually("it ends") { try first.job(key)?.state.isFinal == true ? true : nil }
        try first.remove(key)
        #expect(workshop.exists("jobs/1-1/stdout"))
        first.stop()
        Workshop.pause(milliseconds: 400)
        let second = try workshop.engine([.process("/bin/echo")], limits: kept, realTime: true)
        defer { second.stop() }
        _ = try eventually("it is forgotten") { workshop.exists("jobs/1-1") ? nil : true }
        #expect(try second.removed(key) == nil)
    }

    @Test func `KillJob decides whether a killed job is removed`() throws {
        let engine = try workshop.engine([.simulated()], limits: limits())
        defer { engine.stop() }
        let (goes, stays) = (try submit(engine), try submit(engine))
        #expect(try engine.kill(goes, removes: true) == .done)
        #expect(try engine.kill(stays, removes: false) == .done)
        workshop.pass(.seconds(100_000), engine)
        #expect(try engine.job(goes) == nil && engine.job(stays)?.state == .killed)
    }

    @Test func `A process that is killed to be removed goes when it has ended`() throws {
        let engine = try workshop.engine([.process("/bin/sleep", ["600"])], limits: limits(), realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        _ = try eventually("it runs") { try engine.job(key)?.state == .running ? true : nil }
        _ = try engine.kill(key, removes: true)
        _ = try eventually("it is gone") { try engine.job(key) == nil ? true : nil }
        #expect(try engine.removed(key)?.state == .killed)
    }
}
