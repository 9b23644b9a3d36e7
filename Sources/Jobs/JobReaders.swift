internal import Platform
internal import SQLite

/// Connections for reading, each used by one thread at a time.
final class JobReaders: Sendable {
    private struct Pool: @unchecked Sendable {  // because a connection leaves it before a thread uses it
        var idle: [Connection] = []
        var isClosed = false
    }

    private let path: String
    private let pool = Lock(Pool())

    /// Idle connections kept; each holds its page cache.
    private static let idleLimit = 16

    init(path: String) { self.path = path }

    func read<Result>(_ body: (Connection) throws(SQLiteError) -> Result) throws(JobError) -> Result {
        do throws(SQLiteError) {
            let connection: Connection
            if let idle = pool.withLock({ $0.idle.popLast() }) {
                connection = idle
            } else {
                connection = try Connection(path, mode: .readOnly, cacheKiB: 512)
            }
            defer { giveBack(connection) }
            return try body(connection)
        } catch {
            throw JobError(error, path: path)
        }
    }

    func close() {
        pool.withLock {
            $0.isClosed = true
            $0.idle.removeAll()
        }
    }

    private func giveBack(_ connection: Connection) {
        pool.withLock {
            if !$0.isClosed, $0.idle.count < JobReaders.idleLimit { $0.idle.append(connection) }
        }
    }
}
