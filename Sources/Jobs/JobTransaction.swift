internal import Platform
internal import SQLite

/// What one change may do to the store, on the writer's thread: read what holds now, write what shall hold next.
///
/// All changes of a batch are committed together; one that throws is undone by itself.
final class JobTransaction {
    let connection: Connection
    private let path: String
    private let cache: JobCache
    let limits: JobLimits
    private let insertRow: Statement
    private let updateProgress: Statement
    private let updatePhase: Statement
    private let updateSettings: Statement
    private let selectRow: Statement
    private let selectKey: Statement
    private let table: ChangeTable

    /// What the open batch has changed so far, in order.
    private(set) var changes: [JobChange] = []
    /// The batch's word on each row it has touched; nil when removed.
    private var touched: [Int64: StoredJob?] = [:]
    private var touchedKeys: [JobKey: Int64?] = [:]
    private(set) var counts: JobCounts
    /// When the batch began.
    private var elementsBefore = 0

    init(
        connection: Connection, cache: JobCache, limits: JobLimits, table: ChangeTable
    ) throws(SQLiteError) {
        self.connection = connection
        self.cache = cache
        self.limits = limits
        self.table = table
        path = connection.path
        insertRow = try connection.statement(composed: JobRow.insert)
        updateProgress = try connection.statement(composed: JobRow.updateProgress)
        updatePhase = try connection.statement(composed: JobRow.updatePhase)
        updateSettings = try connection.statement(composed: JobRow.updateSettings)
        selectRow = try connection.statement(composed: JobRow.select + " WHERE id = ?")
        selectKey = try connection.statement(composed: JobRow.select + " WHERE instance_id = ? AND namespace = ?")
        counts = try JobCounts(connection)
    }

    // MARK: Reading

    func job(row: Int64) throws(JobError) -> StoredJob? {
        if let known = touched[row] { return known }
        // The cache is never behind here: only this thread commits.
        if let cached = cache.job(row: row) { return cached }
        return try run { () throws(SQLiteError) in try selectRow.first([.integer(row)]) { StoredJob(JobRow.job($0)) } }
    }

    func job(_ key: JobKey) throws(JobError) -> StoredJob? {
        if let known = touchedKeys[key] { return try known.flatMap { (row) throws(JobError) in try job(row: row) } }
        if let cached = cache.job(key) { return try job(row: cached.job.rowID) }
        return try run { () throws(SQLiteError) in
            try selectKey.first([.text(key.instanceID), .text(key.namespace)]) { StoredJob(JobRow.job($0)) }
        }
    }

    // MARK: Writing

    /// Stores a new job and gives it its place.
    ///
    /// - Throws: `JobError.limit`; `JobError.busy` when a job of that name has not ended, or belongs to somebody else.
    func insert(_ new: Job) throws(JobError) -> Job {
        if let former = try job(new.key) {
            guard former.job.owner == new.owner else {
                throw .busy("The InstanceID of \(new.key) is taken by a job of somebody else: choose another.")
            }
            guard former.job.phase.isEnded else {
                throw .busy("A job \(new.key) exists and is \(former.job.state): wait for its end, or terminate it.")
            }
            try remove(former, at: new.submitted)
        }
        try counts.admit(new, limits: limits)
        var job = new
        try run { () throws(SQLiteError) in
            try insertRow.run(
                JobRow.identityValues(new) + JobRow.progressValues(new) + JobRow.phaseValues(new)
                    + JobRow.provenanceValues(new) + JobRow.runValues(new))
        }
        job.rowID = connection.lastInsertedRowID
        note(JobChange(before: nil, after: StoredJob(job)))
        return job
    }

    /// Writes the job's progress: all that changes without a change of state.
    func writeProgress(_ job: Job, after previous: StoredJob) throws(JobError) {
        try run { () throws(SQLiteError) in
            try updateProgress.run(JobRow.progressValues(job) + [.integer(job.rowID)])
        }
        note(JobChange(before: previous, after: StoredJob(job)))
    }

    /// Writes phase and progress, if the stored state is still that of `previous`.
    func write(_ job: Job, after previous: StoredJob) throws(JobError) {
        try run { () throws(SQLiteError) in
            try updatePhase.run(
                JobRow.progressValues(job) + JobRow.phaseValues(job) + JobRow.runValues(job)
                    + [SQLiteValue(job.scheduledStart)]
                    + [.integer(job.rowID), .integer(Int64(previous.job.state.rawValue))])
        }
        guard connection.changes == 1 else {
            throw .busy("The job \(job.key) has changed its state meanwhile: read it and ask again.")
        }
        note(JobChange(before: previous, after: StoredJob(job)))
    }

    /// Writes what clients may set, if the stored state is still that of `previous`.
    func writeSettings(_ job: Job, after previous: StoredJob) throws(JobError) {
        try run { () throws(SQLiteError) in
            try updateSettings.run(
                JobRow.settingsValues(job) + [.integer(job.rowID), .integer(Int64(previous.job.state.rawValue))])
        }
        guard connection.changes == 1 else {
            throw .busy("The job \(job.key) has changed its state meanwhile: read it and ask again.")
        }
        note(JobChange(before: previous, after: StoredJob(job)))
    }

    /// Takes a job out of what clients see; the history keeps it, if there is one.
    ///
    /// - Parameter now: on the wall clock.
    func remove(_ stored: StoredJob, at now: Timestamp) throws(JobError) {
        if limits.history.age > .zero {
            try keep(JobRecord(stored.job, removed: now))
        } else {
            try forgetAttempts(of: stored.job.rowID)
        }
        try run { () throws(SQLiteError) in
            try connection.statement("DELETE FROM jobs WHERE id = ?").run([.integer(stored.job.rowID)])
        }
        note(JobChange(before: stored, after: nil))
    }

