import Jobs
import Platform
import Testing

/// CIM_Job.RecoveryAction: what follows from a run that fails.
struct RecoveryActionTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func failing(_ action: Int, _ change: (inout JobTemplate) -> Void = { _ in }) -> JobTemplate {
        var template = JobTemplate.simulated(outcome: .exception(code: 5, description: "No disk"))
        template.recoveryAction = action
        change(&template)
        return template
    }

    private func submit(_ engine: JobEngine, _ template: String = "export") throws -> JobKey {
        try engine.submit(JobSubmission(template: template, owner: "ann")).key
    }

    @Test(arguments: [0, 1, 2, 3])
    func `No action but 4 starts another attempt`(_ action: Int) throws {
        let engine = try workshop.engine([failing(action)])
        defer { engine.stop() }
        let key = try submit(engine)
        workshop.pass(.seconds(3), engine)
        workshop.pass(.seconds(200), engine)
        let job = try #require(try engine.job(key))
        #expect(job.state == .exception && job.attempt == 1 && job.error?.code == 5)
    }

    @Test func `A run is tried again after pauses that double, and fails when all attempts have`() throws {
        let template = failing(4) {
            $0.recovery = JobRecovery(reruns: 3, backOff: .seconds(10), longestBackOff: .seconds(25))
        }
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let key = try submit(engine)
        for (attempt, pause) in [(1, 10), (2, 20), (3, 25)] {
            workshop.pass(.seconds(3), engine)
            let waiting = try #require(try engine.job(key))
            // Nobody who polls takes it for ended, or for good.
            #expect(waiting.state == .starting && waiting.attempt == attempt && waiting.error == nil)
            #expect(waiting.status.hasPrefix("Attempt \(attempt) of 4 failed (No disk); the next is due in \(pause) s"))
            #expect(waiting.percentComplete(at: workshop.clock.now) == 99)
            workshop.pass(.seconds(pause - 1), engine)
            #expect(try engine.job(key)?.state == .starting)
            workshop.pass(.seconds(1), engine)
            #expect(try engine.job(key)?.state == .running)
        }
        workshop.pass(.seconds(3), engine)
        let job = try #require(try engine.job(key))
        #expect(job.state == .exception && job.attempt == 4 && job.runs == 1 && job.error?.code == 5)
        #expect(try engine.attempts(key).map(\.error?.code) == [5, 5, 5])
    }

    @Test func `A pause goes on over a restart, and frees the place meanwhile`() throws {
        var template = failing(4) { $0.recovery = JobRecovery(reruns: 1, backOff: .seconds(60)) }
        template.maximumConcurrent = 1
        let first = try workshop.engine([template])
        let key = try submit(first)
        let other = try submit(first)
        workshop.pass(.seconds(3), first)
        #expect(try first.job(key)?.state == .starting && first.job(other)?.state == .running)
        first.stop()
        workshop.clock.advance(.seconds(30))
        let second = try workshop.engine([template])
        defer { second.stop() }
        second.runDue()
        #expect(try second.job(key)?.state == .starting)
        workshop.pass(.seconds(30), second)
        #expect(try second.job(key)?.state == .running && second.job(key)?.attempt == 2)
    }

    @Test func `Between two attempts a job can be suspended, started by hand, and terminated`() throws {
        let engine = try workshop.engine([failing(4) { $0.recovery = JobRecovery(reruns: 1, backOff: .seconds(60)) }])
        defer { engine.stop() }
        let (key, other) = (try submit(engine), try submit(engine))
        workshop.pass(.seconds(3), engine)
        #expect(try engine.request(key, .suspend) == .done)
        workshop.pass(.seconds(100), engine)
        #expect(try engine.job(key)?.state == .suspended)
        _ = try engine.request(key, .start)
        engine.runDue()
        #expect(try engine.job(key)?.state == .running)
        let third = try submit(engine)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.request(third, .terminate) == .done)
        workshop.pass(.seconds(100), engine)
        #expect(try engine.job(third)?.state == .terminated && engine.job(third)?.attempt == 1)
        #expect(try engine.job(other)?.attempt == 2)
    }

    @Test func `What a client has ended is not tried again`() throws {
        let engine = try workshop.engine([failing(4)])
        defer { engine.stop() }
        let key = try submit(engine)
        _ = try engine.request(key, .kill)
        workshop.pass(.seconds(100), engine)
        #expect(try engine.job(key)?.state == .killed && engine.job(key)?.attempt == 1)
    }

    @Test func `The recovery job is there with the failure, and knows for which job it is`() throws {
        var mending = JobTemplate.simulated("mend")
        mending.parameters = [JobParameter(name: "FailedJob"), JobParameter(name: "Disk")]
        mending.caption = "Mending {Disk} of {FailedJob}"
        let broken = failing(5) {
            $0.recovery.template = "Mend"
            $0.parameters = [JobParameter(name: "disk")]
        }
        let engine = try workshop.engine([broken, mending])
        defer { engine.stop() }
        let key = try engine.submit(
            JobSubmission(template: "export", owner: "ann", arguments: ["Disk": ["one"]], target: "VM")
        ).key
        let mark = try engine.highWaterMark()
        workshop.pass(.seconds(3), engine)
        let jobs = try engine.jobs(
            JobSelection(namespace: key.namespace), after: mark, through: .max, limit: 10)
        let recovery = try #require(jobs.first)
        #expect(try engine.job(key)?.state == .exception && jobs.count == 1)
        #expect(recovery.caption == "Mending one of \(key.instanceID)" && recovery.target == "VM")
        #expect(recovery.owner == "ann" && recovery.state == .running)
    }

    @Test func `Recovery jobs that lead back to each other are refused, and one that is not there`() throws {
        let first = failing(5) { $0.recovery.template = "second" }
        let second = failing(5) {
            $0.name = "second"
            $0.recovery.template = "export"
        }
        #expect(throws: JobError.self) { try workshop.engine([first, second]) }
        #expect(throws: JobError.self) { try workshop.engine([first]) }
        #expect(throws: JobError.self) { try failing(5).validate() }
    }
}
