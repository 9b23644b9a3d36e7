internal import Glibc
public import Platform
internal import SQLite

/// The durable store of jobs: `jobs.sqlite3` in the data directory.
///
/// One thread writes, in transactions that many callers share; readers have connections of their own and never wait for
/// it; recent jobs are answered from memory.
public final class JobStore: Sendable {
    public let directory: DataDirectory
    let path: String
    let cache: JobCache
    let readers: JobReaders
    let writer: JobWriter
    let changes: ChangeLog

    /// Opens the store, made or migrated where necessary.
    ///
    /// - Throws: `JobError.store` when it cannot be opened, is corrupt, was written by a newer version, or is not there
    ///   although it was. A damaged file is left as it is.
    public init(
        directory: DataDirectory, limits: JobLimits = JobLimits(), time: any TimeSource = SystemTime()
    ) throws(JobError) {
        self.directory = directory
        path = directory.path + "/jobs.sqlite3"
        cache = JobCache(capacity: limits.cachedJobs)
        readers = JobReaders(path: path)
        try JobStore.requireWhatWasThere(path, in: directory)
        let connection = try JobStore.open(path)
        do throws(SQLiteError) {
            let table = try ChangeTable(connection, limits: limits, time: time)
            changes = ChangeLog(try table.opening(), limits: limits, readers: readers, time: time)
            let transaction = try JobTransaction(connection: connection, cache: cache, limits: limits, table: table)
            let newest = try connection.statement("SELECT seq FROM sqlite_sequence WHERE name = 'jobs'").first {
                $0.integer(0)
            }
            writer = JobWriter(transaction, cache: cache, log: changes, newest: newest ?? 0)
        } catch {
            throw JobError(error, path: path)
        }
    }

    /// Writes what has been handed over and closes the file. Later changes are refused.
    public func close() {
        writer.close()
        readers.close()
    }

    /// An empty file would be taken for a new store, and so would none. Where jobs have been, that is damage.
    private static func requireWhatWasThere(_ path: String, in directory: DataDirectory) throws(JobError) {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_size == 0, access(directory.path + "/jobs", F_OK) == 0 else {
            return
        }
        throw .store(
            "The job store is gone or empty, although this data directory has been in service.",
            detail: "\(path): restore a backup (winchd restore FILE); or, to begin with an empty store, move "
                + "\(directory.path)/jobs away")
    }

    private static func open(_ path: String) throws(JobError) -> Connection {
        // Before SQLite makes it, and its companions with the same mode: subscribers' credentials are in there.
        Glibc.close(Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
        chmod(path, 0o600)
        let connection: Connection
        do throws(SQLiteError) { connection = try Connection(path, cacheKiB: 16_384) } catch {
            throw JobError(error, path: path)
        }
        do throws(MigrationError) { try connection.migrate(migrations) } catch { throw JobError(error, path: path) }
        // Random keys touch many pages: rare checkpoints write each of them once.
        do throws(SQLiteError) { try connection.execute("PRAGMA wal_autocheckpoint = 4000") } catch {
            throw JobError(error, path: path)
        }
        return connection
    }
}
