internal import Glibc

extension JobFailure {
    /// A program that could not be started: an errno and what it was about.
    init(unstartable error: Int32, _ what: String) {
        let code =
            switch error {
            case ENOENT, ENOTDIR: Code.fileNotFound
            case EACCES, EPERM, ENOEXEC: Code.accessDenied
            case ENOMEM, EAGAIN: Code.outOfMemory
            default: Code.failed
            }
        self.init(
            code: code, description: "The program could not be started (\(what)): \(String(cString: strerror(error))).",
            summary: "The program could not be started")
    }
}
