public import Platform
internal import SQLite

/// What the store keeps of a job longest.
public struct JobRecord: Sendable, Hashable {
    public var rowID: Int64
    public var key: JobKey
    public var className: String
    public var template: String
    public var owner: String
    public var target: String?
    public var submitted: Timestamp
    public var started: Timestamp?
    public var ended: Timestamp?
    /// Nil while clients can see it.
    public var removed: Timestamp?
    public var state: JobState
    public var status: String
    public var runs: Int
    public var attempt: Int
    public var elapsed: Duration
    public var exit: JobPhase.Exit?
    public var error: JobFailure?

    init(_ job: Job, removed: Timestamp?) {
        rowID = job.rowID
        key = job.key
        className = job.className
        template = job.template
        owner = job.owner
        target = job.target
        submitted = job.submitted
        started = job.started
        ended = job.ended
        self.removed = removed
        state = job.state
        status = job.status
        runs = job.runs
        attempt = job.attempt
        elapsed = job.progress.elapsedBefore
        exit = if case .ended(_, let exit, at: _) = job.phase { exit } else { nil }
        error = job.error
    }

    // MARK: - Store

    /// In the order of the properties.
    static let columns = [
        "job", "namespace", "instance_id", "class", "template", "owner", "target", "submitted", "started", "ended",
        "removed", "state", "status", "runs", "attempt", "elapsed", "exit_code", "exit_signal", "error_code",
        "error_description", "error_summary",
    ]
    static let select = "SELECT " + columns.joined(separator: ", ") + " FROM history"

    /// Values in the order of `columns`.
    var values: [SQLiteValue] {
        [
            .integer(rowID), .text(key.namespace), .text(key.instanceID), .text(className), .text(template),
            .text(owner), SQLiteValue(target), SQLiteValue(submitted), SQLiteValue(started), SQLiteValue(ended),
            SQLiteValue(removed), SQLiteValue(state.rawValue), .text(status), SQLiteValue(runs), SQLiteValue(attempt),
            SQLiteValue(elapsed), SQLiteValue(exit.code), SQLiteValue(exit.signal), SQLiteValue(error?.code),
            SQLiteValue(error?.description), SQLiteValue(error?.summary),
        ]
    }

    /// Columns in the order of `select`.
    init(_ row: borrowing Row) {
        rowID = row.integer(0)
        key = JobKey(namespace: row.text(1), instanceID: row.text(2))
        className = row.text(3)
        template = row.text(4)
        owner = row.text(5)
        target = row.optionalText(6)
        submitted = Timestamp(microseconds: row.integer(7))
        started = row.time(8)
        ended = row.time(9)
        removed = row.time(10)
        state = JobState(rawValue: Int(row.integer(11))) ?? .exception
        status = row.text(12)
        runs = Int(row.integer(13))
        attempt = Int(row.integer(14))
        elapsed = .microseconds(row.integer(15))
        exit = row.number(16).map(JobPhase.Exit.code) ?? row.number(17).map(JobPhase.Exit.signal)
        if let code = row.number(18) {
            error = JobFailure(code: code, description: row.text(19), summary: row.text(20))
        }
    }
}

extension JobPhase.Exit? {
    /// As two columns: a code, or a signal.
    var code: Int? { if case .code(let code)? = self { code } else { nil } }
    var signal: Int? { if case .signal(let signal)? = self { signal } else { nil } }
}
