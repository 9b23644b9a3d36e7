internal import Glibc
public import Platform

/// Runs jobs: durable before they are acknowledged, changed only through the table of phases.
///
/// Every call blocks its own thread until what it did is on disk; all may be called from any thread. The way of a change is
/// always the same: it is checked and written in the store's transaction, and what follows from it (a process started or
/// signalled, the next time looked at, the next waiting job) is done after the commit, in the order of commits.
public final class JobEngine: Sendable {
    public let templates: [JobTemplate]
    public let limits: JobLimits
    let metrics: Metrics

    let store: JobStore
    let time: any TimeSource
    let identifiers: any IdentifierSource
    let zone: any JobTimeZone
    let missedRuns: MissedRuns
    let boot: String
    let log: Logger
    /// By folded name.
    let templatesByName: [String: JobTemplate]
    let supervision: Supervision
    let slots: Lock<JobSlots>
    let agenda = Lock(Agenda())
    private let inbox = Condition(Inbox())
    private let thread = Lock<Thread?>(nil)
    /// Counts the times there was something to do; held while it is done, so that the order of commits is kept.
    private let turns = Lock(0)
    private let observers: Lock<[@Sendable ([JobChange]) -> Void]>

    /// How far the steady clock is ahead of the monotonic one.
    let ahead: Lock<Duration>
    /// How far the steady clock was ahead of the wall clock when `steady(at:)` last looked.
    let clocksApart = Lock(Duration.zero)

    /// What is to be done at a time.
    struct Agenda {
        /// What schedules say, on the wall clock.
        var due = DueTimes()
        /// What takes time, on the steady clock; so is all below.
        var timers = DueTimes()
        /// When the next ended job is removed.
        var removal: Timestamp?
        /// When the history is next looked at.
        var pruning: Timestamp?
        /// What supervisors have told and the store would not take.
        var unstored: [(due: Timestamp, rowID: Int64, report: ProcessReport)] = []
        /// Files of jobs that the history has forgotten.
        var leftovers: [JobTransaction.Leftover] = []

        /// How long there is nothing to do.
        func pause(at now: Moment) -> Duration? {
            let steady = [timers.first, removal, pruning, unstored.first?.due].compactMap(\.self).min()
            return [due.first.map { $0 - now.wall }, steady.map { $0 - now.steady }].compactMap(\.self).min()
        }
    }

    private struct Inbox {
        var changes: [JobChange] = []
        var isStopped = false
        var isAgendaNew = false
    }

    /// - Parameters:
    ///   - store: where jobs are kept.
    ///   - templates: what jobs are made of.
    ///   - time: the clock of everything.
    ///   - identifiers: for new jobs.
    ///   - log: for what operators want to know.
    ///   - limits: of jobs, and of how long they are kept.
    ///   - metrics: where limits are counted that a job reaches while nobody waits for an answer.
    ///   - supervisor: the path of `winch-supervisor`; nil looks beside the running program and in `../libexec/winch`.
    ///   - usesCgroups: whether each process job gets a cgroup of its own where the host allows it.
    ///   - zone: where the schedules' local times are.
    ///   - missedRuns: what becomes of jobs whose time came while no engine ran.
    ///   - boot: names the host's uptime: what the last engine has started in another is not looked for and never begun again.
    ///   - onChange: told of every change after it is durable, in the order of commits; must not block or call the engine.
    public init(
        store: JobStore, templates: [JobTemplate], time: any TimeSource = SystemTime(),
        identifiers: any IdentifierSource = RandomIdentifiers(), log: Logger = .silent, limits: JobLimits = JobLimits(),
        metrics: Metrics = Metrics(), supervisor: String? = nil, usesCgroups: Bool = true,
        zone: any JobTimeZone = SystemTimeZone(), missedRuns: MissedRuns = .runOnce, boot: String = JobEngine.hostBoot,
        onChange: (@Sendable (JobChange) -> Void)? = nil
    ) {
        self.store = store
        self.templates = templates
        self.time = time
        ahead = Lock(.microseconds(time.now.microseconds) - time.monotonic)
        self.identifiers = identifiers
        self.zone = zone
        self.missedRuns = missedRuns
        self.boot = boot
        self.log = log
        self.limits = limits
        self.metrics = metrics
        observers = Lock(onChange.map { onChange in [{ $0.forEach(onChange) }] } ?? [])
        templatesByName = Dictionary(templates.map { ($0.name.foldedASCII, $0) }) { first, _ in first }
        slots = Lock(JobSlots(templates: templates, limits: limits))
        let reports = Reports()
        supervision = Supervision(
            directory: store.directory.path + "/jobs", executable: supervisor ?? JobEngine.defaultSupervisor,
            usesCgroups: usesCgroups, time: time, log: log
        ) { rowID, report in reports.engine.withLock { $0.engine }?.take(report, of: rowID) }
        reports.engine.withLock { $0 = Reference(engine: self) }
    }

    deinit { stop() }

    // MARK: Life

    /// Checks the templates and takes up the jobs that have not ended.
    ///
    /// - Throws: `JobError.configuration` for a wrong template; `JobError.store`.
    public func start() throws(JobError) {
        try checkTemplates()
        let isSameUptime = try keepTime()
        store.writer.observe { [weak self] changes in self?.receive(changes) }
        try supervision.start(isSameUptime: isSameUptime)
        try takeUp()
        try supervision.open()
        let next = try store.nextRemoval().map(Timestamp.init(microseconds:))
        let now = moment.steady
        agenda.withLock {
            $0.removal = next
            $0.pruning = now
        }
        let reference = Reference(engine: self)
        thread.withLock { $0 = Thread(name: "winch-jobs") { while reference.engine?.turn() == true {} } }
    }

