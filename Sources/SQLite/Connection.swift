internal import CSQLite

/// A connection to a database file, with its prepared statements.
///
/// Opened without SQLite's own mutexes: one thread at a time has it, whoever holds it sees to that. The file is in
/// write-ahead mode with synchronous=FULL, so that what a COMMIT returned from survives a loss of power.
public final class Connection: @unchecked Sendable {  // because one thread at a time has it, see above
    public enum Mode: Sendable {
        case readWriteCreate
        case readOnly
    }

    /// Of the database file.
    public let path: String
    private let handle: OpaquePointer
    /// Statements by the address of their text: a literal has one for the life of the program.
    private var statements: [UnsafeRawPointer: Statement] = [:]
    private var composed: [String: Statement] = [:]

    /// Statements put together at run time that are kept; beyond that all are let go and made again.
    private static let composedLimit = 64

    /// - Parameters:
    ///   - path: of the database file.
    ///   - mode: whether to read, to write, and to make the file.
    ///   - busyTimeout: how long to wait for another connection's lock, in milliseconds.
    ///   - cacheKiB: memory for pages.
    /// - Throws: `SQLiteError`, also when the file is no database.
    public init(
        _ path: String, mode: Mode = .readWriteCreate, busyTimeout: Int32 = 5000, cacheKiB: Int = 2048
    ) throws(SQLiteError) {
        let flags =
            switch mode {
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let opened else {
            let error =
                opened.map { SQLiteError($0, attempted: "open \(path)") }
                ?? SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), attempted: "open \(path)")
            sqlite3_close_v2(opened)
            throw error
        }
        self.path = path
        handle = opened
        sqlite3_busy_timeout(handle, busyTimeout)
        try execute("PRAGMA foreign_keys = ON")
        try execute("PRAGMA cache_size = -\(cacheKiB)")
        try execute("PRAGMA temp_store = MEMORY")
        if mode == .readWriteCreate {
            try execute("PRAGMA journal_mode = WAL")
            try execute("PRAGMA synchronous = FULL")
        }
    }

    deinit {
        statements.removeAll()
        composed.removeAll()
        sqlite3_close_v2(handle)
    }

    // MARK: Statements

    /// The prepared form of a literal; prepared once.
    public func statement(_ sql: StaticString) throws(SQLiteError) -> Statement {
        let address = UnsafeRawPointer(sql.utf8Start)
        if let statement = statements[address] { return statement }
        let statement = try Statement(sql.description, database: handle)
        statements[address] = statement
        return statement
    }

    /// The prepared form of a text put together at run time (never from a client's words; values are bound).
    public func statement(composed sql: String) throws(SQLiteError) -> Statement {
        if let statement = composed[sql] { return statement }
        let statement = try Statement(sql, database: handle)
        if composed.count >= Connection.composedLimit { composed.removeAll() }
        composed[sql] = statement
        return statement
    }

    /// Runs any number of statements given as one text.
    public func execute(_ sql: String) throws(SQLiteError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw SQLiteError(handle, attempted: sql) }
    }

    /// The rowid of the latest INSERT.
    public var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }
    /// Rows changed by the latest statement.
    public var changes: Int { Int(sqlite3_changes(handle)) }
    /// Rows changed since the connection was opened, those included whose change was undone.
    public var totalChanges: Int { Int(sqlite3_total_changes(handle)) }
    /// Whether BEGIN has been run and neither COMMIT nor ROLLBACK; SQLite itself rolls back after some errors.
    public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    // MARK: Transactions

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    public func transaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(SQLiteError) -> Result {
        try statement("BEGIN IMMEDIATE").run()
        do {
            let result = try body()
            try statement("COMMIT").run()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Ends the transaction without effect, if there still is one.
    public func rollBack() {
        // Nothing to do about a failure: SQLite has then rolled back itself, or will when the file is next opened.
        if isInTransaction { try? execute("ROLLBACK") }
    }

    // MARK: Care

    /// Moves the write-ahead log into the database and empties it, as far as readers allow.
    public func checkpoint() throws(SQLiteError) { try execute("PRAGMA wal_checkpoint(TRUNCATE)") }

    /// SQLite's own check of the file: nil when sound, else the first complaint.
    public func complaint() throws(SQLiteError) -> String? {
        let answer = try statement("PRAGMA integrity_check(1)").first { $0.text(0) }
        return answer == "ok" ? nil : answer
    }

    /// Writes the whole database as it is at this moment into another, whose content goes. Others may read and write here
    /// meanwhile. The copy is a single file, with no log beside it.
    public func copy(into other: Connection) throws(SQLiteError) {
        guard let backup = sqlite3_backup_init(other.handle, "main", handle, "main") else {
            throw SQLiteError(other.handle, attempted: "copy \(path)")
        }
        // In one step: between steps the copy would begin anew whenever somebody writes.
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else {
            throw SQLiteError(
                code: code, message: String(cString: sqlite3_errstr(code)), attempted: "copy \(path) to \(other.path)")
        }
        try other.execute("PRAGMA journal_mode = DELETE")
    }
}
