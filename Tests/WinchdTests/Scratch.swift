import Glibc

@testable import winchd

/// A directory for one test, gone with it.
final class Scratch {
    let path: String

    init() {
        var template = Array("/tmp/winchd-tests-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try writeFile(file, text, mode: mode)
        chmod(file, mode)
        return file
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// The settings of one command line, with no environment unless a test gives one.
func settings(_ arguments: [String], environment: [String: String] = [:]) throws(Complaint) -> Settings {
    try Settings(Invocation(arguments: arguments, environment: environment))
}

/// What a body complains of; nil when it does not.
func complaint(_ body: () throws(Complaint) -> Void) -> Complaint? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
