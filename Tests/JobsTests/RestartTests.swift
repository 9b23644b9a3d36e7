internal import Glibc
import Jobs
import Platform
import SQLite
import Testing

struct RestartTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func template(_ script: String) -> JobTemplate { .process("/usr/bin/python3", ["-c", script]) }

    private func submit(_ engine: JobEngine) throws -> JobKey {
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try eventually("the job runs") { try engine.job(key)?.state == .running ? () : nil }
        return key
    }

    private func end(of key: JobKey, _ engine: JobEngine) throws -> Job {
        try eventually("the job ends") {
            let job = try engine.job(key)
            return job?.phase.isEnded == true ? job : nil
        }
    }

    @Test func `A program runs on while the engine is away, and is found again`() throws {
        let script = """
            import os, time
            print('winch: percent 10', flush=True); print('winch: out A=1', flush=True)
            while not os.path.exists('\(workshop.path)/go'): time.sleep(0.01)
            print('winch: percent 20', flush=True); print('winch: out A=2', flush=True)
            while not os.path.exists('\(workshop.path)/end'): time.sleep(0.01)
            raise SystemExit(7)
            """
        let first = try workshop.engine([template(script)], realTime: true)
        let key = try submit(first)
        try eventually("it says 10") { try first.job(key)?.properties["A"] == ["1"] ? () : nil }
        let started = try first.job(key)?.started
        first.stop()
        workshop.touch("go")
        let second = try workshop.engine([template(script)], realTime: true)
        defer { second.stop() }
        let seen = try eventually("it says 20") {
            let job = try second.job(key)
            return job?.properties["A"] == ["1", "2"] ? job : nil
        }
        #expect(seen.progress.percent == 20 && seen.state == .running && seen.started == started)
        workshop.touch("end")
        let job = try end(of: key, second)
        #expect(job.state == .exception && job.exitCode == 7)
    }

    @Test func `An end while the engine was away is known with its code and time`() throws {
        let script = """
            import os, time
            while not os.path.exists('\(workshop.path)/go'): time.sleep(0.01)
            print('winch: out A=1')
            raise SystemExit(7)
            """
        let first = try workshop.engine([template(script)], realTime: true)
        let key = try submit(first)
        let row = try #require(try first.job(key)).rowID
        first.stop()
        workshop.touch("go")
        try eventually("the record is written") { workshop.exists("jobs/\(row)-1/record") ? () : nil }
        let recorded = SystemTime().now
        Workshop.pause(milliseconds: 50)
        let second = try workshop.engine([template(script)], realTime: true)
        defer { second.stop() }
        let job = try end(of: key, second)
        #expect(job.state == .exception && job.exitCode == 7 && job.properties["A"] == ["1"])
        #expect(try #require(job.ended) <= recorded)
    }

    @Test func `A job whose supervisor was killed is an Exception that says so, and is not started again`() throws {
        let script = "import os, time; print('winch: out Supervisor=%d' % os.getppid(), flush=True); time.sleep(1)"
        let first = try workshop.engine([template(script)], realTime: true)
        let key = try submit(first)
        let supervisor = try eventually("its supervisor is known") {
            try first.job(key)?.properties["Supervisor"]?.first
        }
        first.stop()
        kill(try #require(Int32(supervisor)), SIGKILL)
        let second = try workshop.engine([template(script)], realTime: true)
        defer { second.stop() }
        let job = try end(of: key, second)
        #expect(job.state == .exception && job.error?.code == 32771 && job.attempt == 1)
        #expect(job.error?.description.contains("its supervisor is gone") == true)
    }

    @Test func `A supervisor killed while the engine watches is noticed at once`() throws {
        let script = "import os, time; print('winch: out Supervisor=%d' % os.getppid(), flush=True); time.sleep(1)"
        let engine = try workshop.engine([template(script)], realTime: true)
        defer { engine.stop() }
        let key = try submit(engine)
        let supervisor = try eventually("its supervisor is known") {
            try engine.job(key)?.properties["Supervisor"]?.first
        }
        kill(try #require(Int32(supervisor)), SIGKILL)
        #expect(try end(of: key, engine).error?.code == 32771)
    }

    @Test func `A job that waited for a place is started by the next engine`() throws {
        let limits = JobLimits(runningProcesses: 1)
        let sleeper = JobTemplate.process("/bin/sleep", ["600"])
        let first = try workshop.engine([sleeper], limits: limits, realTime: true)
        let running = try submit(first)
        let waiting = try first.submit(JobSubmission(template: "process", owner: "ann")).key
        first.stop()
        let second = try workshop.engine([sleeper], limits: limits, realTime: true)
        defer { second.stop() }
        Workshop.pause(milliseconds: 100)
        #expect(try second.job(waiting)?.attempt == 0)
        _ = try second.request(running, .kill)
        try eventually("the waiting one runs") { try second.job(waiting)?.state == .running ? () : nil }
        _ = try second.request(waiting, .kill)
        #expect(try end(of: running, second).state == .killed)
        #expect(try end(of: waiting, second).state == .killed)
    }

    /// As `kill -9` between a commit and what follows from it leaves the store.
    private func change(_ key: JobKey, to columns: String) throws {
        try Connection(workshop.path + "/jobs.sqlite3").execute(
            "UPDATE jobs SET \(columns) WHERE instance_id = '\(key.instanceID)'")
    }

    @Test(arguments: [(8, JobState.terminated), (9, .killed)])
    func `An end that was stored and not carried out is carried out by the next engine`(
        toward: Int, state: JobState
    ) throws {
        let sleeper = JobTemplate.process("/bin/sleep", ["600"])
        let first = try workshop.engine([sleeper], realTime: true)
        let key = try submit(first)
        first.stop()
        try change(key, to: "state = 6, toward = \(toward)")
        let second = try workshop.engine([sleeper], realTime: true)
        defer { second.stop() }
        #expect(try end(of: key, second).state == state)
    }

    @Test func `A job that was to go on and was not told so goes on with the next engine`() throws {
        let template = template("import time; time.sleep(1)")
        let first = try workshop.engine([template], realTime: true)
        let key = try submit(first)
        _ = try first.request(key, .suspend)
        // The engine has followed once a later request has been stored.
        first.runDue()
        first.stop()
        try change(key, to: "state = 4")
        let second = try workshop.engine([template], realTime: true)
        defer { second.stop() }
        #expect(try end(of: key, second).state == .completed)
    }

    @Test func `A job that was to end before anybody had it is not begun`() throws {
        let template = template("open('\(workshop.path)/begun', 'w')")
        let first = try workshop.engine([template], limits: JobLimits(runningProcesses: 0), realTime: true)
        let key = try first.submit(JobSubmission(template: "process", owner: "ann")).key
        first.stop()
        try change(key, to: "state = 6, toward = 8, attempt = 1, handed_over = 1")
        let second = try workshop.engine([template], realTime: true)
        defer { second.stop() }
        #expect(try end(of: key, second).state == .terminated && !workshop.exists("begun"))
    }

    @Test func `A job found again obeys`() throws {
        let sleeper = JobTemplate.process("/bin/sleep", ["600"])
        let first = try workshop.engine([sleeper], realTime: true)
        let key = try submit(first)
        _ = try first.request(key, .suspend)
        first.stop()
        let second = try workshop.engine([sleeper], realTime: true)
        defer { second.stop() }
        #expect(try second.job(key)?.state == .suspended)
        _ = try second.request(key, .start)
        _ = try second.request(key, .terminate)
        #expect(try end(of: key, second).state == .terminated)
    }
}
