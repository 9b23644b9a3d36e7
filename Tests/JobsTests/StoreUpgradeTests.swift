import Jobs
import Platform
import SQLite
import Testing

/// Stores of earlier versions. `Stores/N.sql` is one of schema version N; a change of the schema adds its own.
struct StoreUpgradeTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    @Test(arguments: 1...5)
    func `A store of an earlier version is opened with all that it knew`(version: Int) throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let sql = try #require(Workshop.contents(of: "\(folder)/Stores/\(version).sql"))
        do {
            let connection = try Connection(workshop.path + "/jobs.sqlite3")
            try connection.execute(sql)
            #expect(try connection.schemaVersion() == version)
        }
        let export = JobTemplate.simulated(
            "export", steps: [.init(percent: 50, status: "Copying", duration: .seconds(3600))])
        let engine = try workshop.engine([export])
        defer { engine.stop() }
        func job(_ name: String) throws -> Job {
            try #require(try engine.job(JobKey(namespace: "root/virtualization/v2", instanceID: name)))
        }
        let submitted = Timestamp(microseconds: 1_790_000_000_000_000)
        let ended = try job("ended")
        #expect(ended.state == .exception && ended.exitCode == 1 && ended.error?.code == 1 && ended.owner == "chaos")
        #expect(ended.submitted == submitted && ended.ended == submitted + .seconds(2))
        #expect(ended.arguments["Ü"] == ["tab\tand ü"] && ended.attempt == (version < 3 ? 1 : 2))
        let earlier = try engine.attempts(ended.key)
        #expect(earlier.map(\.state) == (version < 3 ? [] : [.completed]))
        let removed = try engine.removed(JobKey(namespace: "root/virtualization/v2", instanceID: "removed"))
        #expect(removed?.error?.description == (version < 4 ? nil : "It was cold."))
        #expect(engine.changes.name == "1789990000000000" || version < 5)
        let suspended = try job("suspended")
        #expect(suspended.state == .suspended && suspended.progress.elapsedBefore == .seconds(7))
        #expect(try job("running").state == .running)
        _ = try engine.request(suspended.key, .start)
        workshop.pass(.seconds(3700), engine)
        #expect(try job("running").state == .completed && job("suspended").state == .completed)
        #expect(try engine.submit(JobSubmission(template: "export", owner: "ann")).rowID == 4)
    }
}
