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
        first.stop()
        workshop.touch("go")
        try eventually("the record is written") {
            workshop.read("jobs/ledger")?.contains("exit 7\n") == true ? () : nil
        }
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

    @Test(arguments: ["boot", "another"])
    func `A job that nobody has claimed is begun by the next engine, unless the host was started meanwhile`(
        boot: String
    ) throws {
        let template = template("open('\(workshop.path)/begun', 'w')")
        let first = try workshop.engine([template], limits: JobLimits(runningProcesses: 0), realTime: true)
        let key = try first.submit(JobSubmission(template: "process", owner: "ann")).key
        first.stop()
        try change(key, to: "attempt = 1, handed_over = 1")
        let second = try workshop.engine([template], realTime: true, boot: boot)
        defer { second.stop() }
        let job = try end(of: key, second)
        #expect(job.state == (boot == "boot" ? .completed : .exception))
        #expect(workshop.exists("begun") == (boot == "boot") && job.attempt == (boot == "boot" ? 2 : 1))
    }

    @Test func `An end that was recorded counts after a start of the host too`() throws {
        let script =
            "import os, time\nwhile not os.path.exists('\(workshop.path)/go'): time.sleep(0.01)\nraise SystemExit(7)"
        let first = try workshop.engine([template(script)], realTime: true)
        let key = try submit(first)
        first.stop()
        workshop.touch("go")
        try eventually("the record is written") {
            workshop.read("jobs/ledger")?.contains("exit 7\n") == true ? () : nil
        }
        let second = try workshop.engine([template(script)], realTime: true, boot: "another")
        defer { second.stop() }
        #expect(try end(of: key, second).exitCode == 7)
    }

    @Test func `A record that was torn is none`() throws {
        let script = "import os, time\nwhile not os.path.exists('\(workshop.path)/go'): time.sleep(0.01)"
        let first = try workshop.engine([template(script)], realTime: true)
        let key = try submit(first)
        first.stop()
        workshop.touch("go")
        try eventually("the record is written") {
            workshop.read("jobs/ledger")?.contains("exit 0\n") == true ? () : nil
        }
        // One byte of `exit 0`, the first line of the first place, in which a claim of 24 bytes comes before.
        try workshop.overwrite("jobs/ledger", at: 262_144 + 24 + 5, with: [UInt8(ascii: "1")])
        let second = try workshop.engine([template(script)], realTime: true)
        defer { second.stop() }
        let job = try end(of: key, second)
        #expect(job.state == .exception && job.error?.code == 32771 && job.attempt == 1)
    }

    @Test func `A supervisor that comes after the next engine has begun starts nothing`() throws {
        let template = template("open('\(workshop.path)/begun', 'w')")
        let engine = try workshop.engine([template], realTime: true)
        defer { engine.stop() }
        // As another engine does when it begins its epoch: the number is in the second eight bytes.
        try workshop.overwrite("jobs/ledger", at: 8, with: [255])
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        let job = try end(of: key, engine)
        #expect(job.state == .exception && job.error?.description.contains("ledger") == true)
        #expect(!workshop.exists("begun"))
    }

    @Test func `Without the ledger no job is begun again`() throws {
        let script = "open('\(workshop.path)/begun', 'a').write('x')"
        let first = try workshop.engine([template(script)], limits: JobLimits(runningProcesses: 0), realTime: true)
        let key = try first.submit(JobSubmission(template: "process", owner: "ann")).key
        first.stop()
        try change(key, to: "attempt = 1, handed_over = 1")
        workshop.remove("jobs/ledger")
        let second = try workshop.engine([template(script)], realTime: true)
        defer { second.stop() }
        #expect(try end(of: key, second).error?.code == 32771 && !workshop.exists("begun"))
    }

    @Test func `Jobs on their way to winch-supervisor when it is killed are begun by the next one`() throws {
        let script = """
            import os, sys, time
            print('winch: out Supervisor=%d' % os.getppid(), flush=True)
            open('\(workshop.path)/begun', 'a').write('x')
            while not os.path.exists('\(workshop.path)/end'): time.sleep(0.01)
            """
        let engine = try workshop.engine([template(script)], realTime: true)
        defer { engine.stop() }
        let first = try submit(engine)
        let supervisor = try eventually("its supervisor is known") {
            try engine.job(first)?.properties["Supervisor"]?.first
        }
        let server = try #require(Workshop.parent(of: supervisor))
        kill(server, SIGSTOP)
        let others = try (0..<3).map { _ in try engine.submit(JobSubmission(template: "process", owner: "ann")).key }
        // The engine has followed once a later change has been stored.
        engine.runDue()
        kill(server, SIGKILL)
        for key in others {
            try eventually("it runs") { try engine.job(key)?.state == .running ? () : nil }
        }
        workshop.touch("end")
        for key in [first] + others { #expect(try end(of: key, engine).state == .completed) }
        #expect(workshop.size("begun") == 4)
    }

    @Test func `A program whose supervisor was killed goes on, and what it prints is kept`() throws {
        let script = """
            import os, time
            print('winch: out Supervisor=%d' % os.getppid(), flush=True)
            supervisor = os.getppid()
            while os.getppid() == supervisor: time.sleep(0.01)
            for number in range(100000): print('line %d' % number)
            print('last', flush=True)
            open('\(workshop.path)/done', 'w')
            """
        let engine = try workshop.engine([template(script)], realTime: true)
        defer { engine.stop() }
        let key = try submit(engine)
        let supervisor = try eventually("its supervisor is known") {
            try engine.job(key)?.properties["Supervisor"]?.first
        }
        kill(try #require(Int32(supervisor)), SIGKILL)
        #expect(try end(of: key, engine).error?.code == 32771)
        try eventually("the program comes to its end") { workshop.exists("done") ? () : nil }
        try eventually("all of it is kept") {
            let output = try engine.output(key, stream: .standardOutput, offset: 0, length: 1 << 20)
            let last = try engine.output(key, stream: .standardOutput, offset: output.total - 5, length: 5)
            return String(decoding: output.bytes, as: UTF8.self).hasPrefix(
                "winch: out Supervisor=\(supervisor)\nline 0\n")
                && String(decoding: last.bytes, as: UTF8.self) == "last\n" ? () : nil
        }
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
