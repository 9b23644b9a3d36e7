internal import Glibc

/// A file that holds a password.
struct SecretFile {
    let text: String
    /// Set when others than the owner may read it.
    let warning: String?

    /// - Throws: a complaint when it cannot be read, is larger than 64 KB or not UTF-8.
    init(_ path: String) throws(Complaint) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .usage("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        let isOpenToOthers = status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o077 != 0
        warning = isOpenToOthers ? "\(path) can be read by other users of this host: chmod 600 \(path)" : nil
        guard let bytes = readAll(descriptor, limit: 65536), let text = String(validating: bytes, as: UTF8.self) else {
            throw .usage("\(path) is no text file of at most 64 KB.")
        }
        self.text = text
    }
}

/// All octets of a file or a pipe; nil on an error, or when there are more than `limit`.
func readAll(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0, bytes.count + count <= limit else { return nil }
        guard count > 0 else { return bytes }
        bytes += buffer[..<count]
    }
}

/// The content of a file, or of standard input for `-`.
func contents(of path: String, limit: Int = 16 << 20) throws(Complaint) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .usage("\(path) cannot be read: \(String(cString: strerror(errno))).") }
    defer { if path != "-" { close(descriptor) } }
    guard let bytes = readAll(descriptor, limit: limit) else {
        throw .usage("\(path) cannot be read, or is larger than \(limit >> 20) MB.")
    }
    return bytes
}

func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }
