internal import CSupervision
internal import Glibc
public import Platform

/// Tells the users that jobs name when those jobs end: runs the configured command, or hands a mail to sendmail(8).
///
/// One at a time, on a thread of its own; nobody ever waits for it. Who is told is told once at most: what the queue has no
/// room for, and what is in it when the service ends, is logged and left.
public final class JobNotifier: Sendable {
    private struct Inbox {
        var jobs: [Job] = []
        var dropped = 0
        var isStopped = false
    }

    private let specification: NotifySpecification
    private let log: Logger
    private let inbox = Condition(Inbox())
    private let thread = Lock<Thread?>(nil)
    /// Set when the service ends: nobody waits for a command then.
    private let cancel = winch_event_make()

    /// Jobs that wait to be told of.
    private static let capacity = 1000

    public init(_ specification: NotifySpecification, log: Logger) {
        self.specification = specification
        self.log = log
        guard !specification.isEmpty else { return }
        let loop = Loop(inbox: inbox, specification: specification, cancel: cancel, log: log)
        thread.withLock { $0 = Thread(name: "winch-notify") { loop.run() } }
    }

    deinit {
        stop()
        close(cancel)
    }

    /// Takes up what has happened to a job, for `JobEngine.observe`. Does not wait.
    public func take(_ change: JobChange) {
        guard !specification.isEmpty, let job = change.current, job.notify?.isEmpty == false,
            job.isToBeToldOf(after: change.previous)
        else { return }
        let isFull = inbox.update { inbox in
            guard inbox.jobs.count < JobNotifier.capacity else { return true }
            inbox.jobs.append(job)
            return false
        }
        if isFull { log.log(.error, "too many notifications wait: nobody is told of job \(job.key.instanceID)") }
    }

    /// Ends the thread; a command that runs goes on by itself.
    public func stop() {
        inbox.update { $0.isStopped = true }
        winch_event_set(cancel)
        thread.withLock { $0.take() }?.join()
    }

    /// What the thread needs; it keeps no notifier.
    private struct Loop: Sendable {
        let inbox: Condition<Inbox>
        let specification: NotifySpecification
        let cancel: Int32
        let log: Logger

        func run() {
            while true {
                let next: Job?? = inbox.wait { inbox in
                    if inbox.isStopped { return .some(nil) }
                    return inbox.jobs.isEmpty ? nil : .some(inbox.jobs.removeFirst())
                }
                guard case .some(.some(let job)) = next else { break }
                if !specification.command.isEmpty { runCommand(for: job) }
                if let sendmail = specification.sendmail { send(sendmail, job) }
            }
            for job in inbox.update({ $0.jobs }) {
                log.log(.warning, "the service ends: nobody is told of job \(job.key.instanceID)")
            }
        }

        private func runCommand(for job: Job) {
            let values = PlaceholderValues(ended: job)
            let arguments = specification.command.map { values.fill($0) }
            var environment = specification.environment
            environment["WINCH_JOB"] = job.key.instanceID
            environment["WINCH_NAMESPACE"] = job.key.namespace
            environment["WINCH_TEMPLATE"] = job.template
            environment["WINCH_OWNER"] = job.owner
            for name in PlaceholderValues.ofEndedJob {
                environment["WINCH_" + name.uppercased()] = values[name].joined(separator: ",")
            }
            run(arguments, environment, input: "", about: job)
        }

        private func send(_ sendmail: String, _ job: Job) {
            guard let mail = NotificationMail(job, specification) else {
                return log.log(
                    .warning, "job \(job.key.instanceID): mail may not go to the user that Notify names",
                    [("notify", job.notify ?? "")])
            }
            run([sendmail, "-i", "--", mail.recipient], [:], input: mail.text, about: job)
        }

        private func run(_ arguments: [String], _ environment: [String: String], input: String, about job: Job) {
            var environment = environment
            environment["PATH"] = environment["PATH"] ?? "/usr/bin:/bin:/usr/sbin:/sbin"
            let texts = environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
            guard !(arguments + texts).contains(where: { $0.utf8.contains(0) }) else {
                return log.log(.error, "job \(job.key.instanceID): a text with a NUL character cannot be told")
            }
            var status: Int32 = 0
            let error = withCStrings(arguments) { argv in
                withCStrings(texts) { envp in
                    winch_run(
                        argv, envp, input, input.utf8.count, Int32(clamping: specification.timeout.microseconds / 1000),
                        cancel, &status)
                }
            }
            let what = "\(arguments[0]), which tells of job \(job.key.instanceID),"
            switch error {
            case 0 where status == 0: log.log(.debug, "\(what) has done so")
            case 0: log.log(.error, "\(what) ended with \(status)")
            case ETIMEDOUT: log.log(.error, "\(what) took longer than its timeout and was ended")
            case ECANCELED: log.log(.warning, "\(what) is left alone: the service ends")
            default: log.log(.error, "\(what) cannot be started: \(String(cString: strerror(error)))")
            }
        }
    }
}

extension Job {
    /// Whether it has ended, or a run of it has failed that others follow (CIM_Job.Notify: when the job ends or fails).
    fileprivate func isToBeToldOf(after previous: Job?) -> Bool {
        if phase.isEnded { return previous?.phase.isEnded != true }
        return previous?.isHandedOver == true && !isHandedOver && error != nil
    }
}

/// Texts as C has them: an array of pointers with NULL at its end.
private func withCStrings<Result>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
