internal import Platform
internal import SQLite

/// The change log's table, on the writer's thread: a row holds what one transaction has changed, cut into pieces.
///
/// A change costs no statement of its own: all of a batch become one or few rows in the batch's own transaction.
final class ChangeTable {
    /// What the table holds when the store is opened.
    struct Opening {
        var name: String
        var newest: Int64
    }

    private let connection: Connection
    private let limits: JobLimits
    private let time: any TimeSource
    /// The number of the newest change that is committed.
    private var newest: Int64
    private var rowsUntilPruning = ChangeTable.pruningInterval

    /// Changes of one row: a reader takes in all of it.
    private static let rowLength = 64
    private static let pruningInterval = 32
    /// Rows removed at once: more than come between, few enough that nobody waits.
    private static let pruningSlice = 96

    init(_ connection: Connection, limits: JobLimits, time: any TimeSource) throws(SQLiteError) {
        self.connection = connection
        self.limits = limits
        self.time = time
        newest =
            try connection.statement("SELECT first + count - 1 FROM changes ORDER BY first DESC LIMIT 1")
            .first { $0.integer(0) } ?? 0
    }

    /// What the log is called, and how far it has come. Names it when it is new.
    func opening() throws(SQLiteError) -> Opening {
        try connection.statement("INSERT OR IGNORE INTO change_log VALUES (1, ?)").run([.integer(time.now.microseconds)]
        )
        let begun = try connection.statement("SELECT begun FROM change_log").first { $0.integer(0) } ?? 0
        return Opening(name: String(begun), newest: newest)
    }

    // MARK: - In a transaction

    /// Numbers the changes of a batch and writes them down.
    func append(_ changes: inout [JobChange]) throws(SQLiteError) {
        guard !changes.isEmpty else { return }
        let now = time.now
        for index in changes.indices {
            changes[index].number = newest + 1 + Int64(index)
            changes[index].time = now
        }
        for start in stride(from: 0, to: changes.count, by: Self.rowLength) {
            let row = changes[start..<min(start + Self.rowLength, changes.count)]
            var record = ChangeRecord()
            for change in row { record.append(change) }
            try connection.statement("INSERT INTO changes VALUES (?, ?, ?, ?)").run([
                .integer(row[start].number), .integer(Int64(row.count)), .integer(now.microseconds),
                .blob(record.bytes),
            ])
            rowsUntilPruning -= 1
        }
        if rowsUntilPruning <= 0 { try prune(upTo: newest + Int64(changes.count), at: now) }
    }

    /// The batch of these changes is on disk.
    func committed(_ changes: [JobChange]) {
        if let last = changes.last { newest = last.number }
    }

    /// Removes what nobody may read any more, a slice at a time; never the newest row, which holds the count.
    private func prune(upTo last: Int64, at now: Timestamp) throws(SQLiteError) {
        rowsUntilPruning = Self.pruningInterval
        let tooOld = now + (.zero - limits.changeAge)
        try connection.statement(
            """
            DELETE FROM changes WHERE first IN (
                SELECT first FROM changes WHERE first + count <= ?1 OR time < ?2 AND first + count <= ?3
                ORDER BY first LIMIT ?4)
            """
        ).run([
            .integer(last - Int64(limits.changes) + 1), .integer(tooOld.microseconds), .integer(newest),
            .integer(Int64(Self.pruningSlice)),
        ])
    }

    // MARK: - Reading, on any connection

    /// Changes from a number on, or from the oldest there is, `limit` of them at most.
    static func read(_ connection: Connection, from number: Int64, limit: Int) throws(SQLiteError) -> [JobChange] {
        let rows = try connection.statement(
            """
            SELECT first, time, data FROM changes
            WHERE first >= coalesce((SELECT max(first) FROM changes WHERE first <= ?1), 0) ORDER BY first LIMIT ?2
            """
        ).all([.integer(number), .integer(Int64(limit / rowLength + 2))]) {
            ChangeRecord.changes($0.blob(2), first: $0.integer(0), time: Timestamp(microseconds: $0.integer(1)))
        }
        return Array(rows.joined().lazy.filter { $0.number >= number }.prefix(limit))
    }
}
