import Jobs
import Platform
import Testing

/// Places that jobs of several templates share, and what it costs to change one's place in a long queue.
struct PlacesTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func submit(_ template: String, _ engine: JobEngine, _ settings: [JobSetting] = []) throws -> JobKey {
        try engine.submit(JobSubmission(template: template, owner: "ann", settings: settings)).key
    }

    @Test func `The limit of running jobs holds for all kinds together, the most urgent of any kind first`() throws {
        var limits = JobLimits()
        limits.runningJobs = 2
        let engine = try workshop.engine([.simulated("copy"), .simulated("move")], limits: limits)
        defer { engine.stop() }
        let first = [try submit("copy", engine), try submit("move", engine)]
        let later = [
            try submit("copy", engine, [.priority(9)]), try submit("move", engine, [.priority(1)]),
            try submit("copy", engine, [.priority(5)]),
        ]
        func states(_ keys: [JobKey]) throws -> [JobState?] { try keys.map { try engine.job($0)?.state } }
        #expect(try states(first + later) == [.running, .running, .starting, .starting, .starting])
        workshop.pass(.seconds(3), engine)
        #expect(try states(first + later) == [.completed, .completed, .starting, .running, .running])
        _ = try engine.request(later[1], .kill)
        workshop.pass(.zero, engine)
        #expect(try states(later) == [.running, .killed, .running])
    }

    @Test func `A restart keeps to the limit of running jobs`() throws {
        var limits = JobLimits()
        limits.runningJobs = 1
        let first = try workshop.engine([.simulated()], limits: limits)
        let running = try submit("export", first)
        let waiting = try submit("export", first)
        first.stop()
        let second = try workshop.engine([.simulated()], limits: limits)
        defer { second.stop() }
        workshop.pass(.zero, second)
        #expect(try second.job(running)?.state == .running && second.job(waiting)?.state == .starting)
        workshop.pass(.seconds(3), second)
        #expect(try second.job(waiting)?.state == .running)
    }

    @Test func `Jobs that wait are given other times and priorities again and again, and each runs at its last`() throws
    {
        var one = JobTemplate.simulated("one")
        one.maximumConcurrent = 1
        let engine = try workshop.engine([one, .simulated()])
        defer { engine.stop() }
        let start = workshop.clock.now
        let blocker = try submit("one", engine)
        let queued = try (0..<60).map { try submit("one", engine, [.priority($0)]) }
        let due = try (0..<60).map { number in
            try submit("export", engine, [.schedule(.scheduledStart(start + .seconds(7000 + number)))])
        }
        for round in 1...8 {
            for (number, key) in queued.enumerated() { _ = try engine.update(key, [.priority((number + round) % 60)]) }
            for (number, key) in due.enumerated() {
                let time = start + .seconds(1000 * round + (number * 7) % 60)
                _ = try engine.update(key, [.schedule(.scheduledStart(time))])
            }
        }
        _ = try engine.request(blocker, .kill)
        for _ in queued { workshop.pass(.seconds(3), engine) }
        let order = try queued.indices.sorted {
            let (left, right) = (try engine.job(queued[$0])?.started, try engine.job(queued[$1])?.started)
            return try #require(left) < #require(right)
        }
        #expect(order == queued.indices.sorted { ($0 + 8) % 60 < ($1 + 8) % 60 })
        #expect(try due.allSatisfy { try engine.job($0)?.state == .new })
        workshop.clock.advance(start + .seconds(8000 + 30) - workshop.clock.now)
        engine.runDue()
        for (number, key) in due.enumerated() {
            #expect(try engine.job(key)?.state == ((number * 7) % 60 <= 30 ? .running : .new))
        }
    }
}
