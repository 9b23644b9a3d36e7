internal import Glibc
import Jobs
import Platform
import Testing

/// Programs that run as another user than the service.
struct ProcessUserTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func template(_ script: String, user: String) -> JobTemplate {
        var specification = ProcessSpecification(program: "/usr/bin/python3", arguments: ["-c", script])
        specification.user = user
        var template = JobTemplate.process("/usr/bin/python3")
        template.runner = .process(specification)
        return template
    }

    @Test(.enabled(if: geteuid() == 0, "only root can change users"))
    func `A program runs as the user of its template, with that user's groups alone`() throws {
        let script =
            "import os; print(os.getresuid(), os.getresgid(), os.getgroups(), sorted(os.listdir('/proc/self/fd')))"
        let engine = try workshop.engine([template(script, user: "nobody")], realTime: true)
        defer { engine.stop() }
        let key = try engine.submit(JobSubmission(template: "process", owner: "ann")).key
        try eventually("the job ends") { try engine.job(key)?.phase.isEnded == true ? () : nil }
        let output = try engine.output(key, stream: .standardOutput, offset: 0, length: 1000)
        let nobody = try #require(getpwnam("nobody")?.pointee)
        let (user, group) = (nobody.pw_uid, nobody.pw_gid)
        #expect(
            String(decoding: output.bytes, as: UTF8.self) == """
                (\(user), \(user), \(user)) (\(group), \(group), \(group)) [\(group)] ['0', '1', '2', '3']

                """)
    }

    @Test func `A user that the host does not know is a wrong configuration`() throws {
        let error = #expect(throws: JobError.self) {
            try workshop.engine([template("", user: "no-such-user")]).stop()
        }
        #expect(error?.description.contains("this host has no user \"no-such-user\"") == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may change users"))
    func `Another user is a wrong configuration for a service without privileges`() throws {
        let error = #expect(throws: JobError.self) { try workshop.engine([template("", user: "root")]).stop() }
        #expect(error?.description.contains("run winchd as root") == true)
    }
}
