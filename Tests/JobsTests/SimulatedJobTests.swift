import Jobs
import Platform
import Testing

struct SimulatedJobTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    @Test func `A submitted job is Running at once and ends when its steps have passed`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let job = try engine.submit(JobSubmission(template: "EXPORT", owner: "ann"))
        #expect(job.state == .running && job.rowID == 1 && job.owner == "ann" && job.status == "Copying")
        #expect(job.key.instanceID == "00000000-0000-0000-0000-000000000001")
        #expect(job.lastStateChange == workshop.clock.now && job.started == workshop.clock.now)
        #expect(job.percentComplete(at: workshop.clock.now) == 0)

        workshop.pass(.seconds(1), engine)
        var seen = try #require(try engine.job(job.key))
        #expect(seen.percentComplete(at: workshop.clock.now) == 25)
        #expect(seen.elapsed(at: workshop.clock.now) == .seconds(1))

        workshop.pass(.milliseconds(1999), engine)
        seen = try #require(try engine.job(job.key))
        #expect(seen.status == "Finishing" && seen.percentComplete(at: workshop.clock.now) == 99)

        workshop.pass(.seconds(60), engine)
        seen = try #require(try engine.job(job.key))
        #expect(seen.state == .completed && seen.percentComplete(at: workshop.clock.now) == 100)
        #expect(seen.error == nil && seen.status == "Job is completed")
        // It ended when it was due, not when that was noticed.
        #expect(seen.elapsed(at: workshop.clock.now) == .seconds(3))
        #expect(seen.ended == job.submitted + .seconds(3))
    }

    @Test func `A job that fails has the code and words of its outcome and never reached 100`() throws {
        let engine = try workshop.engine([.simulated(outcome: .exception(code: 32773, description: "No such disk"))])
        defer { engine.stop() }
        let job = try engine.submit(JobSubmission(template: "export", owner: "ann"))
        workshop.pass(.seconds(3), engine)
        let seen = try #require(try engine.job(job.key))
        #expect(seen.state == .exception && seen.error?.code == 32773 && seen.error?.description == "No such disk")
        #expect(seen.percentComplete(at: workshop.clock.now) == 99)
    }

    @Test func `A suspended job stands still and goes on where it was`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        workshop.pass(.seconds(1), engine)
        #expect(try engine.request(key, .suspend) == .done)
        workshop.pass(.seconds(100), engine)
        var seen = try #require(try engine.job(key))
        #expect(seen.state == .suspended && seen.percentComplete(at: workshop.clock.now) == 25)
        #expect(seen.elapsed(at: workshop.clock.now) == .seconds(1))
        #expect(try engine.request(key, .start) == .done)
        workshop.pass(.milliseconds(1500), engine)
        seen = try #require(try engine.job(key))
        #expect(
            seen.state == .running && seen.status == "Finishing" && seen.percentComplete(at: workshop.clock.now) == 75)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(key)?.state == .completed)
    }

    @Test(arguments: [(RequestedJobState.terminate, JobState.terminated), (.kill, .killed)])
    func `A job ended on request is at its end at once, with an error`(_ request: RequestedJobState, _ state: JobState)
        throws
    {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        workshop.pass(.seconds(1), engine)
        #expect(try engine.request(key, request) == .done)
        let seen = try #require(try engine.job(key))
        #expect(seen.state == state && seen.error != nil && seen.percentComplete(at: workshop.clock.now) == 25)
        let error = #expect(throws: JobError.self) { try engine.request(key, request) }
        #expect(error == .invalidTransition(from: state, request))
    }

    @Test func `Steps may be in other states than Running`() throws {
        let engine = try workshop.engine([
            .simulated(steps: [
                .init(state: .starting, percent: 10, duration: .seconds(1)), .init(percent: 80, duration: .seconds(1)),
                .init(state: .shuttingDown, percent: 90, duration: .seconds(1)),
            ])
        ])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        var states: [JobState?] = []
        for _ in 0..<4 {
            states.append(try engine.job(key)?.state)
            workshop.pass(.seconds(1), engine)
        }
        #expect(states == [.starting, .running, .shuttingDown, .completed])
    }

    @Test func `The effects of a completed job hold for its target, and outlive the engine`() throws {
        var template = JobTemplate.simulated()
        template.parameters = [JobParameter(name: "RequestedState")]
        template.effects = ["EnabledState": "{RequestedState}"]
        let engine = try workshop.engine([template])
        _ = try engine.submit(
            JobSubmission(
                template: "export", owner: "ann", arguments: ["requestedstate": ["2"]],
                target: "Msvm_ComputerSystem.Name=\"VM1\""))
        #expect(try engine.elementState("msvm_computersystem.name=\"vm1\"").isEmpty)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.elementState("msvm_computersystem.name=\"vm1\"") == ["EnabledState": "2"])
        engine.stop()
        let next = try workshop.engine([template])
        defer { next.stop() }
        #expect(try next.elementState("Msvm_ComputerSystem.Name=\"VM1\"") == ["EnabledState": "2"])
    }

    @Test func `After a restart it goes on from the stored times`() throws {
        let engine = try workshop.engine([.simulated()])
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        workshop.pass(.seconds(1), engine)
        engine.stop()
        workshop.clock.advance(.milliseconds(1500))
        let next = try workshop.engine([.simulated()])
        next.runDue()
        var seen = try #require(try next.job(key))
        #expect(
            seen.state == .running && seen.status == "Finishing" && seen.percentComplete(at: workshop.clock.now) == 75)
        next.stop()
        workshop.clock.advance(.seconds(3600))
        let last = try workshop.engine([.simulated()])
        defer { last.stop() }
        last.runDue()
        seen = try #require(try last.job(key))
        #expect(seen.state == .completed && seen.elapsed(at: workshop.clock.now) == .seconds(3))
    }

    @Test func `A simulated job whose template is gone at the restart fails and says so`() throws {
        let engine = try workshop.engine([.simulated()])
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        engine.stop()
        let next = try workshop.engine([])
        defer { next.stop() }
        let seen = try #require(try next.job(key))
        #expect(seen.state == .exception && seen.error?.description.contains("no longer configured") == true)
    }

    @Test func `An ended job stays for TimeBeforeRemoval and is then not found`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        workshop.pass(.seconds(3), engine)
        workshop.pass(.seconds(299), engine)
        #expect(try engine.job(key)?.state == .completed)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(key) == nil)
        #expect(throws: JobError.notFound) { try engine.request(key, .kill) }
    }

    @Test func `Without DeleteOnCompletion an ended job stays until it is removed by hand`() throws {
        var template = JobTemplate.simulated()
        template.deleteOnCompletion = false
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        #expect(throws: JobError.self) { try engine.remove(key) }
        workshop.pass(.seconds(1_000_000), engine)
        #expect(try engine.job(key)?.state == .completed)
        try engine.remove(key)
        #expect(try engine.job(key) == nil)
    }

    @Test func `A job that cannot be cancelled refuses Terminate and Kill but not Suspend`() throws {
        var template = JobTemplate.simulated()
        template.cancellable = false
        let engine = try workshop.engine([template])
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        #expect(throws: JobError.notCancellable) { try engine.request(key, .terminate) }
        #expect(throws: JobError.notCancellable) { try engine.request(key, .kill) }
        #expect(throws: JobError.timeoutNotSupported) { try engine.request(key, .kill, timeout: .seconds(1)) }
        #expect(try engine.request(key, .suspend, timeout: .zero) == .done)
    }

    @Test func `More jobs than a template allows wait as Starting, the most urgent first`() throws {
        var template = JobTemplate.simulated()
        template.maximumConcurrent = 1
        var urgent = JobTemplate.simulated("urgent")
        urgent.priority = -1
        let engine = try workshop.engine([template, urgent])
        defer { engine.stop() }
        let keys = try (0..<3).map { _ in try engine.submit(JobSubmission(template: "export", owner: "ann")).key }
        let free = try engine.submit(JobSubmission(template: "urgent", owner: "ann"))
        engine.runDue()
        #expect(free.state == .running)
        #expect(try keys.map { try engine.job($0)?.state } == [.running, .starting, .starting])
        #expect(try engine.request(keys[1], .terminate) == .done)
        workshop.pass(.seconds(3), engine)
        let states = try keys.map { try engine.job($0)?.state }
        #expect(states == [.completed, .terminated, .running])
        #expect(try engine.job(keys[2])?.started == workshop.clock.now)
    }

    @Test func `Each change is told once, in order, after it is durable`() throws {
        let engine = try workshop.engine([.simulated()])
        let key = try engine.submit(JobSubmission(template: "export", owner: "ann")).key
        workshop.pass(.seconds(3), engine)
        workshop.pass(.seconds(300), engine)
        engine.stop()
        let changes = workshop.seenChanges.filter { ($0.current ?? $0.previous)?.key == key }
        #expect(changes.map { $0.previous?.state } == [nil, .running, .completed])
        #expect(changes.map { $0.current?.state } == [.running, .completed, nil])
    }
}
