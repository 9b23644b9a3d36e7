import Glibc
import TestSupport

/// Files beside the tests, and in the repository.
enum Facts {
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// The lines of `rules.tsv` without its heading, in columns.
    static func rules() throws -> [[String]] {
        try text(of: "Tests/ConformanceTests/rules.tsv").split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// A file of the repository.
    static func text(of path: String) throws -> String {
        guard let file = fopen("\(root)/\(path)", "r") else { throw TestFailure("cannot read \(path)") }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { content += chunk[..<count] }
        return String(decoding: content, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen("\(root)/\(path)", "w") else { throw TestFailure("cannot write \(path)") }
        defer { fclose(file) }
        fputs(text, file)
    }
}
