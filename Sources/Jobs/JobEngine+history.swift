internal import Platform
internal import SQLite

extension JobEngine {
    /// What is kept of the last job of that name that was removed; nil when nothing is.
    public func removed(_ key: JobKey) throws(JobError) -> JobRecord? { try store.removed(key) }

    /// The earlier attempts of a job, present or removed, that are kept; the last is the job's own.
    public func attempts(_ key: JobKey) throws(JobError) -> [JobAttempt] {
        if let present = try job(key) { return try store.attempts(present.rowID) }
        guard let removed = try removed(key) else { return [] }
        return try store.attempts(removed.rowID)
    }

    /// Forgets removed jobs whose time in the history is over, slice by slice, and their output.
    func pruneHistory(at now: Moment) {
        let leftovers = Lock<[JobTransaction.Leftover]>([])
        let oldest = now.wall + (.zero - limits.history.age)
        store.writer.enqueue { [limits] (transaction) throws(JobError) in
            let forgotten = try transaction.pruneHistory(
                removedBefore: oldest, keeping: limits.history.jobs, limit: JobEngine.removalSlice)
            leftovers.withLock { $0 = forgotten }
        } completion: { [self] error in
            if error == .stopped { return }
            if let error { log.log(.error, "old jobs could not be forgotten: \(error)") }
            let forgotten = error == nil ? leftovers.withLock { $0 } : []
            let isMore = forgotten.count == JobEngine.removalSlice
            let next = moment.steady + (isMore ? .zero : JobEngine.pruningPause)
            agenda.withLock {
                $0.leftovers += forgotten
                $0.pruning = next
            }
            wake()
        }
    }

    /// Between two looks at the history.
    private static let pruningPause = Duration.seconds(60)
}

extension JobStore {
    func attempts(_ rowID: Int64) throws(JobError) -> [JobAttempt] {
        try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(composed: JobAttempt.select).all([.integer(rowID)], JobAttempt.init)
        }
    }

    func removed(_ key: JobKey) throws(JobError) -> JobRecord? {
        try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(
                composed: JobRecord.select + " WHERE instance_id = ? AND namespace = ? ORDER BY place DESC LIMIT 1"
            ).first([.text(key.instanceID), .text(key.namespace)], JobRecord.init)
        }
    }
}
