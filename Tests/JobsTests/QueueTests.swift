import Jobs
import Platform
import Testing

struct QueueTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private var one: JobTemplate {
        var template = JobTemplate.simulated()
        template.maximumConcurrent = 1
        return template
    }

    private func submit(_ engine: JobEngine, _ owner: String, priority: Int = 5, staysNew: Bool = false) throws
        -> JobKey
    {
        var submission = JobSubmission(template: "export", owner: owner, settings: [.priority(priority)])
        submission.staysNew = staysNew
        return try engine.submit(submission).key
    }

    /// The jobs in the order in which they ran.
    private func order(_ keys: [JobKey], _ engine: JobEngine) throws -> [Int] {
        for _ in keys { workshop.pass(.seconds(3), engine) }
        let started = try keys.map { try #require(try engine.job($0)?.started) }
        return keys.indices.sorted { started[$0] < started[$1] }
    }

    @Test func `The most urgent runs first, and among equals who came first`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        let keys = try [5, 9, 1, 5, 1].map { try submit(engine, "ann", priority: $0) }
        // The first had its place before the others came.
        #expect(try order(keys, engine) == [0, 2, 4, 3, 1])
    }

    @Test func `Of equally urgent jobs the owners take turns, so that a flood keeps nobody waiting`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        let keys = try ["ann", "ann", "ann", "ann", "bob", "bob"].map { try submit(engine, $0) }
        #expect(try order(keys, engine) == [0, 1, 4, 2, 5, 3])
    }

    @Test func `Nobody waits for ever: after ten minutes the oldest gets every second place`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        _ = try submit(engine, "ann", priority: 0)
        let patient = try submit(engine, "bob", priority: 9)
        // Each run lasts three seconds, and there is always someone more urgent.
        var waited = 0
        while try engine.job(patient)?.state != .running {
            _ = try submit(engine, "ann", priority: 0)
            workshop.pass(.seconds(3), engine)
            waited += 3
            try #require(waited < 700)
        }
        #expect(waited > 600)
    }

    @Test func `A job that was made by Create is New while it waits, what a method started is Starting`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        let keys = try [false, true, false].map { try submit(engine, "ann", staysNew: $0) }
        engine.runDue()
        #expect(try keys.map { try engine.job($0)?.state } == [.running, .new, .starting])
        workshop.pass(.seconds(3), engine)
        #expect(try keys.map { try engine.job($0)?.state } == [.completed, .running, .starting])
    }

    @Test func `Whoever waits can be cancelled and suspended, New or Starting, and is there after a restart`() throws {
        var engine = try workshop.engine([one])
        let first = try submit(engine, "ann")
        let new = try (0..<3).map { _ in try submit(engine, "ann", staysNew: true) }
        let starting = try (0..<3).map { _ in try submit(engine, "ann") }
        for keys in [new, starting] {
            #expect(try engine.request(keys[0], .terminate) == .done)
            #expect(try engine.request(keys[1], .suspend) == .done)
        }
        engine.stop()
        engine = try workshop.engine([one])
        defer { engine.stop() }
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(first)?.state == .completed)
        #expect(try new.map { try engine.job($0)?.state } == [.terminated, .suspended, .running])
        workshop.pass(.seconds(3), engine)
        #expect(try starting.map { try engine.job($0)?.state } == [.terminated, .suspended, .running])
        _ = try engine.request(new[1], .start)
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(new[1])?.state == .running)
    }

    @Test func `A scheduled job whose time has come is New until it has a place`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        let first = try submit(engine, "ann")
        let scheduled = try engine.submit(
            JobSubmission(
                template: "export", owner: "ann",
                settings: [.schedule(.scheduledStart(workshop.clock.now + .seconds(1)))])
        ).key
        workshop.pass(.seconds(2), engine)
        #expect(try engine.job(first)?.state == .running && engine.job(scheduled)?.state == .new)
        workshop.pass(.seconds(1), engine)
        #expect(try engine.job(scheduled)?.state == .running)
    }

    @Test func `A time that came while the engine ran is not missed, though the job had no place before it ended`()
        throws
    {
        let first = try workshop.engine([one], missedRuns: .skip)
        let running = try submit(first, "ann")
        let scheduled = try first.submit(
            JobSubmission(
                template: "export", owner: "ann",
                settings: [.schedule(.scheduledStart(workshop.clock.now + .seconds(1)))])
        ).key
        workshop.pass(.seconds(2), first)
        #expect(try first.job(scheduled)?.state == .new)
        first.stop()
        workshop.clock.advance(.seconds(60))
        let second = try workshop.engine([one], missedRuns: .skip)
        defer { second.stop() }
        second.runDue()
        #expect(try second.job(running)?.state == .completed)
        #expect(try second.job(scheduled)?.state == .running)
    }

    @Test func `Jobs that are cancelled while they wait leave nothing in the queue`() throws {
        let engine = try workshop.engine([one])
        defer { engine.stop() }
        _ = try submit(engine, "ann")
        for _ in 0..<300 { _ = try engine.request(try submit(engine, "ann"), .terminate) }
        let last = try submit(engine, "bob")
        workshop.pass(.seconds(3), engine)
        #expect(try engine.job(last)?.state == .running)
    }
}
