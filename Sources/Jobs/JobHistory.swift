internal import Glibc
internal import SQLite

/// Reads what a data directory keeps of jobs, present and removed, also while a service runs on it.
public final class JobHistory: Sendable {
    private let readers: JobReaders
    private let directory: String

    /// - Throws: `JobError.store` when there is no job store in the directory.
    public init(directory: String) throws(JobError) {
        let path = directory + "/jobs.sqlite3"
        guard access(path, R_OK) == 0 else {
            throw .system(
                "There is no job store that can be read.", path, advice: "name the data directory with --data")
        }
        self.directory = directory
        readers = JobReaders(path: path)
    }

    /// Up to `limit` removed jobs, those that went last first, from a place on.
    ///
    /// - Parameters:
    ///   - place: what the last call returned; nil for the newest.
    ///   - limit: how many at most.
    public func removed(
        before place: Int64?, limit: Int
    ) throws(JobError) -> (records: [JobRecord], place: Int64?) {
        let found = try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(composed: JobHistory.selectRemoved)
                .all([.integer(place ?? .max), SQLiteValue(limit)]) {
                    (record: JobRecord($0), place: $0.integer(Int32(JobRecord.columns.count)))
                }
        }
        return (found.map(\.record), found.last?.place)
    }

    /// Every job of that InstanceID, in whatever namespace, present ones first, then from the last removed.
    public func jobs(_ instanceID: String) throws(JobError) -> [JobRecord] {
        try readers.read { (connection) throws(SQLiteError) in
            let present = try connection.statement(composed: JobRow.select + " WHERE instance_id = ?")
                .all([.text(instanceID)], JobRow.job)
            let removed = try connection.statement(
                composed: JobRecord.select + " WHERE instance_id = ? ORDER BY place DESC LIMIT 100"
            ).all([.text(instanceID)], JobRecord.init)
            return present.map { JobRecord($0, removed: nil) } + removed
        }
    }

    /// The attempts of a job that others have followed.
    public func attempts(_ record: JobRecord) throws(JobError) -> [JobAttempt] {
        try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(composed: JobAttempt.select).all([.integer(record.rowID)], JobAttempt.init)
        }
    }

    /// What an attempt wrote, from the beginning of what is kept: the first `length` bytes of it.
    public func output(_ record: JobRecord, attempt: Int, stream: JobOutputStream, length: Int) -> JobOutput {
        JobOutput(
            "\(directory)/jobs/\(record.rowID)-\(attempt)/\(stream.rawValue)", offset: 0, length: length)
    }

    private static let selectRemoved =
        "SELECT " + (JobRecord.columns + ["place"]).joined(separator: ", ")
        + " FROM history WHERE place < ? ORDER BY place DESC LIMIT ?"
}