    /// Tells one more of the changes of every commit from now on, in their order. It must not block.
    public func observe(_ observer: @escaping @Sendable ([JobChange]) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    /// Takes no more work, writes what is pending and lets go. Running processes go on and are found again.
    public func stop() {
        inbox.update { $0.isStopped = true }
        thread.withLock { $0.take() }?.join()
        supervision.stop()
        store.close()
        // There is nothing to tell any more, and who is told may keep what keeps this engine.
        observers.withLock { $0 = [] }
    }

    // MARK: Reading

    /// The job of that name, or nil.
    public func job(_ key: JobKey) throws(JobError) -> Job? { try store.job(key) }

    /// Up to `limit` jobs of the selection in order of `rowID`, those after `after` and not beyond `through`.
    public func jobs(_ selection: JobSelection, after: Int64, through: Int64, limit: Int) throws(JobError) -> [Job] {
        try store.jobs(selection, after: after, through: through, limit: limit)
    }

    /// How many jobs the selection holds up to `through`. Takes time proportional to the answer.
    public func count(_ selection: JobSelection, through: Int64) throws(JobError) -> Int {
        try store.count(selection, through: through)
    }

    /// How many jobs there are.
    public var load: JobLoad { store.writer.load }

    /// The rowID of the newest job; a listing that goes through it sees no job that comes later.
    public func highWaterMark() throws(JobError) -> Int64 { store.writer.newest }

    /// Bytes of a process's output from `offset`, `length` of them at most (and no more than the limit allows).
    ///
    /// - Throws: `notFound`; `invalidArgument` for a negative offset or length.
    public func output(
        _ key: JobKey, stream: JobOutputStream, offset: Int, length: Int
    ) throws(JobError) -> JobOutput {
        guard let job = try store.job(key) else { throw .notFound }
        guard offset >= 0, length >= 0 else { throw .invalidArgument("Offset and Length must not be negative.") }
        let path = supervision.path(job.rowID, attempt: job.attempt) + "/" + stream.rawValue
        return JobOutput(path, offset: offset, length: min(length, limits.outputReadBytes))
    }

    /// What completed jobs have set on an inventory element: property name to value, by the element's path text.
    public func elementState(_ element: String) throws(JobError) -> [String: String] { try store.elementState(element) }

    // MARK: Time

    /// Does all that is due by now: what the engine's own thread does when its next time comes. For tests that set the clock.
    public func runDue() {
        var before: (turns: Int, changes: Int)
        repeat {
            before = (turns.withLock { $0 }, store.writer.handedOver)
            // What was set going has been written when an empty change behind it has.
            try? store.writer.write { _ in }
            _ = work()
        } while (turns.withLock { $0 }, store.writer.handedOver) != (before.turns, before.changes + 1)
    }

    // MARK: - The engine's thread

    /// Keeps a thread from keeping the engine.
    private struct Reference: Sendable {
        weak let engine: JobEngine?
    }

    /// Works, then waits for more; false when it is to stop.
    private func turn() -> Bool {
        while work() {}
        let now = moment
        let pause = agenda.withLock { $0.pause(at: now) } ?? JobEngine.longestPause
        let isStopped = inbox.wait(timeout: min(max(pause, .zero), JobEngine.longestPause)) { inbox in
            if inbox.isStopped { return true }
            guard inbox.isAgendaNew || !inbox.changes.isEmpty else { return nil }
            inbox.isAgendaNew = false
            return false
        }
        return isStopped != true
    }

    /// The wall clock may be set: it is looked at this often whatever is due.
    private static let longestPause = Duration.seconds(1)

    /// Follows the commits and does what is due; false when there was nothing.
    private func work() -> Bool {
        turns.withLock { turns in
            let changes = inbox.update { inbox in
                defer { inbox.changes = [] }
                return inbox.changes
            }
            for change in changes { follow(change) }
            guard runDueJobs() || !changes.isEmpty else { return false }
            turns += 1
            return true
        }
    }

    private func receive(_ changes: [JobChange]) {
        inbox.update { $0.changes += changes }
        for observer in observers.withLock(\.self) { observer(changes) }
    }

    /// Lets the thread look at the agenda again.
    func wake() { inbox.update { $0.isAgendaNew = true } }

    // MARK: - Templates

    func template(_ job: Job) -> JobTemplate? { templatesByName[job.template.foldedASCII] }

    /// The runner table. A job whose template is gone is watched as a process; a simulated one cannot go on without.
    func runner(_ job: Job) -> any JobRunner {
        let template = template(job)
        if case .simulated(let specification) = template?.runner {
            return SimulatedRunner(specification: specification, texts: template?.statusTexts ?? [:])
        }
        return ProcessRunner(template: template, supervision: supervision)
    }

    private func checkTemplates() throws(JobError) {
        var names: Set<String> = []
        for template in templates {
            try template.validate()
            try template.checkUser()
            guard names.insert(template.name.foldedASCII).inserted else {
                throw .configuration("Job template \"\(template.name)\": there are two of that name; rename one.")
            }
        }
        for template in templates { try template.validate(recoveryAmong: templatesByName) }
    }

    private static var defaultSupervisor: String {
        let program = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = readlink("/proc/self/exe", base, buffer.count)
            return String(decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let beside = folder + "/winch-supervisor"
        return access(beside, X_OK) == 0 ? beside : folder + "/../libexec/winch/winch-supervisor"
    }

    /// Where the supervision's reports go, once there is an engine.
    private final class Reports: Sendable {
        let engine = Lock(Reference(engine: nil))
    }
}
