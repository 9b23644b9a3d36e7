import Jobs
import Platform
import Testing

struct NotifierTests {
    let workshop: Workshop
    init() throws { workshop = try Workshop() }

    private func specification(_ change: (inout NotifySpecification) -> Void) -> NotifySpecification {
        var specification = NotifySpecification()
        change(&specification)
        return specification
    }

    /// Runs a job to its end and lets the notifier hear of it.
    private func run(
        _ notify: String?, _ specification: NotifySpecification, _ outcome: SimulatedSpecification.Outcome = .completed,
        until isDone: () -> Bool
    ) throws {
        let engine = try workshop.engine([.simulated(outcome: outcome)])
        let notifier = JobNotifier(specification, log: .silent)
        engine.observe { $0.forEach(notifier.take) }
        _ = try engine.submit(
            JobSubmission(template: "export", owner: "ann", instanceID: "J 1", settings: [.notify(notify)]))
        workshop.pass(.seconds(3), engine)
        defer {
            engine.stop()
            notifier.stop()
        }
        _ = try eventually("somebody is told") { isDone() ? true : nil }
    }

    private func file(_ name: String) -> String { workshop.path + "/" + name }

    @Test func `The command is told what has ended, in arguments and variables, and no shell sees it`() throws {
        let script =
            "import os,sys;open(sys.argv[1]+'.new','w').write('|'.join(sys.argv[2:]+[os.environ['WINCH_JOBSTATE'],"
            + "os.environ['MINE'],str('HOME' in os.environ)]));os.rename(sys.argv[1]+'.new',sys.argv[1])"
        let told = specification {
            $0.command = [
                "/usr/bin/python3", "-c", script, file("told"), "{InstanceID}", "{Notify}", "{ErrorCode}",
                "{ErrorDescription}",
            ]
            $0.environment = ["MINE": "x"]
        }
        try run("bob; $(id)", told, .exception(code: 7, description: "`no` disk")) { workshop.exists("told") }
        #expect(workshop.read("told") == "J 1|bob; $(id)|7|`no` disk|exception|x|False")
    }

    @Test func `Mail goes through sendmail, to users of this host and to the domains that may have it`() throws {
        workshop.write(
            "#!/bin/sh\n(echo \"$@\"; cat) > \(file("mail.new"))\nmv \(file("mail.new")) \(file("mail"))\n",
            to: "sendmail")
        workshop.makeExecutable("sendmail")
        let mailed = specification {
            $0.sendmail = file("sendmail")
            $0.domains = ["Example.org"]
        }
        try run("bob@example.org", mailed) { workshop.exists("mail") }
        let mail = try #require(workshop.read("mail"))
        #expect(
            mail.hasPrefix("-i -- bob@example.org\nFrom: winchd\nTo: bob@example.org\nSubject: Job J 1: completed\n"))
        #expect(mail.contains("\n\nJob       J 1\n") && mail.contains("State     completed\n"))
    }

    @Test(arguments: ["bob@elsewhere.org", "-oQ/tmp", "bob\nBcc: eve", "a@b@c", "|/bin/sh", "/etc/passwd", ""])
    func `Nobody else can be named`(_ notify: String) throws {
        workshop.write("#!/bin/sh\ntouch \(file("mail"))\n", to: "sendmail")
        workshop.makeExecutable("sendmail")
        let log = Lock<[String]>([])
        let mailed = specification { $0.sendmail = file("sendmail") }
        let engine = try workshop.engine([.simulated()])
        let notifier = JobNotifier(
            mailed, log: Logger(level: .debug) { entry in log.withLock { $0.append(entry.message) } })
        engine.observe { $0.forEach(notifier.take) }
        for user in [notify, "bob"] {
            _ = try engine.submit(JobSubmission(template: "export", owner: "ann", settings: [.notify(user)]))
            workshop.pass(.seconds(3), engine)
        }
        // One after the other: when the second has been told, the first has been dealt with.
        _ = try eventually("bob is told") { workshop.exists("mail") ? true : nil }
        engine.stop()
        notifier.stop()
        #expect(log.withLock { $0 }.contains { $0.contains("mail may not go") } == !notify.isEmpty)
    }

    @Test func `A command that hangs is ended, and the next job is told of`() throws {
        let told = specification {
            $0.command = ["/bin/sh", "-c", "case $WINCH_NOTIFY in slow) sleep 600;; *) touch \(file("told"));; esac"]
            $0.timeout = .milliseconds(200)
        }
        let engine = try workshop.engine([.simulated()])
        let notifier = JobNotifier(told, log: .silent)
        engine.observe { $0.forEach(notifier.take) }
        for user in ["slow", "bob"] {
            _ = try engine.submit(JobSubmission(template: "export", owner: "ann", settings: [.notify(user)]))
        }
        workshop.pass(.seconds(3), engine)
        _ = try eventually("bob is told") { workshop.exists("told") ? true : nil }
        engine.stop()
        notifier.stop()
    }

    @Test(
        arguments: [
            { $0.command = ["tell"] }, { $0.command = ["/bin/{Notify}"] },
            { $0.command = ["/bin/echo", "{Nonsense}"] },
            { $0.sendmail = "sendmail" }, { $0.sender = "a b\nBcc: c" },
        ] as [@Sendable (inout NotifySpecification) -> Void])
    func `A configuration that cannot be is refused`(_ change: @Sendable (inout NotifySpecification) -> Void) {
        #expect(throws: JobError.self) { try specification(change).validate() }
    }
}