    /// Sets properties of an inventory element.
    ///
    /// - Throws: `JobError.limit` when too many elements have a state.
    func set(_ properties: [String: String], of element: String) throws(JobError) {
        guard !properties.isEmpty else { return }
        let isNew = try run { () throws(SQLiteError) in
            try connection.statement("SELECT 1 FROM element_states WHERE element = ? LIMIT 1")
                .first([.text(element)]) { _ in true } == nil
        }
        if isNew, counts.elements >= limits.elements {
            throw .limit(.elements, "The limit of \(limits.elements) elements with stored state is reached.")
        }
        for (property, value) in properties.sorted(by: { $0.key < $1.key }) {
            try run { () throws(SQLiteError) in
                try connection.statement(
                    """
                    INSERT INTO element_states VALUES (?, ?, ?)
                    ON CONFLICT (element, property) DO UPDATE SET value = excluded.value
                    """
                ).run([.text(element), .text(property), .text(value)])
            }
        }
        if isNew { counts.elements += 1 }
    }

    /// Ended jobs whose time is over, a slice at a time.
    func removable(at now: Int64, limit: Int) throws(JobError) -> [StoredJob] {
        try run { () throws(SQLiteError) in
            try connection.statement(
                composed: JobRow.select + " WHERE removal IS NOT NULL AND removal <= ? ORDER BY removal LIMIT ?"
            ).all([.integer(now), .integer(Int64(limit))]) { StoredJob(JobRow.job($0)) }
        }
    }

    // MARK: - Batch

    func begin() throws(JobError) {
        changes.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
        touchedKeys.removeAll(keepingCapacity: true)
        elementsBefore = counts.elements
        try run { () throws(SQLiteError) in try connection.statement("BEGIN IMMEDIATE").run() }
    }

    /// What became of a change.
    enum Outcome {
        case done
        /// It has thrown, and nothing of it is left.
        case refused(JobError)
        /// It has thrown and left what only the end of the batch undoes: the others have to be done again.
        case entangled
        /// The whole batch is lost: SQLite rolls back by itself after some errors.
        case lost(JobError)
    }

    /// Runs one change; undone when it throws.
    ///
    /// - Parameter isGuarded: whether it can be undone by itself whatever it has written. That costs more than most changes
    ///   do, and those that are refused have hardly ever written anything.
    func perform(_ change: (JobTransaction) throws(JobError) -> Void, isGuarded: Bool) -> Outcome {
        let mark = changes.count
        let (elements, written) = (counts.elements, connection.totalChanges)
        do throws(JobError) {
            if isGuarded { try run { () throws(SQLiteError) in try connection.statement("SAVEPOINT change").run() } }
            try change(self)
            if isGuarded { try run { () throws(SQLiteError) in try connection.statement("RELEASE change").run() } }
            return .done
        } catch {
            guard connection.isInTransaction else { return .lost(error) }
            guard isGuarded || connection.totalChanges == written else { return .entangled }
            for undone in changes[mark...].reversed() { counts.takeBack(undone) }
            counts.elements = elements
            if mark < changes.count {
                changes.removeSubrange(mark...)
                retrace()
            }
            guard isGuarded else { return .refused(error) }
            do throws(SQLiteError) {
                try connection.statement("ROLLBACK TO change").run()
                try connection.statement("RELEASE change").run()
            } catch {
                return .lost(JobError(error, path: path))
            }
            return .refused(error)
        }
    }

    /// Ends the batch without effect, to begin it anew.
    func takeBack() {
        connection.rollBack()
        for undone in changes.reversed() { counts.takeBack(undone) }
        counts.elements = elementsBefore
    }

    func commit() throws(JobError) {
        let owners = counts.takeOwnerChanges()
        try run { () throws(SQLiteError) in
            for (owner, difference) in owners where difference != 0 {
                try connection.statement(
                    "INSERT INTO owners VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET jobs = jobs + excluded.jobs"
                ).run([.text(owner), .integer(Int64(difference))])
            }
            try table.append(&changes)
            try connection.statement("COMMIT").run()
        }
        table.committed(changes)
    }

    /// Ends the batch without effect and counts again what the file holds.
    func rollBack() {
        connection.rollBack()
        changes.removeAll()
        touched.removeAll()
        touchedKeys.removeAll()
        // When even reading fails the old counts stay; the next batch will fail as well and say why.
        if let counted = try? JobCounts(connection) { counts = counted }
    }

    /// Sees to it that a batch whose commit failed stays undone. When the disk fails while it flushes, the log already holds
    /// the batch, whole and with its commit, and whoever opens the file next would take it for good; the next commit is
    /// written over it. Returns false when that cannot be done for now.
    func settle() -> Bool {
        // The same number again: a write that changes nothing.
        (try? connection.execute("PRAGMA user_version = \(JobStore.migrations.count)")) != nil
    }

    // MARK: - Private

    private func note(_ change: JobChange) {
        changes.append(change)
        touch(change)
        counts.take(change)
    }

    private func touch(_ change: JobChange) {
        if let after = change.after {
            touched.updateValue(after, forKey: after.job.rowID)
            touchedKeys.updateValue(after.job.rowID, forKey: after.job.key)
        } else if let before = change.before {
            touched.updateValue(nil, forKey: before.job.rowID)
            touchedKeys.updateValue(nil, forKey: before.job.key)
        }
    }

    private func retrace() {
        touched.removeAll(keepingCapacity: true)
        touchedKeys.removeAll(keepingCapacity: true)
        for change in changes { touch(change) }
    }

    func run<Result>(_ body: () throws(SQLiteError) -> Result) throws(JobError) -> Result {
        do throws(SQLiteError) { return try body() } catch { throw JobError(error, path: path) }
    }
}
