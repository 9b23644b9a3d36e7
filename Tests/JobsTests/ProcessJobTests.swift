import Jobs
import Platform
import Testing

struct ProcessJobTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func run(
        _ template: JobTemplate, _ submission: JobSubmission = JobSubmission(template: "process", owner: "ann"),
        limits: JobLimits = JobLimits()
    ) throws -> (engine: JobEngine, job: Job) {
        let engine = try workshop.engine([template], limits: limits, realTime: true)
        let key = try engine.submit(submission).key
        return (engine, try end(of: key, engine))
    }

    private func end(of key: JobKey, _ engine: JobEngine) throws -> Job {
        try eventually("the job ends") {
            let job = try engine.job(key)
            return job?.phase.isEnded == true ? job : nil
        }
    }

    private func running(_ key: JobKey, _ engine: JobEngine) throws {
        try eventually("the job runs") { try engine.job(key)?.state == .running ? () : nil }
    }

    private static func python(_ script: String, parameters: [JobParameter] = []) -> JobTemplate {
        .process("/usr/bin/python3", ["-c", script], parameters: parameters)
    }

    @Test func `A program that ends with 0 makes a Completed job`() throws {
        let (engine, job) = try run(.process("/bin/true"))
        defer { engine.stop() }
        #expect(job.state == .completed && job.exitCode == 0 && job.error == nil)
        #expect(job.percentComplete(at: job.submitted) == 100)
        let started = try #require(job.started)
        #expect(started >= job.submitted)
        #expect(try #require(job.ended) >= started)
    }

    @Test func `A program's exit code and last words become the error`() throws {
        let (engine, job) = try run(
            Self.python("import sys; print('no', file=sys.stderr); print('disk left', file=sys.stderr); sys.exit(3)"))
        defer { engine.stop() }
        #expect(job.state == .exception && job.exitCode == 3 && job.error?.code == 3)
        #expect(job.error?.description == "no\ndisk left")
        #expect(job.error?.summary == "The program ended with exit code 3.")
    }

    @Test func `A program killed by a signal has 128 and the signal as its code`() throws {
        let (engine, job) = try run(Self.python("import os; os.kill(os.getpid(), 11)"))
        defer { engine.stop() }
        #expect(job.state == .exception && job.exitCode == 139 && job.error?.code == 139)
    }

    @Test func `A program that is not there is an Exception that says so`() throws {
        let (engine, job) = try run(.process("/nowhere/program"))
        defer { engine.stop() }
        #expect(job.state == .exception && job.error?.code == 32779 && job.exitCode == nil)
        #expect(job.error?.description.contains("No such file or directory") == true)
        #expect(job.started == nil)
    }

    @Test func `What the program says about itself is seen on the way and at the end`() throws {
        let script = """
            import sys, time, os
            def say(*words): print('winch:', *words, flush=True)
            say('percent 40'); say('status Copying'); say('out File=/tmp/a=b'); say('out File=/tmp/c'); say('out size=7')
            while not os.path.exists('\(workshop.path)/go'): time.sleep(0.01)
            say('percent 100'); say('percent 101'); say('percent x'); say('nonsense'); say('out =')
            """
        var template = Self.python(script)
        template.properties = ["Size": ["0"], "Other": ["kept"]]
        let engine = try workshop.engine([template], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        let seen = try eventually("the first words are stored") {
            let job = try engine.job(key)
            return job?.properties["Size"] == ["7"] ? job : nil
        }
        #expect(seen.state == .running && seen.status == "Copying" && seen.percentComplete(at: SystemTime().now) == 40)
        #expect(seen.properties == ["File": ["/tmp/a=b", "/tmp/c"], "Size": ["7"], "Other": ["kept"]])
        workshop.touch("go")
        let job = try end(of: key, engine)
        #expect(job.state == .completed && job.status == "Job is completed" && job.properties == seen.properties)
        let output = try engine.output(key, stream: .standardOutput, offset: 0, length: 1000)
        #expect(String(decoding: output.bytes, as: UTF8.self).hasSuffix("winch: nonsense\nwinch: out =\n"))
    }

    @Test func `Warnings make a good end one with warnings, without an error`() throws {
        let (engine, job) = try run(Self.python("print('winch: warning half full')"))
        defer { engine.stop() }
        #expect(job.state == .completedWithWarnings && job.warnings == ["half full"] && job.error == nil)
    }

    @Test func `A failing program may name its own error`() throws {
        let (engine, job) = try run(Self.python("import sys; print('winch: error 32773 Bad disk'); sys.exit(1)"))
        defer { engine.stop() }
        #expect(job.error?.code == 32773 && job.error?.description == "Bad disk" && job.exitCode == 1)
    }

    @Test func `Values reach the program as parts of single arguments and as variables, never a shell`() throws {
        let nonce = "$(id) `id` ; \"quoted\" 'single' {Owner} \n*"
        let template = Self.python(
            "import sys, os, json; json.dump([sys.argv[1:], dict(os.environ)], open(sys.argv[1].split('=')[1], 'w'))",
            parameters: [JobParameter(name: "File"), JobParameter(name: "Free Text"), JobParameter(name: "List")])
        var changed = template
        if case .process(var process) = template.runner {
            process.arguments += ["--file={File}", "{Free}", "[{List}]", "{Owner}"]
            process.environment = ["FIXED": "1"]
            changed.runner = .process(process)
        }
        changed.parameters[1].name = "Free"
        let (engine, job) = try run(
            changed,
            JobSubmission(
                template: "process", owner: "ann",
                arguments: ["file": [workshop.path + "/nonce"], "Free": [nonce], "List": ["a", "b c"]]))
        defer { engine.stop() }
        #expect(job.state == .completed)
        let text = try #require(workshop.read("nonce"))
        #expect(text.contains(#""$(id) `id` ; \"quoted\" 'single' {Owner} \n*", "[a,b c]", "ann"]"#))
        #expect(text.contains(#""WINCH_PARAM_LIST": "a\nb c""#) && text.contains(#""FIXED": "1""#))
        #expect(text.contains("\"WINCH_JOB\": \"\(job.key.instanceID)\""))
        #expect(!text.contains("PATH"))
    }

    @Test func `A program has its own session, nothing open but three descriptors, and / to stand in`() throws {
        let (engine, job) = try run(
            Self.python(
                "import os; print(os.getsid(0) == os.getpid() == os.getpgrp(), sorted(os.listdir('/proc/self/fd')), os.getcwd())"
            ))
        defer { engine.stop() }
        let output = try engine.output(job.key, stream: .standardOutput, offset: 0, length: 1000)
        // The fourth is the listing itself.
        #expect(String(decoding: output.bytes, as: UTF8.self) == "True ['0', '1', '2', '3'] /\n")
    }

    @Test func `Terminate asks politely, and exit 0 afterwards is Terminated all the same`() throws {
        let script = """
            import signal, sys, time
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            print('winch: percent 10', flush=True)
            time.sleep(60)
            """
        let engine = try workshop.engine([Self.python(script)], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try eventually("it says 10") { try engine.job(key)?.progress.percent == 10 ? () : nil }
        #expect(try engine.request(key, .terminate) == .started)
        let job = try end(of: key, engine)
        #expect(job.state == .terminated && job.exitCode == 0 && job.error != nil)
        #expect(job.percentComplete(at: job.submitted) == 10)
    }

    @Test func `A program that ignores the polite signal is ended after the grace period, and all it started`() throws {
        let script = """
            import os, signal, subprocess, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen(['/bin/sleep', '600'], start_new_session=True)
            print('winch: out Child=%d' % child.pid, flush=True)
            time.sleep(60)
            """
        var template = Self.python(script)
        template.gracePeriod = .milliseconds(300)
        let engine = try workshop.engine([template], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        let child = try eventually("its child is there") { try engine.job(key)?.properties["Child"]?.first }
        #expect(Workshop.isAlive(child))
        #expect(try engine.request(key, .terminate) == .started)
        let job = try end(of: key, engine)
        #expect(job.state == .terminated && job.exitCode == 137)
        #expect(!Workshop.isAlive(child))
    }

    @Test func `Kill does not ask`() throws {
        let engine = try workshop.engine([.process("/bin/sleep", ["600"])], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try running(key, engine)
        #expect(try engine.request(key, .kill) == .started)
        let job = try end(of: key, engine)
        #expect(job.state == .killed && job.exitCode == 137)
    }

    @Test func `A job can be ended before its program has come up`() throws {
        let engine = try workshop.engine([.process("/bin/sleep", ["600"])], realTime: true)
        defer { engine.stop() }
        let keys = try (0..<20).map { _ in
            let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
            _ = try engine.request(key, .kill)
            return key
        }
        for key in keys { #expect(try end(of: key, engine).state == .killed) }
    }

    @Test func `A suspended program stands still and goes on`() throws {
        let script = """
            import time
            for number in range(100000):
                print('winch: percent %d' % (number % 100), flush=True)
                time.sleep(0.01)
            """
        let engine = try workshop.engine([Self.python(script)], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try eventually("it counts") { (try engine.job(key)?.progress.percent ?? 0) > 5 ? () : nil }
        #expect(try engine.request(key, .suspend) == .done)
        var still = try eventually("what was under way has been told") { () -> JobOutput? in
            let first = try engine.output(key, stream: .standardOutput, offset: 0, length: 10)
            Workshop.pause(milliseconds: 250)
            let second = try engine.output(key, stream: .standardOutput, offset: 0, length: 10)
            return first.total == second.total ? second : nil
        }
        #expect(try engine.job(key)?.state == .suspended)
        #expect(try engine.request(key, .start) == .done)
        still = try eventually("it counts again") {
            let now = try engine.output(key, stream: .standardOutput, offset: 0, length: 10)
            return now.total > still.total ? now : nil
        }
        _ = try engine.request(key, .kill)
        #expect(try end(of: key, engine).state == .killed)
    }

    @Test func `A program that runs too long is an Exception with 32772`() throws {
        var template = JobTemplate.process("/bin/sleep", ["600"])
        template.timeout = .milliseconds(200)
        let (engine, job) = try run(template)
        defer { engine.stop() }
        #expect(job.state == .exception && job.error?.code == 32772 && job.exitCode == 143)
    }

    @Test func `Of a long output the first and the last are kept`() throws {
        var template = Self.python("import sys; sys.stdout.write(''.join('%09d\\n' % n for n in range(1000)))")
        if case .process(var process) = template.runner {
            process.outputLimit = 1000
            template.runner = .process(process)
        }
        let (engine, job) = try run(template)
        defer { engine.stop() }
        func text(_ offset: Int, _ length: Int) throws -> String {
            let output = try engine.output(job.key, stream: .standardOutput, offset: offset, length: length)
            #expect(output.total == 10_000)
            return "\(output.offset):" + String(decoding: output.bytes, as: UTF8.self)
        }
        #expect(try text(0, 20) == "0:000000000\n000000001\n")
        #expect(try text(490, 20) == "490:000000049\n")
        #expect(try text(500, 20) == "9500:000000950\n000000951\n")
        #expect(try text(9990, 1000) == "9990:000000999\n")
        #expect(try text(10_000, 10) == "10000:")
        #expect(throws: JobError.self) { try engine.output(job.key, stream: .standardError, offset: -1, length: 1) }
    }

    @Test func `Only so many run at a time; the others are Starting`() throws {
        let engine = try workshop.engine(
            [.process("/bin/sleep", ["600"])], limits: JobLimits(runningProcesses: 1), realTime: true)
        defer { engine.stop() }
        let first = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        let second = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try running(first, engine)
        #expect(try engine.job(second)?.state == .starting && engine.job(second)?.attempt == 0)
        _ = try engine.request(first, .kill)
        try running(second, engine)
        _ = try engine.request(second, .kill)
        #expect(try end(of: second, engine).state == .killed)
    }

    @Test func `An ended job leaves no files but its output, and one that no history keeps none`() throws {
        var template = Self.python("print(1)")
        template.timeBeforeRemoval = .milliseconds(500)
        var limits = JobLimits()
        limits.history.age = .zero
        let (engine, job) = try run(template, limits: limits)
        defer { engine.stop() }
        #expect(workshop.entries("jobs") == ["\(job.rowID)-1", "door", "ledger"])
        #expect(workshop.entries("jobs/\(job.rowID)-1") == ["stdout"])
        try eventually("the job is gone") { try engine.job(job.key) == nil ? () : nil }
        try eventually("its files are gone") { workshop.exists("jobs/\(job.rowID)-1") ? nil : () }
    }

    @Test func `How long a program ran is measured by its supervisor, suspensions not counted`() throws {
        // Without a cgroup it can be seen whether the program stands still. Its argument tells it from others.
        let program = JobTemplate.process("/usr/bin/python3", ["-c", "import time; time.sleep(4)", workshop.path])
        let engine = try workshop.engine([program], realTime: true, usesCgroups: false)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try running(key, engine)
        _ = try engine.request(key, .suspend)
        try eventually("it stands still") { Workshop.isStopped(naming: workshop.path) ? () : nil }
        Workshop.pause(milliseconds: 2000)
        _ = try engine.request(key, .start)
        let job = try end(of: key, engine)
        let elapsed = job.elapsed(at: engine.steady(at: SystemTime().now))
        // The sleep goes on while it stands still: what counts is what came before and after.
        let whole = try #require(job.ended) - (try #require(job.started))
        #expect(elapsed < whole + .milliseconds(-1000) && elapsed > .zero)
    }
}
