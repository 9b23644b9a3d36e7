internal import Platform
internal import SQLite

/// A job as a row of the table `jobs`: the one place that knows which column holds what.
///
/// The columns come in three groups, written together: `identity` once, `progress` often, `phase` with each change of
/// state. Only the last has indexed columns, so that progress touches no index.
enum JobRow {
    static let identity = [
        "namespace", "instance_id", "class", "template", "owner", "name", "caption", "description", "element_name",
        "job_type", "submitted", "scheduled_start", "arguments", "target", "priority", "notify", "cancellable",
        "delete_on_completion", "time_before_removal", "run_times", "run_month", "run_day", "run_day_of_week",
        "run_start_interval", "local_or_utc", "until_time", "recovery_action",
    ]
    static let progress = [
        "elapsed_before", "active_since", "percent", "segment_step", "segment_target", "segment_start",
        "segment_duration", "status", "warnings", "properties",
    ]
    static let phase = [
        "state", "toward", "state_changed", "started", "ended", "exit_code", "exit_signal", "attempt", "error_code",
        "error_description", "error_summary", "removal",
    ]

    /// What later migrations added to the identity.
    static let provenance = ["origin"]
    /// And to the phase.
    static let runs = ["handed_over", "runs", "reruns", "retry_at"]
    private static let all = identity + progress + phase + provenance + runs

    static let select = "SELECT id, " + all.joined(separator: ", ") + " FROM jobs"
    static let insert =
        "INSERT INTO jobs (" + all.joined(separator: ", ") + ") VALUES ("
        + Array(repeating: "?", count: all.count).joined(separator: ", ") + ")"
    static let updateProgress =
        "UPDATE jobs SET " + progress.map { $0 + " = ?" }.joined(separator: ", ") + " WHERE id = ?"
    /// The stored state is compared: a row that has moved meanwhile is not touched.
    static let updatePhase =
        "UPDATE jobs SET " + (progress + phase + runs + ["scheduled_start"]).map { $0 + " = ?" }.joined(separator: ", ")
        + " WHERE id = ? AND state = ?"

    /// Of the columns written once, those that clients may set later; and what hangs on them.
    static let updateSettings =
        "UPDATE jobs SET priority = ?, notify = ?, delete_on_completion = ?, time_before_removal = ?, removal = ?,"
        + " scheduled_start = ?, run_times = ?, run_month = ?, run_day = ?, run_day_of_week = ?, run_start_interval = ?,"
        + " local_or_utc = ?, until_time = ? WHERE id = ? AND state = ?"

    // MARK: Writing

    static func identityValues(_ job: Job) -> [SQLiteValue] {
        [
            .text(job.key.namespace), .text(job.key.instanceID), .text(job.className), .text(job.template),
            .text(job.owner), .text(job.name), .text(job.caption), .text(job.description), .text(job.elementName),
            SQLiteValue(job.jobType), SQLiteValue(job.submitted), SQLiteValue(job.scheduledStart),
            .text(TextMap.text(job.arguments)), SQLiteValue(job.target), SQLiteValue(job.priority),
            SQLiteValue(job.notify), SQLiteValue(job.cancellable), SQLiteValue(job.deleteOnCompletion),
            SQLiteValue(job.timeBeforeRemoval), SQLiteValue(job.runTimes), SQLiteValue(job.runMonth),
            SQLiteValue(job.runDay), SQLiteValue(job.runDayOfWeek), SQLiteValue(job.runStartInterval),
            SQLiteValue(job.localOrUTC), SQLiteValue(job.untilTime), SQLiteValue(job.recoveryAction),
        ]
    }

    static func settingsValues(_ job: Job) -> [SQLiteValue] {
        [
            SQLiteValue(job.priority), SQLiteValue(job.notify), SQLiteValue(job.deleteOnCompletion),
            SQLiteValue(job.timeBeforeRemoval), SQLiteValue(job.removal), SQLiteValue(job.scheduledStart),
            SQLiteValue(job.runTimes), SQLiteValue(job.runMonth), SQLiteValue(job.runDay),
            SQLiteValue(job.runDayOfWeek), SQLiteValue(job.runStartInterval), SQLiteValue(job.localOrUTC),
            SQLiteValue(job.untilTime),
        ]
    }

    static func progressValues(_ job: Job) -> [SQLiteValue] {
        let progress = job.progress
        return [
            SQLiteValue(progress.elapsedBefore), SQLiteValue(progress.activeSince), SQLiteValue(progress.percent),
            SQLiteValue(progress.segment?.step), SQLiteValue(progress.segment?.target),
            SQLiteValue(progress.segment?.start), SQLiteValue(progress.segment?.duration), .text(job.status),
            .text(TextMap.text(job.warnings)), .text(TextMap.text(job.properties)),
        ]
    }

    static func phaseValues(_ job: Job) -> [SQLiteValue] {
        var toward: JobState?
        var exitCode: Int?
        var exitSignal: Int?
        switch job.phase {
        case .live(.shuttingDown(toward: let end), since: _): toward = end.state
        case .ended(_, .code(let code), at: _): exitCode = code
        case .ended(_, .signal(let signal), at: _): exitSignal = signal
        case .waiting, .live, .ended: break
        }
        return [
            SQLiteValue(job.state.rawValue), SQLiteValue(toward?.rawValue), SQLiteValue(job.lastStateChange),
            SQLiteValue(job.started), SQLiteValue(job.ended), SQLiteValue(exitCode), SQLiteValue(exitSignal),
            SQLiteValue(job.attempt), SQLiteValue(job.error?.code), SQLiteValue(job.error?.description),
            SQLiteValue(job.error?.summary), SQLiteValue(job.removal),
        ]
    }

