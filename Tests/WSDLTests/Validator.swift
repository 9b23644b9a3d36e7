import Glibc
import Testing

/// xmllint, another implementation of XML Schema than any of ours.
struct Validator: ~Copyable {
    private let folder: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/winch-wsdl-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(folder)
    }

    /// What xmllint says about documents; empty when all are valid.
    ///
    /// - Parameters:
    ///   - documents: with names for the messages.
    ///   - schema: a path from the folder `wsdl`.
    mutating func errors(in documents: [(name: String, bytes: [UInt8])], schema: String) throws -> String {
        var paths: [String] = []
        for document in documents {
            let path = "\(folder)/\(document.name).xml"
            let file = try #require(fopen(path, "w"))
            fwrite(document.bytes, 1, document.bytes.count, file)
            fclose(file)
            paths.append(path)
        }
        files += paths
        let outcome = try run(
            ["xmllint", "--nonet", "--noout", "--schema", "\(Folder.path)/\(schema)"] + paths)
        let errors = outcome.output.split(separator: "\n").filter { !$0.hasSuffix(" validates") }
        return outcome.code == 0 ? "" : (["exit \(outcome.code)"] + errors.map(String.init)).joined(separator: "\n")
    }

    private func run(_ words: [String]) throws -> (code: Int32, output: String) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let failure = posix_spawnp(&child, words[0], &actions, nil, &arguments, environ)
        close(ends[1])
        try #require(failure == 0, "cannot run \(words[0]): install the package libxml2-utils")
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ends[0], &chunk, chunk.count), count > 0 { output += chunk[..<count] }
        close(ends[0])
        var status: Int32 = 0
        waitpid(child, &status, 0)
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F, String(decoding: output, as: UTF8.self))
    }
}
