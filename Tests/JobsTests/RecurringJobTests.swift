import Jobs
import Platform
import Testing

struct RecurringJobTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func submit(_ settings: [JobSetting.Schedule], _ engine: JobEngine, _ template: String = "export") throws
        -> Job
    {
        try engine.submit(
            JobSubmission(template: template, owner: "ann", settings: settings.map { JobSetting.schedule($0) }))
    }

    private func later(_ seconds: Int) -> Timestamp { workshop.clock.now + .seconds(seconds) }

    private static let day = Duration.seconds(86_400)

    @Test func `A daily job is New between its runs, shows the next, and is completed when they are used up`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let job = try submit([.runStartInterval(.seconds(7200)), .runTimes(2)], engine)
        let first = try #require(job.scheduledStart)
        workshop.pass(first - workshop.clock.now, engine)
        #expect(try engine.job(job.key)?.state == .running)
        workshop.pass(.seconds(3), engine)
        var seen = try #require(try engine.job(job.key))
        #expect(seen.phase == .waiting(due: first + Self.day) && seen.scheduledStart == first + Self.day)
        #expect(seen.runs == 1 && seen.started == first && seen.elapsed(at: workshop.clock.now) == .seconds(3))
        // Not over: a client that sees 100 takes it for done.
        #expect(seen.percentComplete(at: workshop.clock.now) == 99 && seen.error == nil)
        workshop.pass(first + Self.day - workshop.clock.now, engine)
        workshop.pass(.seconds(1), engine)
        seen = try #require(try engine.job(job.key))
        #expect(seen.state == .running && seen.started == first + Self.day)
        #expect(seen.elapsed(at: workshop.clock.now) == .seconds(1))
        workshop.pass(.seconds(2), engine)
        seen = try #require(try engine.job(job.key))
        #expect(seen.state == .completed && seen.percentComplete(at: workshop.clock.now) == 100 && seen.runs == 2)
        workshop.pass(.seconds(300), engine)
        #expect(try engine.job(job.key) == nil)
    }

    @Test func `Without a time of its own each run follows the last, as often as JobRunTimes says`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit([.runTimes(3)], engine).key
        for run in 1...3 {
            #expect(try engine.job(key)?.state == .running && engine.job(key)?.runs == run - 1)
            workshop.pass(.seconds(3), engine)
        }
        #expect(try engine.job(key)?.state == .completed)
    }

    @Test func `Runs without limit end at UntilTime or by hand, at most one a second`() throws {
        let engine = try workshop.engine([.simulated(steps: [.init(percent: 0, duration: .milliseconds(100))])])
        defer { engine.stop() }
        let until = try submit([.runTimes(0), .untilTime(later(5))], engine).key
        let byHand = try submit([.runTimes(0)], engine).key
        for _ in 0..<60 { workshop.pass(.milliseconds(100), engine) }
        let ended = try #require(try engine.job(until))
        #expect(ended.state == .completed && ended.runs == 5)
        #expect(try engine.job(byHand)?.runs == 6)
        _ = try engine.request(byHand, .terminate)
        let terminated = try #require(try engine.job(byHand))
        #expect(terminated.state == .terminated)
        workshop.pass(.seconds(5), engine)
        #expect(try engine.job(byHand) == terminated)
    }

    @Test func `A failed run ends the job, unless RecoveryAction says to go on with the next`() throws {
        let failing = JobTemplate.simulated(outcome: .exception(code: 5, description: "No"))
        var stubborn = JobTemplate.simulated("stubborn", outcome: .exception(code: 5, description: "No"))
        stubborn.recoveryAction = 3
        let engine = try workshop.engine([failing, stubborn])
        defer { engine.stop() }
        let once = try submit([.runTimes(3)], engine).key
        let again = try submit([.runTimes(2), .runStartInterval(.zero)], engine, "stubborn")
        let due = try #require(again.scheduledStart)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(once)?.state == .exception && engine.job(once)?.runs == 1)
        workshop.pass(due - workshop.clock.now, engine)
        workshop.pass(.seconds(3), engine)
        // What is told of the error is told of the last run.
        #expect(try engine.job(again.key)?.state == .new && engine.job(again.key)?.error?.code == 5)
        workshop.pass(Self.day + .seconds(-3), engine)
        #expect(try engine.job(again.key)?.state == .running && engine.job(again.key)?.error == nil)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(again.key)?.state == .exception)
    }

    @Test func `The runs go on after a restart, and one that was missed is made up for once or skipped`() throws {
        for missedRuns in [MissedRuns.runOnce, .skip] {
            let first = try workshop.engine([.simulated()])
            let job = try submit([.runStartInterval(.zero), .runTimes(0)], first)
            let due = try #require(job.scheduledStart)
            workshop.pass(due - workshop.clock.now, first)
            workshop.pass(.seconds(3), first)
            first.stop()
            workshop.clock.advance(Self.day + Self.day + .seconds(3600))
            let second = try workshop.engine([.simulated()], missedRuns: missedRuns)
            defer { second.stop() }
            second.runDue()
            let seen = try #require(try second.job(job.key))
            #expect(seen.state == (missedRuns == .runOnce ? .running : .new) && seen.runs == 1)
            workshop.pass(.seconds(3), second)
            let next = due + Self.day + Self.day + Self.day
            #expect(try second.job(job.key)?.phase == .waiting(due: next))
        }
    }

    @Test func `What a recurring job does next can be changed while it runs`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try submit([.runTimes(0)], engine).key
        #expect(try engine.update(key, [.schedule(.runTimes(1))]).state == .running)
        #expect(throws: JobError.self) { try engine.update(key, [.schedule(.runTimes(2))]) }
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(key)?.state == .completed)
    }

    @Test func `Times that pass while a run goes on are not made up for`() throws {
        let slow = JobTemplate.simulated(steps: [.init(percent: 0, duration: Self.day + .seconds(60))])
        let engine = try workshop.engine([slow])
        defer { engine.stop() }
        let job = try submit([.runStartInterval(.zero), .runTimes(0)], engine)
        let due = try #require(job.scheduledStart)
        workshop.pass(due - workshop.clock.now, engine)
        workshop.pass(Self.day + .seconds(60), engine)
        #expect(try engine.job(job.key)?.phase == .waiting(due: due + Self.day + Self.day))
    }
}
