internal import Platform
internal import SQLite

/// What is kept of jobs beyond their instances: earlier attempts, removed jobs; and the steady clock.
extension JobTransaction {
    /// How far the steady clock is ahead of the monotonic one in this uptime of the host; `fresh` for one not seen before.
    func steadyClock(boot: String, orElse fresh: Duration) throws(JobError) -> (ahead: Duration, isKnown: Bool) {
        try run { () throws(SQLiteError) in
            let known = try connection.statement("SELECT ahead FROM steady_clock WHERE boot = ?").first([.text(boot)]) {
                Duration.microseconds($0.integer(0))
            }
            if let known { return (known, true) }
            try connection.statement("DELETE FROM steady_clock").run()
            try connection.statement("INSERT INTO steady_clock VALUES (?, ?)").run([.text(boot), SQLiteValue(fresh)])
            return (fresh, false)
        }
    }

    // MARK: Attempts

    /// Keeps what a job says of an attempt that another follows.
    ///
    /// - Parameter number: the number of the run that it belongs to, from 1.
    func record(attempt job: Job, run number: Int, limits: HistoryLimits) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .run([.integer(job.rowID)] + JobAttempt(job, run: number).values)
            try connection.statement("DELETE FROM attempts WHERE job = ? AND attempt <= ?")
                .run([.integer(job.rowID), SQLiteValue(job.attempt - limits.attempts)])
        }
    }

    func forgetAttempts(of rowID: Int64) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("DELETE FROM attempts WHERE job = ?").run([.integer(rowID)])
        }
    }

    // MARK: Removed jobs

    func keep(_ record: JobRecord) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement(composed: JobTransaction.insertHistory).run(record.values)
        }
    }

    private static let insertHistory =
        "INSERT INTO history (" + JobRecord.columns.joined(separator: ", ") + ") VALUES ("
        + Array(repeating: "?", count: JobRecord.columns.count).joined(separator: ", ") + ")"

    /// Forgets the oldest of the removed jobs that are more, or older, than the limits say; a slice of them.
    ///
    /// - Returns: those forgotten, with what their runners may have left.
    func pruneHistory(removedBefore time: Timestamp, keeping count: Int, limit: Int) throws(JobError) -> [Leftover] {
        try run { () throws(SQLiteError) in
            // Places are given in order: the newest says how many there are.
            let last = try connection.statement("SELECT max(place) FROM history").first { $0.optionalInteger(0) } ?? nil
            guard let last else { return [] }
            let old = try connection.statement(
                "SELECT place, job, template, attempt, removed FROM history ORDER BY place LIMIT ?"
            ).all([SQLiteValue(limit)]) {
                (
                    place: $0.integer(0), removed: $0.integer(4),
                    leftover: Leftover(rowID: $0.integer(1), template: $0.text(2), attempts: Int($0.integer(3)))
                )
            }.prefix { $0.removed < time.microseconds || $0.place <= last - Int64(count) }
            guard let through = old.last?.place else { return [] }
            try connection.statement("DELETE FROM history WHERE place <= ?").run([.integer(through)])
            for (_, _, leftover) in old {
                try connection.statement("DELETE FROM attempts WHERE job = ?").run([.integer(leftover.rowID)])
            }
            return old.map(\.leftover)
        }
    }

    /// A job of which nothing is kept any more but files.
    struct Leftover: Sendable {
        var rowID: Int64
        var template: String
        var attempts: Int
    }
}
