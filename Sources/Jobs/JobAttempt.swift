public import Platform
internal import SQLite

/// An attempt at a job's work that another has followed.
public struct JobAttempt: Sendable, Hashable {
    /// From 1, over all runs; what the job's directory of output is called by.
    public var number: Int
    /// The run that it belongs to, from 1.
    public var run: Int
    /// How it ended.
    public var state: JobState
    public var started: Timestamp?
    public var ended: Timestamp?
    public var elapsed: Duration
    public var exit: JobPhase.Exit?
    public var error: JobFailure?

    /// What a job says of its last attempt, which is over.
    init(_ job: Job, run: Int) {
        number = job.attempt
        self.run = run
        state = job.state
        started = job.started
        ended = job.ended
        elapsed = job.progress.elapsedBefore
        exit = if case .ended(_, let exit, at: _) = job.phase { exit } else { nil }
        error = job.error
    }

    // MARK: - Store

    /// Values in the order of the table's columns, after the job.
    var values: [SQLiteValue] {
        [
            SQLiteValue(number), SQLiteValue(run), SQLiteValue(state.rawValue), SQLiteValue(started),
            SQLiteValue(ended), SQLiteValue(elapsed), SQLiteValue(exit.code), SQLiteValue(exit.signal),
            SQLiteValue(error?.code), SQLiteValue(error?.description), SQLiteValue(error?.summary),
        ]
    }

    static let select =
        "SELECT attempt, run, state, started, ended, elapsed, exit_code, exit_signal, error_code, error_description, "
        + "error_summary FROM attempts WHERE job = ? ORDER BY attempt"

    /// Columns in the order of `select`.
    init(_ row: borrowing Row) {
        number = Int(row.integer(0))
        run = Int(row.integer(1))
        state = JobState(rawValue: Int(row.integer(2))) ?? .exception
        started = row.time(3)
        ended = row.time(4)
        elapsed = .microseconds(row.integer(5))
        exit = row.number(6).map(JobPhase.Exit.code) ?? row.number(7).map(JobPhase.Exit.signal)
        if let code = row.number(8) {
            error = JobFailure(code: code, description: row.text(9), summary: row.text(10))
        }
    }
}
