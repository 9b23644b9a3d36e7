/// One numbered step of a database's schema. Once released, never changed.
public struct Migration: Sendable {
    /// 1, 2, 3 …
    public let number: Int
    public let sql: String

    public init(_ number: Int, _ sql: String) {
        self.number = number
        self.sql = sql
    }
}

/// Why a database was not brought to this program's schema.
public enum MigrationError: Error, Sendable, Hashable {
    /// Written by a newer program than this.
    case newer(found: Int, known: Int)
    case sqlite(SQLiteError)
}

extension Connection {
    /// The number of the last migration that has been run; 0 in a new file.
    public func schemaVersion() throws(SQLiteError) -> Int {
        Int(try statement("PRAGMA user_version").first { $0.integer(0) } ?? 0)
    }

    /// Runs the migrations that the file has not seen, in order, all or none.
    ///
    /// - Parameter migrations: numbered from 1 without a gap.
    public func migrate(_ migrations: [Migration]) throws(MigrationError) {
        let found: Int
        do throws(SQLiteError) { found = try schemaVersion() } catch { throw .sqlite(error) }
        guard found <= migrations.count else { throw .newer(found: found, known: migrations.count) }
        guard found < migrations.count else { return }
        do throws(SQLiteError) {
            try transaction { () throws(SQLiteError) in
                for migration in migrations.dropFirst(found) {
                    try execute(migration.sql)
                    try execute("PRAGMA user_version = \(migration.number)")
                }
            }
        } catch {
            throw .sqlite(error)
        }
    }
}
