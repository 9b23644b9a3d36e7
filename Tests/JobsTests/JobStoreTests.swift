internal import Glibc
import Jobs
import Platform
import SQLite
import Testing

struct JobStoreTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private var submission: JobSubmission { JobSubmission(template: "export", owner: "ann") }

    @Test func `Everything about a job comes back after a restart as it was`() throws {
        var template = JobTemplate.simulated(outcome: .exception(code: 7, description: "tab\there"))
        template.jobType = 93
        template.caption = "Export of {System.Name}"
        template.description = "for {Owner}, {{literally}"
        template.parameters = [
            JobParameter(name: "System.Name"), JobParameter(name: "Disks", defaultValues: ["a", "b\\c\nd\te", ""]),
        ]
        template.properties = [
            "ExportedDisks": ["{Disks}"], "Empty": [], "Blank": [""], "Path": ["x/{SYSTEM.name}/{Disks}"],
        ]
        template.deleteOnCompletion = false
        let engine = try workshop.engine([template])
        let keys = try (0..<3).map { number in
            var submission = submission
            submission.arguments = ["system.name": ["n\(number)"]]
            submission.target = number == 0 ? nil : "Path.Key=\"\(number)\""
            return try engine.submit(submission).key
        }
        workshop.pass(.seconds(1), engine)
        _ = try engine.request(keys[1], .suspend)
        _ = try engine.request(keys[2], .kill)
        workshop.pass(.seconds(10), engine)
        let before = try keys.map { try engine.job($0) }
        engine.stop()
        let second = try workshop.engine([template])
        defer { second.stop() }
        #expect(try keys.map { try second.job($0) } == before)
        let first = try #require(before[0])
        #expect(first.caption == "Export of n0" && first.description == "for ann, {literally}" && first.jobType == 93)
        #expect(first.properties["ExportedDisks"] == ["a", "b\\c\nd\te", ""] && first.properties["Empty"] == [])
        #expect(first.properties["Blank"] == [""] && first.properties["Path"] == ["x/n0/a,b\\c\nd\te,"])
    }

    @Test func `Names are compared without regard to case, in memory and in the file`() throws {
        let engine = try workshop.engine([.simulated()], limits: JobLimits(cachedJobs: 1))
        defer { engine.stop() }
        var submission = submission
        submission.instanceID = "Machine-ä-1"
        let job = try engine.submit(submission)
        let folded = JobKey(namespace: "ROOT/Virtualization/V2", instanceID: "machine-ä-1")
        #expect(folded == job.key && folded.hashValue == job.key.hashValue)
        #expect(try engine.job(folded)?.rowID == job.rowID)
        // The only place in memory goes to another.
        _ = try engine.submit(self.submission)
        #expect(try engine.job(folded)?.rowID == job.rowID)
        #expect(try engine.job(JobKey(namespace: "root/msps", instanceID: "Machine-ä-1")) == nil)
    }

    @Test func `A name in use is busy until its job has ended, and then given anew`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        var submission = submission
        submission.instanceID = "M1"
        let first = try engine.submit(submission)
        #expect {
            try engine.submit(submission)
        } throws: { error in
            if case .busy = error as? JobError { true } else { false }
        }
        workshop.pass(.seconds(3), engine)
        let second = try engine.submit(submission)
        #expect(second.rowID > first.rowID)
        #expect(try engine.job(first.key)?.rowID == second.rowID && engine.job(first.key)?.state == .running)
    }

    @Test func `Listings go by rowID, page by page, classes merged and namespaces apart`() throws {
        var other = JobTemplate.simulated("other")
        other.className = "Msvm_StorageJob"
        var elsewhere = JobTemplate.simulated("elsewhere")
        elsewhere.namespace = "root/msps"
        let engine = try workshop.engine([.simulated(), other, elsewhere])
        defer { engine.stop() }
        var rows: [String: [Int64]] = [:]
        for number in 0..<30 {
            let template = ["export", "other", "elsewhere"][number % 3]
            rows[template, default: []].append(
                try engine.submit(JobSubmission(template: template, owner: "ann")).rowID)
        }
        let mark = try engine.highWaterMark()
        #expect(mark == 30)
        _ = try engine.submit(submission)
        func walk(_ selection: JobSelection, _ limit: Int) throws -> [Int64] {
            var seen: [Int64] = []
            while true {
                let page = try engine.jobs(selection, after: seen.last ?? 0, through: mark, limit: limit)
                if page.isEmpty { return seen }
                #expect(page.count <= limit)
                seen += page.map(\.rowID)
            }
        }
        let space = "ROOT/virtualization/V2"
        let both = (try #require(rows["export"]) + #require(rows["other"])).sorted()
        #expect(try walk(JobSelection(namespace: space), 7) == both)
        #expect(try walk(JobSelection(namespace: space, classNames: ["msvm_storagejob"]), 4) == rows["other"])
        #expect(
            try walk(JobSelection(namespace: space, classNames: ["Msvm_StorageJob", "Msvm_ConcreteJob", "X"]), 3)
                == both)
        #expect(try walk(JobSelection(namespace: "root/MSPS"), 100) == rows["elsewhere"])
        #expect(try walk(JobSelection(namespace: space, classNames: []), 3) == [])
        #expect(try engine.count(JobSelection(namespace: space, classNames: ["Msvm_StorageJob"]), through: mark) == 10)
        #expect(try engine.jobs(JobSelection(namespace: space), after: 0, through: mark, limit: -1).isEmpty)
    }

    @Test func `Listings by state and by name agree with the jobs`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let jobs = try (0..<6).map { _ in try engine.submit(submission) }
        for job in jobs[..<2] { _ = try engine.request(job.key, .kill) }
        let space = "root/virtualization/v2"
        func rows(_ selection: JobSelection) throws -> [Int64] {
            try engine.jobs(selection, after: 0, through: 100, limit: 100).map(\.rowID)
        }
        #expect(try rows(JobSelection(namespace: space, state: .killed)) == [1, 2])
        #expect(
            try rows(JobSelection(namespace: space, classNames: ["Msvm_ConcreteJob", "Other"], state: .running)) == [
                3, 4, 5, 6,
            ])
        #expect(try rows(JobSelection(namespace: space, classNames: ["Other"], state: .running)) == [])
        let name = jobs[3].key.instanceID
        #expect(try rows(JobSelection(namespace: space, state: .running, instanceID: name)) == [4])
        #expect(try rows(JobSelection(namespace: space, state: .killed, instanceID: name)) == [])
        #expect(try rows(JobSelection(namespace: space, classNames: ["Other"], instanceID: name)) == [])
        #expect(try engine.count(JobSelection(namespace: space, state: .killed), through: 100) == 2)
    }

    @Test func `Limits count unfinished and stored jobs, of one owner and of all, also after a restart`() throws {
        func limit(_ engine: JobEngine, _ owner: String) -> Bool {
            do {
                _ = try engine.submit(JobSubmission(template: "export", owner: owner))
                return false
            } catch JobError.limit { return true } catch { return false }
        }
        let limits = JobLimits(jobs: 6, jobsPerOwner: 4, unfinishedJobs: 4, unfinishedJobsPerOwner: 3)
        let engine = try workshop.engine([.simulated()], limits: limits)
        #expect((0..<4).map { _ in limit(engine, "ann") } == [false, false, false, true])
        #expect([limit(engine, "bob"), limit(engine, "bob")] == [false, true])
        engine.stop()
        let second = try workshop.engine([.simulated()], limits: limits)
        defer { second.stop() }
        #expect(limit(second, "ANN") && limit(second, "bob"))
        workshop.pass(.seconds(3), second)
        #expect([limit(second, "ann"), limit(second, "Ann")] == [false, true])
        #expect([limit(second, "bob"), limit(second, "carl")] == [false, true])
        workshop.pass(.seconds(300), second)
        #expect(!limit(second, "carl"))
    }

    @Test func `A refused submission leaves nothing behind`() throws {
        var template = JobTemplate.simulated()
        template.parameters = [JobParameter(name: "Name", isRequired: true)]
        let engine = try workshop.engine([template], limits: JobLimits(argumentBytes: 50, argumentCount: 2))
        defer { engine.stop() }
        func error(_ arguments: [String: [String]], _ name: String = "export") -> JobError? {
            do throws(JobError) {
                _ = try engine.submit(JobSubmission(template: name, owner: "ann", arguments: arguments))
                return nil
            } catch { return error }
        }
        #expect(error([:], "unknown") == .unknownTemplate("unknown"))
        #expect(error([:]) == .invalidArgument("The template export needs the parameter Name."))
        #expect(
            error(["Nam": ["x"]]) == .invalidArgument("The template export has no parameter \"Nam\"; it has: Name."))
        #expect(error(["Name": ["a\u{0}b"]])?.description.contains("NUL") == true)
        #expect(error(["Name": [String(repeating: "x", count: 60)]])?.description.contains("50 are allowed") == true)
        #expect(try engine.highWaterMark() == 0)
        #expect(error(["NAME": ["x"]]) == nil)
    }

    @Test func `A damaged store is reported with the way to recover and left as it is`() throws {
        let damaged = String(repeating: "damage", count: 2000)
        workshop.write(damaged, to: "jobs.sqlite3")
        let error = #expect(throws: JobError.self) { try JobStore(directory: DataDirectory(workshop.path)) }
        #expect(error?.description.contains("restore a backup") == true)
        #expect(workshop.read("jobs.sqlite3") == damaged)
    }

    @Test func `A store of a newer version is refused`() throws {
        try Connection(workshop.path + "/jobs.sqlite3").execute("PRAGMA user_version = 1000")
        let error = #expect(throws: JobError.self) { try JobStore(directory: DataDirectory(workshop.path)) }
        #expect(error?.description.contains("schema version 1000") == true)
    }

    @Test func `A store that cannot be written refuses the job and works again when it can`() throws {
        let engine = try workshop.engine([.simulated()])
        defer { engine.stop() }
        let first = try engine.submit(submission)
        // Another writer holds the file longer than the store waits: the same as any failure to begin.
        let other = try Connection(workshop.path + "/jobs.sqlite3")
        try other.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: JobError.self) { try engine.submit(submission) }
        #expect(error?.description.contains("Another program holds the job store") == true)
        try other.execute("ROLLBACK")
        let second = try engine.submit(submission)
        #expect(second.rowID == first.rowID + 1)
    }

    @Test func `A data directory has one service at a time, and the other is named`() throws {
        let first = try DataDirectory(workshop.path)
        try first.lock()
        let error = #expect(throws: JobError.self) { try DataDirectory(workshop.path).lock() }
        #expect(error?.description.contains("in use by process \(getpid())") == true)
    }

    @Test func `A data directory is made where there is none, and known by its absolute path`() throws {
        #expect(try DataDirectory(workshop.path + "/./sub").path == workshop.path + "/sub")
        #expect(try DataDirectory(".").path.hasPrefix("/"))
    }

    @Test func `A data directory that is a file is refused`() throws {
        workshop.write("x", to: "file")
        #expect(throws: JobError.self) { try DataDirectory(workshop.path + "/file") }
    }

    @Test func `A submission that is refused after it has written leaves nothing, and nothing of others with it`()
        throws
    {
        // The job that gives way to a new one of its name is removed before the limit is looked at.
        let limits = JobLimits(unfinishedJobsPerOwner: 1)
        let engine = try workshop.engine([.simulated()], limits: limits)
        defer { engine.stop() }
        var named = JobSubmission(template: "export", owner: "ann", instanceID: "x")
        let first = try engine.submit(named).key
        _ = try engine.request(first, .kill)
        _ = try engine.submit(JobSubmission(template: "export", owner: "ann"))
        named.owner = "ann"
        let failures = Lock(0)
        let threads = (0..<8).map { number in
            Thread(name: "client") { [named] in
                for _ in 0..<40 {
                    if number % 2 == 0 {
                        let submission = JobSubmission(template: "export", owner: "user\(number)")
                        guard let job = try? engine.submit(submission), (try? engine.request(job.key, .kill)) == .done
                        else {
                            failures.withLock { $0 += 1 }
                            continue
                        }
                    } else if (try? engine.submit(named)) != nil {
                        failures.withLock { $0 += 1 }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == 0)
        #expect(try engine.job(first)?.state == .killed)
        #expect(engine.load.jobs == 162 && engine.load.unfinished == 1)
        #expect(try engine.count(JobSelection(namespace: "root/virtualization/v2"), through: .max) == 162)
    }

    @Test func `Many threads submit and read at once, and each finds its own`() throws {
        let engine = try workshop.engine([.simulated()], limits: JobLimits(cachedJobs: 16))
        defer { engine.stop() }
        let failures = Lock(0)
        let threads = (0..<16).map { number in
            Thread(name: "client") {
                for _ in 0..<50 {
                    let job = try? engine.submit(JobSubmission(template: "export", owner: "user\(number)"))
                    let read = job.flatMap { try? engine.job($0.key) }
                    if job == nil || read != job { failures.withLock { $0 += 1 } }
                    if let job { _ = try? engine.request(job.key, .kill) }
                    if job.flatMap({ try? engine.job($0.key) })?.state != .killed { failures.withLock { $0 += 1 } }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == 0)
        #expect(try engine.highWaterMark() == 800)
        #expect(
            try engine.count(JobSelection(namespace: "root/virtualization/v2", state: .killed), through: 800) == 800)
    }
}
