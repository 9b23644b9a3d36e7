internal import Glibc
internal import Platform

/// The directory that holds everything a service keeps: the job store, the output of jobs, generated secrets.
///
/// One service at a time: `lock()` is taken before anything in it is opened.
public final class DataDirectory: Sendable {
    /// Absolute: the supervisors of jobs stand elsewhere.
    public let path: String
    private let descriptor = Lock<Int32?>(nil)

    /// Makes the directory, for its owner only, when it does not exist.
    ///
    /// - Throws: `JobError.store` when that fails or the path is not a directory.
    public init(_ path: String) throws(JobError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .system("The data directory cannot be made.", path, advice: "choose another with --data")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let absolute = realpath(path, nil) else {
            throw .store("The data directory is no directory.", detail: "\(path); choose another with --data")
        }
        defer { free(absolute) }
        self.path = String(cString: absolute)
    }

    deinit { descriptor.withLock { if let open = $0 { close(open) } } }

    /// Takes the directory for this process until it ends or the object goes.
    ///
    /// - Throws: `JobError.busy` with the process id of the service that has it; `JobError.store` when the lock file
    ///   cannot be written.
    public func lock() throws(JobError) {
        let file = path + "/lock"
        let opened = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw .system("The data directory must be writable.", file)
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = DataDirectory.holder(opened)
            close(opened)
            throw .busy(
                "The data directory \(path) is in use by \(holder). Stop that one first, or choose another with --data."
            )
        }
        let text = "\(getpid())\n"
        guard ftruncate(opened, 0) == 0, pwrite(opened, text, text.utf8.count, 0) == text.utf8.count else {
            let error = JobError.system("The data directory must be writable.", file)
            close(opened)
            throw error
        }
        descriptor.withLock {
            if let former = $0 { close(former) }
            $0 = opened
        }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(count, 0)).prefix { $0 >= 48 && $0 <= 57 }, as: UTF8.self)
        return text.isEmpty ? "another winchd" : "process \(text)"
    }
}
