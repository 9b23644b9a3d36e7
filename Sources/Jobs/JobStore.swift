/// The durable store of jobs: `jobs.sqlite3` in the data directory.
public final class JobStore: Sendable {
    public let directory: DataDirectory

    /// Opens the store, made or migrated where necessary.
    ///
    /// - Throws: `JobError.store` when it cannot be opened, is corrupt, or was written by a newer version.
    public init(directory: DataDirectory) throws(JobError) {
        self.directory = directory
    }
}
