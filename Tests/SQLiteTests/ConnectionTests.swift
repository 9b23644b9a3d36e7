internal import Glibc
import SQLite
import Testing

struct ConnectionTests {
    let directory = TemporaryDirectory()
    var path: String { directory.path + "/test.sqlite3" }

    @Test func `Values of every kind come back as they went in`() throws {
        let connection = try Connection(path)
        try connection.execute("CREATE TABLE t (a, b, c, d, e)")
        try connection.statement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
            .run([.null, .integer(.min), .real(1.5), .text("a\u{0}ü"), .blob([0, 255])])
        let row = try connection.statement("SELECT a, b, c, d, e FROM t").first { row in
            (row.isNull(0), row.integer(1), row.real(2), row.text(3), row.blob(4))
        }
        let values = try #require(row)
        #expect(values.0 && values.1 == .min && values.2 == 1.5 && values.3 == "a\u{0}ü" && values.4 == [0, 255])
    }

    @Test func `An empty text is not NULL, nor is an empty blob`() throws {
        let connection = try Connection(path)
        let row = try connection.statement("SELECT ? IS NULL, ? IS NULL").first([.text(""), .blob([])]) {
            ($0.integer(0), $0.integer(1))
        }
        #expect(row?.0 == 0 && row?.1 == 0)
    }

    @Test func `A transaction that throws leaves nothing behind`() throws {
        let connection = try Connection(path)
        try connection.execute("CREATE TABLE t (a UNIQUE)")
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.statement("INSERT INTO t VALUES (?)").run([1])
                try connection.statement("INSERT INTO t VALUES (?)").run([1])
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try connection.statement("SELECT count(*) FROM t").first { $0.integer(0) } == 0)
    }

    @Test func `An error says what was attempted in SQLite's words`() throws {
        let connection = try Connection(path)
        let error = #expect(throws: SQLiteError.self) { try connection.execute("SELECT * FROM nowhere") }
        #expect(error?.message == "no such table: nowhere")
        #expect(error?.attempted == "SELECT * FROM nowhere")
    }

    @Test func `A broken rule is a constraint error`() throws {
        let connection = try Connection(path)
        try connection.execute("CREATE TABLE t (a NOT NULL)")
        let error = #expect(throws: SQLiteError.self) { try connection.statement("INSERT INTO t VALUES (NULL)").run() }
        #expect(error?.kind == .constraint)
    }

    @Test func `A file that is no database is corrupt`() throws {
        directory.write(Array(repeating: 7, count: 4096), to: "test.sqlite3")
        let error = #expect(throws: SQLiteError.self) { try Connection(path) }
        #expect(error?.kind == .corrupt)
    }

    @Test func `A missing file cannot be opened for reading`() throws {
        let error = #expect(throws: SQLiteError.self) { try Connection(path, mode: .readOnly) }
        #expect(error?.kind == .cannotOpen)
    }

    @Test func `Writing through a reading connection is refused as read-only`() throws {
        let writer = try Connection(path)
        try writer.execute("CREATE TABLE t (a)")
        let reader = try Connection(path, mode: .readOnly)
        let error = #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
        #expect(error?.kind == .readOnly)
    }

    @Test func `A file system without room is recognised`() throws {
        let connection = try Connection(path)
        try connection.execute("CREATE TABLE t (a)")
        try connection.execute("PRAGMA max_page_count = 3")
        let error = #expect(throws: SQLiteError.self) {
            for _ in 0..<10 { try connection.statement("INSERT INTO t VALUES (zeroblob(4000))").run() }
        }
        #expect(error?.kind == .full)
    }

    @Test func `A second writer waits and then reports busy`() throws {
        let first = try Connection(path)
        let second = try Connection(path, busyTimeout: 1)
        try first.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(error?.kind == .busy)
    }

    @Test func `The journal is a write-ahead log, every commit synchronised`() throws {
        let connection = try Connection(path)
        #expect(try connection.statement("PRAGMA journal_mode").first { $0.text(0) } == "wal")
        #expect(try connection.statement("PRAGMA synchronous").first { $0.integer(0) } == 2)
        #expect(try connection.statement("PRAGMA foreign_keys").first { $0.integer(0) } == 1)
    }

    @Test func `A sound file has no complaint`() throws {
        #expect(try Connection(path).complaint() == nil)
    }
}
