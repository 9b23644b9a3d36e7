import Jobs
import Platform
import Testing

/// The wall clock may be set at any time; what takes time does not mind.
struct ClockTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func submit(_ engine: JobEngine, _ settings: [JobSetting] = []) throws -> JobKey {
        try engine.submit(JobSubmission(template: "export", owner: "ann", settings: settings)).key
    }

    private func elapsed(_ key: JobKey, _ engine: JobEngine) throws -> Duration? {
        try engine.job(key)?.elapsed(at: engine.steady(at: workshop.clock.now))
    }

    @Test(arguments: [Duration.seconds(1_000_000), .seconds(-1_000_000)])
    func `A clock that is set neither ends a job nor changes how long it has run`(_ jump: Duration) throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(1), engine)
        workshop.clock.set(by: jump)
        engine.runDue()
        #expect(try engine.job(key)?.state == .running && elapsed(key, engine) == .seconds(1))
        workshop.pass(.seconds(2), engine)
        let job = try #require(try engine.job(key))
        #expect(job.state == .completed && job.ended == workshop.clock.now)
        #expect(try elapsed(key, engine) == .seconds(3))
    }

    @Test(arguments: [Duration.seconds(1_000_000), .seconds(-1_000_000)])
    func `An ended job stays as long as TimeBeforeRemoval says, whatever the clock shows`(_ jump: Duration) throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(3), engine)
        workshop.clock.set(by: jump)
        workshop.pass(.seconds(299), engine)
        #expect(try engine.job(key)?.state == .completed)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(key) == nil)
    }

    @Test func `The pause before another attempt takes its time`() throws {
        var template = JobTemplate.simulated(outcome: .exception(code: 5, description: "No"))
        template.recoveryAction = 4
        template.recovery = JobRecovery(reruns: 1, backOff: .seconds(60))
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(3), engine)
        workshop.clock.set(by: .seconds(3600))
        workshop.pass(.seconds(59), engine)
        #expect(try engine.job(key)?.state == .starting)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(key)?.state == .running)
    }

    @Test func `Durations go on over a restart although the clock was set meanwhile`() throws {
        let first = try workshop.engine([.simulated()])
        let key = try submit(first)
        workshop.pass(.seconds(1), first)
        first.stop()
        workshop.clock.advance(.seconds(1))
        workshop.clock.set(by: .seconds(-500_000))
        let second = try workshop.engine([.simulated()])
        defer { second.stop() }
        second.runDue()
        #expect(try second.job(key)?.state == .running && elapsed(key, second) == .seconds(2))
    }

    @Test func `A schedule follows the clock that people read, and fires once for one time`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit(engine, [.schedule(.runStartInterval(.zero)), .schedule(.runTimes(0))])
        let due = try #require(try engine.job(key)?.scheduledStart)
        workshop.clock.set(by: due - workshop.clock.now)
        engine.runDue()
        #expect(try engine.job(key)?.state == .running)
        workshop.pass(.seconds(1), engine)
        // Back before the time that it has run for.
        workshop.clock.set(by: .seconds(-3600))
        workshop.pass(.seconds(2), engine)
        #expect(try engine.job(key)?.phase == .waiting(due: due + .seconds(86_400)))
    }

    @Test func `UntilTime is a time of the clock that people read`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit(engine, [.schedule(.untilTime(workshop.clock.now + .seconds(3600)))])
        workshop.clock.set(by: .seconds(3600))
        engine.runDue()
        #expect(try engine.job(key)?.state == .terminated)
        #expect(try engine.job(key)?.error?.summary == "UntilTime has come")
    }
}
