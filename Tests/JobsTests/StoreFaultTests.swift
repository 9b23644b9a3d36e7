import CFaultyDisk
import Jobs
import Platform
import Testing

/// What becomes of jobs when the disk below the store fails, at each place where it can.
struct StoreFaultTests {
    enum Failure: Int32, CaseIterable {
        case full = 1
        case cannotWrite, cannotSync, readOnly, torn
    }

    /// Adds a line to its mark each time it runs.
    private let template = JobTemplate.process(
        "/bin/sh", ["-c", "echo >> \"$0\"", "{Mark}"], parameters: [JobParameter(name: "Mark")])

    /// - Parameter processes: at a time; with one, most jobs wait for their place while the disk fails.
    private func start(_ workshop: Workshop, processes: Int = 256) throws -> JobEngine {
        try workshop.engine([template], limits: JobLimits(runningProcesses: processes), realTime: true)
    }

    private struct Tally {
        var acknowledged: [JobKey] = []
        var refused: [String] = []
        var errors: [JobError] = []
    }

    private func submit(_ numbers: Range<Int>, _ engine: JobEngine, _ workshop: Workshop, _ tally: inout Tally) {
        for number in numbers {
            var submission = JobSubmission(template: "process", owner: "ann")
            submission.instanceID = "job-\(number)"
            submission.arguments = ["Mark": ["\(workshop.path)/mark-\(number)"]]
            do throws(JobError) { tally.acknowledged.append(try engine.submit(submission).key) } catch {
                tally.refused.append("\(number)")
                tally.errors.append(error)
            }
        }
    }

    /// Each of them ends well, and has run once.
    private func requireEnds(_ keys: [JobKey], _ engine: JobEngine, _ workshop: Workshop) throws {
        for key in keys {
            let job = try eventually("the job \(key) ends") {
                let job = try engine.job(key)
                return job?.phase.isEnded == true ? job : nil
            }
            #expect(job.state == .completed && job.error == nil)
            #expect(workshop.size("mark-\(key.instanceID.dropFirst(4))") == 1)
        }
    }

    @Test(arguments: Failure.allCases, [1, 256])
    func `What was acknowledged is there and has run, what was refused never starts`(
        failure: Failure, processes: Int
    ) throws {
        faulty_disk_install()
        var failures = 0
        for good in [0, 1, 2, 3, 5, 8, 12, 17, 23] {
            let workshop = try Workshop()
            var tally = Tally()
            // The first start makes the store; afterwards it is there to be lost.
            let first = try start(workshop, processes: processes)
            submit(0..<2, first, workshop, &tally)
            faulty_disk_break(workshop.path, failure.rawValue, good)
            submit(2..<8, first, workshop, &tally)
            failures += faulty_disk_failures(workshop.path)
            faulty_disk_mend(workshop.path)
            first.stop()
            let second = try start(workshop, processes: processes)
            submit(8..<9, second, workshop, &tally)
            try requireEnds(tally.acknowledged, second, workshop)
            #expect(tally.acknowledged.count + tally.refused.count == 9 && !tally.refused.contains("8"))
            for number in tally.refused {
                #expect(!workshop.exists("mark-\(number)"))
                #expect(try second.job(JobKey(namespace: "root/winch", instanceID: "job-\(number)")) == nil)
            }
            for error in tally.errors {
                guard case .store(let reason, let detail) = error else {
                    Issue.record("not a failure of the store: \(error)")
                    continue
                }
                #expect(!reason.contains("/") && reason.contains("Nothing has been changed"))
                #expect(detail.contains(workshop.path))
            }
            second.stop()
        }
        #expect(failures > 0)
    }

    @Test(arguments: Failure.allCases, [1, 256])
    func `A store that works again takes jobs without a restart`(failure: Failure, processes: Int) throws {
        // After a tear the power is gone: there is nothing without a restart.
        guard failure != .torn else { return }
        faulty_disk_install()
        let workshop = try Workshop()
        let engine = try start(workshop, processes: processes)
        defer { engine.stop() }
        var tally = Tally()
        submit(0..<6, engine, workshop, &tally)
        faulty_disk_break(workshop.path, failure.rawValue, 0)
        submit(6..<8, engine, workshop, &tally)
        Workshop.pause(milliseconds: 50)
        faulty_disk_mend(workshop.path)
        submit(8..<9, engine, workshop, &tally)
        try requireEnds(tally.acknowledged, engine, workshop)
        for number in tally.refused { #expect(!workshop.exists("mark-\(number)")) }
    }

    @Test func `A store that is gone or empty where jobs have been is reported, not made anew`() throws {
        let workshop = try Workshop()
        let engine = try start(workshop)
        engine.stop()
        for text in ["", nil] {
            if let text { workshop.write(text, to: "jobs.sqlite3") } else { workshop.remove("jobs.sqlite3") }
            let error = #expect(throws: JobError.self) { try JobStore(directory: DataDirectory(workshop.path)) }
            #expect(error?.description.contains("restore a backup") == true)
            #expect((workshop.size("jobs.sqlite3") ?? 0) == 0)
        }
    }
}
