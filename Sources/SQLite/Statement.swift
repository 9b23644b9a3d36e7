internal import CSQLite

/// A prepared statement of one connection, used by the thread that has the connection.
public final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private let sql: String

    init(_ sql: String, database: OpaquePointer) throws(SQLiteError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw SQLiteError(database, attempted: sql) }
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Running

    /// Runs it to its end, rows ignored.
    public func run(_ values: [SQLiteValue] = []) throws(SQLiteError) {
        try bind(values)
        defer { reset() }
        while try step() {}
    }

    /// All rows, each made into a value.
    public func all<Element>(
        _ values: [SQLiteValue] = [], _ element: (borrowing Row) -> Element
    ) throws(SQLiteError) -> [Element] {
        try bind(values)
        defer { reset() }
        var elements: [Element] = []
        while try step() { elements.append(element(Row(handle))) }
        return elements
    }

    /// The first row made into a value; nil when there is none.
    public func first<Element>(
        _ values: [SQLiteValue] = [], _ element: (borrowing Row) -> Element
    ) throws(SQLiteError) -> Element? {
        try bind(values)
        defer { reset() }
        return try step() ? element(Row(handle)) : nil
    }

    // MARK: - Private

    private func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw SQLiteError(database, attempted: sql) }
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
        case .real(let real): sqlite3_bind_double(handle, index, real)
        case .text(var text):
            text.withUTF8 { bytes in
                // An empty text has no address, and SQLite takes NULL for it.
                guard let base = bytes.baseAddress else { return winch_sqlite_bind_text(handle, index, "", 0) }
                return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    winch_sqlite_bind_text(handle, index, $0, Int32(bytes.count))
                }
            }
        case .blob(let bytes): winch_sqlite_bind_blob(handle, index, bytes, Int32(bytes.count))
        }
    }

    private func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteError(database, attempted: sql)
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}

/// The current row of a running statement: columns by their place, from 0.
public struct Row: ~Copyable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    /// Whether the column is NULL. Columns count from 0.
    public func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    /// 0 for NULL.
    public func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    public func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    public func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    /// Empty for NULL.
    public func text(_ column: Int32) -> String {
        guard let text = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// nil for NULL.
    public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Empty for NULL.
    public func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }
}

extension SQLiteError {
    init(_ database: OpaquePointer, attempted: String) {
        self.init(
            code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)),
            attempted: attempted)
    }
}
