internal import Glibc
internal import SQLite

extension JobError {
    /// What SQLite said, with the way to recover where there is one.
    init(_ error: SQLiteError, path: String) {
        let (reason, advice) =
            switch error.kind {
            case .full: ("The job store's file system is full. It works again once there is room.", "")
            case .readOnly:
                ("The job store cannot be written.", "The data directory must be writable for the service's user; ")
            case .corrupt:
                (
                    "The job store is damaged and is left as it is.",
                    "Stop the service and restore a backup (winchd restore FILE), or save what can be read with "
                        + "`sqlite3 \(path) .recover`; "
                )
            case .cannotOpen:
                (
                    "The job store cannot be opened.",
                    "The data directory must exist and be readable and writable for the service's user; "
                )
            case .busy: ("Another program holds the job store.", "Let no other program open it for long; ")
            case .inputOutput: ("The job store's disk reported an error.", "Look at the system's log; ")
            case .constraint, .other: ("The job store failed unexpectedly.", "Please report this with the log; ")
            }
        self = .store(
            "\(reason) Nothing has been changed, and nothing acknowledged is lost.",
            detail: "\(advice)\(path): \(error.description)")
    }

    init(_ error: MigrationError, path: String) {
        switch error {
        case .newer(let found, let known):
            self = .store(
                "The job store was written by a newer version.",
                detail:
                    "\(path) has schema version \(found), this program knows \(known) at most: run the newer version, or "
                    + "restore a backup made by this one")
        case .sqlite(let error): self.init(error, path: path)
        }
    }

    /// The system's text about the last call that failed on `path`.
    static func system(_ reason: String, _ path: String, advice: String = "") -> JobError {
        .store(reason, detail: "\(path): \(String(cString: strerror(errno)))\(advice.isEmpty ? "" : "; \(advice)")")
    }
}
