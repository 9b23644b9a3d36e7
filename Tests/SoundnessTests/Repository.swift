import Glibc

/// The files of this repository, found from where this file lies.
enum Repository {
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Paths from the root, sorted: every file below `folder` whose name ends with `suffix`.
    static func files(below folder: String, suffix: String = "") -> [String] {
        var found: [String] = []
        for name in entries(of: folder) where name != "." && name != ".." && name != ".build" && name != ".git" {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if isDirectory(path) {
                found += files(below: path, suffix: suffix)
            } else if path.hasSuffix(suffix) {
                found.append(path)
            }
        }
        return found.sorted()
    }

    /// Names of the folders right below `folder`.
    static func folders(in folder: String) -> [String] {
        entries(of: folder).filter { !$0.hasPrefix(".") && isDirectory("\(folder)/\($0)") }.sorted()
    }

    static func text(of path: String) -> String {
        guard let file = fopen("\(root)/\(path)", "r") else { return "" }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { content += chunk[..<count] }
        return String(decoding: content, as: UTF8.self)
    }

    /// The Swift files of the sources, each read into code, comments and literals.
    static let sources = files(below: "Sources", suffix: ".swift").map { SwiftFile(path: $0, text: text(of: $0)) }
    static let tests = files(below: "Tests", suffix: ".swift").map { SwiftFile(path: $0, text: text(of: $0)) }

    private static func entries(of folder: String) -> [String] {
        guard let directory = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            withUnsafeBytes(of: &entry.pointee.d_name) {
                names.append(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return names
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat("\(root)/\(path)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
