@preconcurrency internal import Glibc  // because `environ` is a global variable of C; it is read once, before any thread starts

/// The environment as names and values.
func processEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
        let parts = String(cString: pointer).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
        entry += 1
    }
    return result
}

/// What the operating system says about the last call that failed.
func systemReason() -> String { String(cString: strerror(errno)) }

/// Reads a whole file.
/// - Throws: a failure that names the file and the reason; also when it is larger than `limit` bytes.
func readFile(_ path: String, limit: Int = 16 << 20) throws(Complaint) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failure("cannot read \(path): \(systemReason()).") }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count >= 0 else { throw .failure("cannot read \(path): \(systemReason()).") }
        if count == 0 { return content }
        content += chunk[..<count]
        guard content.count <= limit else {
            throw .failure("\(path) is larger than \(limit) bytes; is it the right file?")
        }
    }
}

/// Writes a file that appears whole or not at all: to a neighbour first, which is then renamed.
func writeFile(_ path: String, _ text: String, mode: mode_t) throws(Complaint) {
    let draft = "\(path).\(getpid()).new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .failure("cannot write \(path): \(systemReason()).") }
    let bytes = Array(text.utf8)
    let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    let reason = systemReason()
    close(descriptor)
    guard isWritten, rename(draft, path) == 0 else {
        unlink(draft)
        throw .failure("cannot write \(path): \(isWritten ? systemReason() : reason).")
    }
}

/// The permission bits of a file; nil when there is none.
func fileMode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}
