import Jobs
import Testing

@Suite struct ElementTests {
    private let workshop: Workshop
    init() throws { workshop = try Workshop() }

    @Test func `Jobs are found by the element they work on and by the one that started them`() throws {
        let engine = try workshop.engine([JobTemplate.simulated(outcome: .completed)])
        let jobs = try (1...4).map { number in
            try engine.submit(
                JobSubmission(
                    template: "export", owner: "ann", target: "A.Key=\"\(number % 2)\"", origin: "S.Key=\"\(number)\""))
        }
        var selection = JobSelection(namespace: jobs[0].key.namespace)
        selection.element = .target("a.KEY=\"1\"")
        let found = try engine.jobs(selection, after: 0, through: .max, limit: 10)
        #expect(found.map(\.rowID) == [jobs[0].rowID, jobs[2].rowID])
        let rest = try engine.jobs(selection, after: jobs[0].rowID, through: .max, limit: 10)
        #expect(rest.map(\.rowID) == [jobs[2].rowID])
        selection.element = .origin("S.Key=\"4\"")
        #expect(try engine.jobs(selection, after: 0, through: .max, limit: 10).map(\.origin) == ["S.Key=\"4\""])
        selection.classNames = ["Another"]
        #expect(try engine.jobs(selection, after: 0, through: .max, limit: 10).isEmpty)
        engine.stop()
        let second = try workshop.engine([JobTemplate.simulated(outcome: .completed)])
        defer { second.stop() }
        #expect(try second.job(jobs[3].key)?.origin == "S.Key=\"4\"")
    }
}
