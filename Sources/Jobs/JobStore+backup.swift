internal import CSupervision
internal import Glibc
internal import Platform
internal import SQLite

/// What came of a backup or a restoration.
public struct StoreCopy: Sendable, Hashable {
    /// Jobs in it.
    public let jobs: Int
    /// Of those, jobs that had begun and not ended when the backup was made.
    public let begun: Int
    /// Where the store that was there before is kept; nil when there was none.
    public let former: String?
}

extension JobStore {
    /// Writes the store of a data directory to a file, as it is at one moment, whether or not a service runs on it. The
    /// file appears whole or not at all and takes the place of one of that name. The jobs' output is not in it.
    ///
    /// - Throws: `JobError.store`.
    public static func backUp(_ directory: String, to file: String) throws(JobError) -> StoreCopy {
        let path = directory + "/jobs.sqlite3"
        guard access(path, R_OK) == 0 else {
            throw .system(
                "There is no job store that can be read.", path, advice: "name the data directory with --data")
        }
        let draft = "\(file).\(getpid()).new"
        defer { unlink(draft) }
        let copy = try copy(path, to: draft)
        guard rename(draft, file) == 0 else { throw .system("The backup cannot be put in its place.", file) }
        flush(folder(of: file))
        return copy
    }

    /// Puts a backup in the place of a data directory's store, which is kept beside it.
    ///
    /// Jobs that the backup knows as begun are looked for when the service starts, and are never begun again.
    ///
    /// - Parameters:
    ///   - file: the backup, which stays where it is.
    ///   - directory: locked by the caller, so that no service runs on it.
    /// - Throws: `JobError.store` when the backup is damaged, is no job store, or is of a newer version; nothing has
    ///   changed then.
    public static func restore(_ file: String, into directory: DataDirectory) throws(JobError) -> StoreCopy {
        guard access(file, R_OK) == 0 else { throw .system("The backup cannot be read.", file) }
        let path = directory.path + "/jobs.sqlite3"
        let draft = path + ".restored"
        unlink(draft)
        defer { unlink(draft) }
        let copy = try copy(file, to: draft)
        try attempt(draft) { () throws(SQLiteError) in try prepare(draft, in: directory, former: path) }
        let former = try setAside(path)
        guard rename(draft, path) == 0 else { throw .system("The backup cannot be put in its place.", path) }
        flush(directory.path)
        return StoreCopy(jobs: copy.jobs, begun: copy.begun, former: former)
    }

    // MARK: - Private

    /// Copies a store that is sound and that this version knows.
    private static func copy(_ source: String, to target: String) throws(JobError) -> StoreCopy {
        let from = try attempt(source) { () throws(SQLiteError) in try Connection(source, mode: .readOnly) }
        let version = try attempt(source) { () throws(SQLiteError) in try from.schemaVersion() }
        guard version <= migrations.count else {
            throw JobError(MigrationError.newer(found: version, known: migrations.count), path: source)
        }
        guard version > 0 else { throw .store("This is no job store.", detail: source) }
        let file = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("The copy of the job store cannot be written.", target) }
        Glibc.close(file)
        let to = try attempt(target) { () throws(SQLiteError) in try Connection(target) }
        try attempt(target) { () throws(SQLiteError) in try from.copy(into: to) }
        if let complaint = try attempt(target, { () throws(SQLiteError) in try to.complaint() }) {
            throw .store("The job store is damaged: take an older backup.", detail: "\(source): \(complaint)")
        }
        return try attempt(target) { () throws(SQLiteError) in
            func count(_ condition: String) throws(SQLiteError) -> Int {
                try to.statement(composed: "SELECT count(*) FROM jobs WHERE " + condition).first { Int($0.integer(0)) }
                    ?? 0
            }
            return StoreCopy(jobs: try count("true"), begun: try count(isBegun), former: nil)
        }
    }

    private static func attempt<Result>(
        _ path: String, _ body: () throws(SQLiteError) -> Result
    ) throws(JobError) -> Result {
        do throws(SQLiteError) { return try body() } catch { throw JobError(error, path: path) }
    }

    /// Process jobs whose first attempt was handed out; only simulated work has segments.
    private static let isBegun = JobCounts.isUnfinished + " AND attempt > 0 AND segment_step IS NULL"

    /// Sees to it that no job of the backup is begun again, and that no new one takes the number, and so the directory, of one
    /// that came after the backup.
    private static func prepare(
        _ draft: String, in directory: DataDirectory, former: String
    ) throws(SQLiteError) {
        let connection = try Connection(draft)
        // As after a start of the host: a job without a claim may have had one (see Supervision).
        let table = "SELECT 1 FROM sqlite_master WHERE name = 'steady_clock'"
        if try connection.statement(composed: table).first([], { _ in true }) == true {
            try connection.execute("DELETE FROM steady_clock")
        }
        let known = try? Connection(former, mode: .readOnly)
            .statement("SELECT seq FROM sqlite_sequence WHERE name = 'jobs'").first { $0.integer(0) }
        let jobs = directory.path + "/jobs"
        let highest = max(known ?? 0, highestNumber(jobs), Ledger.highestNumber("\(jobs)/\(WINCH_LEDGER_NAME)"))
        try connection.statement("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'jobs'")
            .run([.integer(highest)])
        try connection.execute("PRAGMA journal_mode = DELETE")
    }

    /// The highest number of a job that has a directory.
    private static func highestNumber(_ path: String) -> Int64 {
        var highest: Int64 = 0
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let number = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { strtoll($0, nil, 10) }
            }
            highest = max(highest, Int64(number))
        }
        return highest
    }

    /// Renames the store that is there, with the log beside it. It goes first: without it nothing starts, whatever happens
    /// before the log has followed.
    private static func setAside(_ path: String) throws(JobError) -> String? {
        let kept = "\(path).before-\(SystemTime().now.microseconds / 1_000_000)"
        let isThere = access(path, F_OK) == 0
        for suffix in ["", "-wal"] where rename(path + suffix, kept + suffix) != 0 && errno != ENOENT {
            throw .system("The present store cannot be set aside.", path + suffix)
        }
        unlink(path + "-shm")
        return isThere ? kept : nil
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    }

    /// Waits until the names in a folder are on disk.
    private static func flush(_ folder: String) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Glibc.close(descriptor)
    }
}
