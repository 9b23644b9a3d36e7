internal import Glibc
import Jobs
import Platform
import Testing

/// What a request does to all processes of a job, found by their cgroup where the host allows one, and by their parents.
struct ProcessTreeTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func python(_ script: String) -> JobTemplate {
        // The path marks every process of this test.
        .process("/usr/bin/python3", ["-c", script, workshop.path])
    }

    private func run(_ script: String, usesCgroups: Bool, until sign: String = "ready") throws -> (JobEngine, JobKey) {
        let engine = try workshop.engine([python(script)], realTime: true, usesCgroups: usesCgroups)
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try eventually("its processes are there") { workshop.exists(sign) ? () : nil }
        return (engine, key)
    }

    private func end(of key: JobKey, _ engine: JobEngine) throws -> Job {
        try eventually("the job ends") {
            let job = try engine.job(key)
            return job?.phase.isEnded == true ? job : nil
        }
    }

    /// Chains of processes that each live a moment, fork, leave the session and die; each leaves a mark. They end by
    /// themselves, should the test be cut short.
    private var hoppers: String {
        """
        import os, time
        marks = os.open('\(workshop.path)/ready', os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        end = time.monotonic() + 30
        for chain in range(5):
            if os.fork() == 0:
                while time.monotonic() < end:
                    if os.fork() != 0: os._exit(0)
                    os.setsid()
                    os.write(marks, b'x')
                os._exit(0)
        time.sleep(600)
        """
    }

    @Test(arguments: [true, false])
    func `Kill ends processes that fork faster than they can be counted`(usesCgroups: Bool) throws {
        let (engine, key) = try run(hoppers, usesCgroups: usesCgroups)
        defer { engine.stop() }
        try eventually("they hop") { (workshop.size("ready") ?? 0) > 50 ? () : nil }
        _ = try engine.request(key, .kill)
        #expect(try end(of: key, engine).state == .killed)
        let marks = workshop.size("ready")
        Workshop.pause(milliseconds: 100)
        #expect(workshop.size("ready") == marks && Workshop.processes(naming: workshop.path) == 0)
    }

    @Test(arguments: [true, false])
    func `What a program leaves behind when it ends is ended, double forks included`(usesCgroups: Bool) throws {
        let script = """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() != 0: os._exit(0)
                open('\(workshop.path)/ready', 'w')
                time.sleep(600)
            while not os.path.exists('\(workshop.path)/ready'): time.sleep(0.01)
            """
        let (engine, key) = try run(script, usesCgroups: usesCgroups)
        defer { engine.stop() }
        #expect(try end(of: key, engine).state == .completed)
        #expect(Workshop.processes(naming: workshop.path) == 0)
    }

    @Test(arguments: [true, false])
    func `Suspend stops children in sessions of their own too, and Start lets them go on`(usesCgroups: Bool) throws {
        let script = """
            import os, time
            if os.fork() == 0: os.setsid()
            number = 0
            while True:
                number += 1
                with open('\(workshop.path)/ready', 'a') as file: file.write('x')
                time.sleep(0.005)
            """
        let (engine, key) = try run(script, usesCgroups: usesCgroups)
        defer { engine.stop() }
        _ = try engine.request(key, .suspend)
        let still = try eventually("nobody writes any more") { () -> Int? in
            let before = workshop.size("ready")
            Workshop.pause(milliseconds: 200)
            let after = workshop.size("ready")
            return before == after ? after : nil
        }
        #expect(try engine.job(key)?.state == .suspended)
        _ = try engine.request(key, .start)
        try eventually("both write again") { (workshop.size("ready") ?? 0) > still + 2 ? () : nil }
        _ = try engine.request(key, .suspend)
        _ = try engine.request(key, .terminate)
        #expect(try end(of: key, engine).state == .terminated)
        #expect(Workshop.processes(naming: workshop.path) == 0)
    }

    @Test(arguments: [true, false])
    func `Terminate asks children in sessions of their own as politely`(usesCgroups: Bool) throws {
        let script = """
            import os, signal, time
            is_child = False
            def leave(*_):
                if is_child: open('\(workshop.path)/asked', 'w')
                while not os.path.exists('\(workshop.path)/asked'): time.sleep(0.01)
                os._exit(0)
            signal.signal(signal.SIGTERM, leave)
            is_child = os.fork() == 0
            if is_child: os.setsid()
            if is_child: open('\(workshop.path)/ready', 'w')
            while True: time.sleep(1)
            """
        let (engine, key) = try run(script, usesCgroups: usesCgroups)
        defer { engine.stop() }
        _ = try engine.request(key, .terminate)
        #expect(try end(of: key, engine).exitCode == 0)
    }

    @Test func `Each job has a cgroup of its own, where the host allows it, and it goes with the job`() throws {
        let script = """
            import time
            text = open('/proc/self/cgroup').read()
            open('\(workshop.path)/ready', 'w').write(text)
            time.sleep(600)
            """
        let (engine, key) = try run(script, usesCgroups: true)
        defer { engine.stop() }
        let text = try eventually("it has written") {
            workshop.read("ready").flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let line = text.split(separator: "\n").first(where: { $0.contains("/winch-job-") }) else {
            return  // A host where no cgroup of version 2 is ours to divide.
        }
        let leaf = String(line.drop { $0 != "/" })
        #expect(line.hasPrefix("0::"))
        _ = try engine.request(key, .kill)
        _ = try end(of: key, engine)
        #expect(Workshop.cgroups.allSatisfy { access($0 + leaf, F_OK) != 0 })
    }
}
