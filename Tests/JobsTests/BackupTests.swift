internal import Glibc
import Jobs
import Platform
import SQLite
import Testing

struct BackupTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private var backup: String { workshop.path + "/backup" }
    private var store: String { workshop.path + "/data" }

    private func engine(_ templates: [JobTemplate]) throws -> JobEngine {
        let engine = JobEngine(
            store: try JobStore(directory: DataDirectory(store)), templates: templates, supervisor: Workshop.supervisor)
        try engine.start()
        return engine
    }

    private func submit(_ engine: JobEngine, _ template: String) throws -> JobKey {
        try engine.submit(JobSubmission(template: template, owner: "ann")).key
    }

    private func restore() throws -> StoreCopy {
        let directory = try DataDirectory(store)
        try directory.lock()
        return try JobStore.restore(backup, into: directory)
    }

    @Test func `A backup made while jobs are submitted holds all that were acknowledged before it`() throws {
        let engine = try engine([.simulated()])
        let before = try (0..<20).map { _ in try submit(engine, "export") }
        let writer = Thread(name: "writer") { [self] in for _ in 0..<200 { _ = try? submit(engine, "export") } }
        let copy = try JobStore.backUp(store, to: backup)
        writer.join()
        engine.stop()
        #expect(copy.jobs >= 20 && !workshop.exists("backup-wal"))
        _ = try restore()
        let second = try self.engine([.simulated()])
        defer { second.stop() }
        for key in before { #expect(try second.job(key) != nil) }
    }

    @Test func `A restored store begins no job again, and finds the one that still runs`() throws {
        let touch = JobTemplate.process("/bin/sh", ["-c", "echo >> \(workshop.path)/marks"])
        var sleeper = JobTemplate.process("/bin/sleep", ["600"])
        sleeper.name = "sleeper"
        let first = try engine([touch, sleeper])
        let running = try submit(first, "sleeper")
        try eventually("it runs") { try first.job(running)?.state == .running ? () : nil }
        let ended = try submit(first, "process")
        // As a backup between the commit and the start of a job would have it.
        try eventually("it has ended") { try first.job(ended)?.phase.isEnded == true ? () : nil }
        _ = try JobStore.backUp(store, to: backup)
        try Connection(backup).execute(
            """
            UPDATE jobs SET state = 3, handed_over = 1, started = NULL, ended = NULL, removal = NULL WHERE instance_id = '\(ended.instanceID)';
            PRAGMA journal_mode = DELETE
            """)
        let later = try submit(first, "process")
        try eventually("it has ended") { try first.job(later)?.phase.isEnded == true ? () : nil }
        first.stop()
        let copy = try restore()
        #expect(copy.jobs == 2 && copy.begun == 2)
        #expect(
            try Connection(try #require(copy.former)).statement("SELECT count(*) FROM jobs").first { $0.integer(0) }
                == 3)
        let second = try engine([touch, sleeper])
        defer { second.stop() }
        let lost = try eventually("nobody knows of it") {
            let job = try second.job(ended)
            return job?.phase.isEnded == true ? job : nil
        }
        #expect(lost.state == .exception && lost.attempt == 1)
        #expect(try second.job(running)?.state == .running && second.job(later) == nil)
        let new = try #require(try second.job(submit(second, "process")))
        #expect(new.rowID == 4, "no number is given away twice")
        try eventually("it ends") { try second.job(new.key)?.phase.isEnded == true ? () : nil }
        #expect(workshop.size("marks") == 3)
        _ = try second.request(running, .kill)
        try eventually("it ends") { try second.job(running)?.state == .killed ? () : nil }
    }

    @Test func `A restoration waits for the service to end`() throws {
        let engine = try engine([])
        engine.stop()
        _ = try JobStore.backUp(store, to: backup)
        let directory = try DataDirectory(store)
        try directory.lock()
        #expect(throws: JobError.self) { try restore() }
    }

    @Test func `What is no sound store is not restored, and nothing changes`() throws {
        let engine = try engine([.simulated()])
        for _ in 0..<200 { _ = try submit(engine, "export") }
        engine.stop()
        let before = workshop.size("data/jobs.sqlite3")
        for damage in [0, 1, 2] {
            _ = try JobStore.backUp(store, to: backup)
            switch damage {
            case 0: workshop.write("no database", to: "backup")
            case 1: try Connection(backup).execute("PRAGMA user_version = 1000; PRAGMA journal_mode = DELETE")
            default:
                let file = open(backup, O_WRONLY)
                for page in 3..<10 { pwrite(file, String(repeating: "damage", count: 600), 3600, off_t(page) * 4096) }
                close(file)
            }
            #expect(throws: JobError.self) { try restore() }
        }
        #expect(workshop.size("data/jobs.sqlite3") == before && !workshop.exists("data/jobs.sqlite3.restored"))
        #expect(throws: JobError.self) { try JobStore.backUp(workshop.path + "/nowhere", to: backup) }
    }
}