    static func provenanceValues(_ job: Job) -> [SQLiteValue] { [SQLiteValue(job.origin)] }

    static func runValues(_ job: Job) -> [SQLiteValue] {
        [SQLiteValue(job.isHandedOver), SQLiteValue(job.runs), SQLiteValue(job.reruns), SQLiteValue(job.retry)]
    }

    /// All columns in the order of `select`.
    static func values(_ job: Job) -> [SQLiteValue] {
        [.integer(job.rowID)] + identityValues(job) + progressValues(job) + phaseValues(job) + provenanceValues(job)
            + runValues(job)
    }

    // MARK: Reading

    /// Columns in the order of `select`.
    static func job<Columns: JobColumns & ~Copyable>(_ row: borrowing Columns) -> Job {
        var job = identity(row)
        progress(row, into: &job)
        phase(row, into: &job)
        job.origin = row.optionalText(50)
        job.isHandedOver = row.integer(51) != 0
        job.runs = Int(row.integer(52))
        job.reruns = Int(row.integer(53))
        job.retry = row.time(54)
        return job
    }

    private static func identity<Columns: JobColumns & ~Copyable>(_ row: borrowing Columns) -> Job {
        var job = Job(
            rowID: row.integer(0), key: JobKey(namespace: row.text(1), instanceID: row.text(2)), className: row.text(3),
            template: row.text(4), owner: row.text(5), name: row.text(6), phase: .waiting(due: nil),
            submitted: Timestamp(microseconds: row.integer(11)))
        job.caption = row.text(7)
        job.description = row.text(8)
        job.elementName = row.text(9)
        job.jobType = row.number(10)
        job.scheduledStart = row.time(12)
        job.arguments = TextMap.map(row.text(13))
        job.target = row.optionalText(14)
        job.priority = Int(row.integer(15))
        job.notify = row.optionalText(16)
        job.cancellable = row.integer(17) != 0
        job.deleteOnCompletion = row.integer(18) != 0
        job.timeBeforeRemoval = .microseconds(row.integer(19))
        job.runTimes = Int(row.integer(20))
        job.runMonth = row.number(21)
        job.runDay = row.number(22)
        job.runDayOfWeek = row.number(23)
        job.runStartInterval = row.duration(24)
        job.localOrUTC = row.number(25)
        job.untilTime = row.time(26)
        job.recoveryAction = Int(row.integer(27))
        return job
    }

    private static func progress<Columns: JobColumns & ~Copyable>(_ row: borrowing Columns, into job: inout Job) {
        job.progress.elapsedBefore = .microseconds(row.integer(28))
        job.progress.activeSince = row.time(29)
        job.progress.percent = Int(row.integer(30))
        if let step = row.number(31) {
            job.progress.segment = JobProgress.Segment(
                step: step, target: Int(row.integer(32)), start: .microseconds(row.integer(33)),
                duration: .microseconds(row.integer(34)))
        }
        job.status = row.text(35)
        job.warnings = TextMap.list(row.text(36))
        job.properties = TextMap.map(row.text(37))
    }

    private static func phase<Columns: JobColumns & ~Copyable>(_ row: borrowing Columns, into job: inout Job) {
        job.lastStateChange = row.time(40)
        job.started = row.time(41)
        job.ended = row.time(42)
        let exit = row.number(43).map(JobPhase.Exit.code) ?? row.number(44).map(JobPhase.Exit.signal)
        job.attempt = Int(row.integer(45))
        if let code = row.number(46) {
            job.error = JobFailure(code: code, description: row.text(47), summary: row.text(48))
        }
        job.removal = row.time(49)
        let since = job.lastStateChange ?? job.submitted
        let at = job.ended ?? since
        switch JobState(rawValue: Int(row.integer(38))) ?? .exception {
        case .new: job.phase = .waiting(due: job.scheduledStart)
        case .starting: job.phase = .live(.starting, since: since)
        case .running: job.phase = .live(.running, since: since)
        case .suspended: job.phase = .live(.suspended, since: since)
        case .shuttingDown: job.phase = .live(.shuttingDown(toward: end(row.number(39))), since: since)
        case .service: job.phase = .live(.service, since: since)
        case .queryPending: job.phase = .live(.queryPending, since: since)
        case .completed: job.phase = .ended(.completed, exit, at: at)
        case .completedWithWarnings: job.phase = .ended(.completedWithWarnings, exit, at: at)
        case .terminated: job.phase = .ended(.terminated, exit, at: at)
        case .killed: job.phase = .ended(.killed, exit, at: at)
        case .exception: job.phase = .ended(.exception, exit, at: at)
        }
    }

    private static func end(_ state: Int?) -> JobPhase.End {
        switch state.flatMap(JobState.init(rawValue:)) {
        case .completed: .completed
        case .completedWithWarnings: .completedWithWarnings
        case .killed: .killed
        case .exception: .exception
        default: .terminated
        }
    }
}

extension SQLiteValue {
    init(_ time: Timestamp?) { self = time.map { .integer($0.microseconds) } ?? .null }
    init(_ duration: Duration?) { self = duration.map { .integer($0.microseconds) } ?? .null }
}

extension JobColumns where Self: ~Copyable {
    func number(_ column: Int32) -> Int? { optionalInteger(column).map { Int($0) } }
    func time(_ column: Int32) -> Timestamp? { optionalInteger(column).map(Timestamp.init(microseconds:)) }
    fileprivate func duration(_ column: Int32) -> Duration? { optionalInteger(column).map { .microseconds($0) } }
}
