import Jobs
import Platform
import Testing

/// Everything at once from many threads, for the sanitizers above all (`make tsan`, `make asan`): clients, the engine's
/// threads, the supervisors of real processes, schedules and the removal of what has ended.
struct LoadTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private static let clients = 8
    private static let rounds = 12

    private var templates: [JobTemplate] {
        var program = JobTemplate.process("/bin/sh", ["-c", "echo 'winch: percent 40'; echo {WINCH}; exit {CODE}"])
        program.parameters = [JobParameter(name: "WINCH"), JobParameter(name: "CODE", isRequired: true)]
        var long = JobTemplate.process("/bin/sleep", ["600"])
        long.name = "long"
        var passing = JobTemplate.simulated(
            "passing", steps: [.init(percent: 100, status: "Passing", duration: .milliseconds(1))])
        passing.timeBeforeRemoval = .zero
        return [program, long, passing, .simulated("queued", steps: [.init(percent: 100, duration: .milliseconds(1))])]
    }

    @Test func `Clients that do everything at once find every job right in the end`() throws {
        var limits = JobLimits(runningProcesses: 4, cachedJobs: 16)
        limits.changes = 64
        let engine = try workshop.engine(templates, limits: limits, realTime: true)
        defer { engine.stop() }
        let ended = Lock<[JobKey: JobState?]>([:])
        let failures = Lock<[String]>([])
        let threads = (0..<Self.clients).map { number in
            Thread(name: "client") {
                do {
                    for round in 0..<Self.rounds {
                        let keys = try work(engine, owner: "user\(number % 3)", round: round)
                        ended.withLock { $0.merge(keys) { first, _ in first } }
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == [])
        let expected = ended.withLock { $0 }
        #expect(expected.count == Self.clients * Self.rounds * 3)
        for (key, state) in expected {
            let job = try eventually("\(key) ends") {
                let job = try engine.job(key)
                return job?.phase.isEnded == true ? job : nil
            }
            if let state { #expect(job.state == state, "\(key): \(job.error?.description ?? "")") }
        }
        #expect(engine.load.unfinished == 0)
        try eventually("what passes is removed") { engine.load.jobs == expected.count ? () : nil }
    }

    /// What one client does in a round: the jobs that stay, each with the state that it has to end in, where that is known.
    private func work(_ engine: JobEngine, owner: String, round: Int) throws -> [JobKey: JobState?] {
        var program = JobSubmission(template: "process", owner: owner)
        program.arguments = ["WINCH": ["hello"], "CODE": [round % 3 == 0 ? "3" : "0"]]
        let ran = try engine.submit(program).key
        let killed = try engine.submit(JobSubmission(template: "long", owner: owner)).key
        _ = try engine.submit(JobSubmission(template: "passing", owner: owner))
        var waiting = JobSubmission(template: "queued", owner: owner)
        waiting.settings = [.schedule(.scheduledStart(SystemTime().now + .seconds(3600)))]
        let queued = try engine.submit(waiting).key
        _ = try engine.update(queued, [.priority(round), .schedule(.scheduledStart(SystemTime().now))])
        for change in [RequestedJobState.suspend, .start, .kill] { _ = try? engine.request(killed, change) }
        _ = try? engine.request(queued, .suspend)
        _ = try? engine.request(queued, .start)
        _ = try engine.jobs(
            JobSelection(namespace: "root/winch"), after: 0, through: try engine.highWaterMark(), limit: 20)
        _ = try engine.output(ran, stream: .standardOutput, offset: 0, length: 100)
        _ = try engine.changes.read(after: 0, limit: 100)
        _ = try engine.count(JobSelection(namespace: "root/winch"), through: .max)
        return [ran: round % 3 == 0 ? .exception : .completed, killed: nil, queued: .completed]
    }
}
