import Jobs
import Platform
import Testing

struct ScheduledJobTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func submit(_ settings: [JobSetting.Schedule], _ engine: JobEngine) throws -> Job {
        try engine.submit(
            JobSubmission(template: "export", owner: "ann", settings: settings.map { JobSetting.schedule($0) }))
    }

    private func later(_ seconds: Int) -> Timestamp { workshop.clock.now + .seconds(seconds) }

    @Test func `A scheduled job is New until its time, after a restart as well`() throws {
        var engine = try workshop.engine([.simulated()])
        let due = later(100)
        let job = try submit([.scheduledStart(due)], engine)
        #expect(job.state == .new && job.phase == .waiting(due: due) && job.scheduledStart == due)
        workshop.pass(.seconds(99), engine)
        #expect(try engine.job(job.key)?.state == .new)
        engine.stop()
        engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(job.key)?.state == .running && engine.job(job.key)?.started == due)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(job.key)?.state == .completed)
    }

    @Test func `A time of day is waited for, and a time that has passed starts the job`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let daily = try submit([.runStartInterval(.seconds(7200)), .localOrUTC(2)], engine)
        let due = try #require(daily.scheduledStart)
        #expect(due.microseconds % 86_400_000_000 == 7_200_000_000 && due > workshop.clock.now && due <= later(86_400))
        #expect(try submit([.scheduledStart(later(-5))], engine).state == .running)
        workshop.pass(due - workshop.clock.now, engine)
        #expect(try engine.job(daily.key)?.state == .running)
    }

    @Test func `A waiting job can be cancelled, suspended, and started by hand`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let jobs = try (0..<3).map { _ in try submit([.scheduledStart(later(100))], engine).key }
        #expect(try engine.request(jobs[0], .terminate) == .done)
        #expect(try engine.request(jobs[1], .suspend) == .done)
        #expect(try engine.request(jobs[2], .start) == .started)
        engine.runDue()
        #expect(try jobs.map { try engine.job($0)?.state } == [.terminated, .suspended, .running])
        workshop.pass(.seconds(100), engine)
        #expect(try jobs.map { try engine.job($0)?.state } == [.terminated, .suspended, .completed])
        _ = try engine.request(jobs[1], .start)
        engine.runDue()
        #expect(try engine.job(jobs[1])?.state == .running)
    }

    @Test func `A waiting job that is given another time runs then, and a started one takes none`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit([.scheduledStart(later(100))], engine).key
        let due = later(10)
        #expect(try engine.update(key, [.schedule(.scheduledStart(due))]).phase == .waiting(due: due))
        workshop.pass(.seconds(10), engine)
        #expect(try engine.job(key)?.state == .running)
        #expect(throws: JobError.self) { try engine.update(key, [.schedule(.scheduledStart(later(9)))]) }
    }

    @Test func `UntilTime ends a running job, one without a place, and one that is suspended`() throws {
        var template = JobTemplate.simulated()
        template.maximumConcurrent = 1
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let running = try submit([.untilTime(later(2))], engine).key
        let starting = try submit([.untilTime(later(1))], engine).key
        let suspended = try submit([.scheduledStart(later(1)), .untilTime(later(2))], engine).key
        _ = try engine.request(suspended, .suspend)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(running)?.state == .running && engine.job(starting)?.state == .terminated)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(running)?.state == .terminated && engine.job(suspended)?.state == .terminated)
    }

    @Test func `A time missed while no engine ran is made up for or skipped`() throws {
        for missedRuns in [MissedRuns.runOnce, .skip] {
            let first = try workshop.engine([.simulated()])
            let once = try submit([.scheduledStart(later(10))], first).key
            let daily = try submit([.runStartInterval(.seconds(7200))], first)
            let due = try #require(daily.scheduledStart)
            first.stop()
            workshop.clock.advance(due - workshop.clock.now + .seconds(60))
            let second = try workshop.engine([.simulated()], missedRuns: missedRuns)
            second.runDue()
            let states = try [once, daily.key].map { try second.job($0)?.state }
            #expect(states == (missedRuns == .runOnce ? [.running, .running] : [.terminated, .new]))
            if missedRuns == .skip {
                #expect(try second.job(daily.key)?.scheduledStart == due + .seconds(86_400))
                #expect(try second.job(once)?.error?.summary == "The job's time was missed")
            }
            second.stop()
        }
    }

    @Test(arguments: [
        JobSetting.Schedule.runMonth(12), .runDay(32), .runDay(0), .runDayOfWeek(8),
        .runStartInterval(.seconds(86_400)),
        .localOrUTC(3), .runTimes(-1), .untilTime(Timestamp(microseconds: 0)),
    ])
    func `A schedule that cannot be is refused`(_ setting: JobSetting.Schedule) throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        #expect(throws: JobError.self) { try submit([setting], engine) }
        #expect(try engine.highWaterMark() == 0)
    }
}
