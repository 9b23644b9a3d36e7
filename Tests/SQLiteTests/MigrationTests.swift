import SQLite
import Testing

struct MigrationTests {
    let directory = TemporaryDirectory()
    var path: String { directory.path + "/test.sqlite3" }
    let first = Migration(1, "CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    let second = Migration(2, "ALTER TABLE t ADD COLUMN b DEFAULT 2")

    @Test func `Only the steps not yet seen are run, and data stays`() throws {
        try Connection(path).migrate([first])
        let connection = try Connection(path)
        #expect(try connection.schemaVersion() == 1)
        try connection.migrate([first, second])
        #expect(try connection.schemaVersion() == 2)
        #expect(try connection.statement("SELECT a, b FROM t").all { [$0.integer(0), $0.integer(1)] } == [[1, 2]])
    }

    @Test func `A step that fails undoes those before it`() throws {
        let connection = try Connection(path)
        #expect(throws: MigrationError.self) { try connection.migrate([first, Migration(2, "NONSENSE")]) }
        #expect(try connection.schemaVersion() == 0)
        #expect(throws: SQLiteError.self) { try connection.execute("SELECT * FROM t") }
    }

    @Test func `A file of a newer program is refused`() throws {
        try Connection(path).migrate([first, second])
        #expect(throws: MigrationError.newer(found: 2, known: 1)) { try Connection(path).migrate([first]) }
    }
}
