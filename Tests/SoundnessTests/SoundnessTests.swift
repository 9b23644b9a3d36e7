import Glibc
import Testing

/// The rules of the house that the compiler does not keep.
struct SoundnessTests {
    @Test func `Every Swift file is formatted`() throws {
        let outcome = try run(
            "swift", ["format", "lint", "--strict", "--recursive", "Package.swift", "Sources", "Tests"])
        #expect(
            outcome.code == 0, "Run: swift format --in-place --recursive Package.swift Sources Tests\n\(outcome.output)"
        )
    }

    /// A file that needs more says two things. Tables are as long as what they list.
    @Test func `No file is longer than 400 lines`() {
        for file in Repository.sources + Repository.tests where !isTable(file.path) {
            #expect(
                file.lines.count <= 401,
                "\(file.path) has \(file.lines.count) lines: split it by topic (Type+topic.swift)")
        }
    }

    private func isTable(_ path: String) -> Bool {
        path.contains("/Schema/") || path.hasSuffix("+table.swift") || path.hasSuffix("+builtIn.swift")
    }

    @Test func `A C library is imported by the one target that wraps it`() {
        let wrappers = [
            "CLibXML2": "XML", "CSQLite": "SQLite", "CCurl": "Client", "CMicroHTTPD": "HTTPServer",
            "CCrypt": "HTTPServer", "CGnuTLS": "HTTPServer", "CGSSAPI": "HTTPServer", "CPAM": "HTTPServer",
        ]
        for file in Repository.sources {
            for (line, module) in imports(of: file) {
                if let owner = wrappers[module] {
                    #expect(file.target == owner, "\(file.path):\(line) imports \(module), which only \(owner) may")
                }
            }
        }
    }

    /// It brings 50 MB and a clash with libxml2's headers; FoundationEssentials is for JSON, in one file.
    @Test func `Full Foundation is imported nowhere`() {
        let json = "Sources/winchd/Configuration/ConfigurationValue.swift"
        for file in Repository.sources + Repository.tests {
            for (line, module) in imports(of: file) where module.hasPrefix("Foundation") {
                #expect(module == "FoundationEssentials" && file.path == json, "\(file.path):\(line) imports \(module)")
            }
        }
    }

    private func imports(of file: SwiftFile) -> [(line: Int, module: String)] {
        file.code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count, place <= 2 else { return nil }
            let isStatement = words[..<place].allSatisfy {
                $0.hasPrefix("@") || ["internal", "public", "private"].contains($0)
            }
            return isStatement ? (index + 1, String(words[place + 1])) : nil
        }
    }

    @Test func `Only the XML writer knows markup`() {
        for file in Repository.sources where file.target != "XML" {
            for literal in file.literals {
                #expect(!holdsMarkup(literal.text), "\(file.path):\(literal.line): elements are written by XMLWriter")
            }
        }
    }

    /// `<` and then what may begin a name, an end tag, a declaration or a comment.
    private func holdsMarkup(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { first, second in
            first == UInt8(ascii: "<")
                && (second == UInt8(ascii: "/") || second == UInt8(ascii: "!") || second == UInt8(ascii: "?")
                    || (second | 0x20 >= UInt8(ascii: "a") && second | 0x20 <= UInt8(ascii: "z")))
        }
    }

    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "@preconcurrency", "unsafeBitCast"])
    func `What the compiler is told to believe has its because`(word: String) {
        for file in Repository.sources + Repository.tests where !file.path.hasSuffix("SoundnessTests.swift") {
            for (index, line) in file.code.enumerated() where line.contains(word) {
                #expect(
                    file.lines[index].contains("because "),
                    "\(file.path):\(index + 1): \(word) without a 'because …' on its line")
            }
        }
    }

    @Test func `Every forced unwrapping has its because`() {
        for file in Repository.sources {
            for (index, line) in file.code.enumerated() where forcesUnwrapping(line) {
                #expect(
                    file.lines[index].contains("because "),
                    "\(file.path):\(index + 1): '!' without a 'because …' on its line")
            }
        }
    }

    /// A `!` right behind a name or a bracket that is not `!=`.
    private func forcesUnwrapping(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        return bytes.indices.dropFirst().contains { index in
            guard bytes[index] == UInt8(ascii: "!") else { return false }
            let before = bytes[index - 1]
            let isBehindValue =
                ")]".utf8.contains(before) || (before | 0x20 >= UInt8(ascii: "a") && before | 0x20 <= UInt8(ascii: "z"))
                || (before >= UInt8(ascii: "0") && before <= UInt8(ascii: "9"))
            return isBehindValue && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "="))
        }
    }

    @Test func `Nothing is left for later`() {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for path in texts {
            for (index, line) in Repository.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                #expect(!words.contains { line.contains($0) }, "\(path):\(index + 1): finish it or write an issue")
            }
        }
    }

    @Test func `No file names a place on the machine it was written on`() {
        let places = ["/wor" + "k/", "/tmp/" + "plan"]
        for path in texts {
            for (index, line) in Repository.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                #expect(
                    !places.contains { line.contains($0) }, "\(path):\(index + 1): paths are relative to the repository"
                )
            }
        }
    }

    private var texts: [String] {
        let folders = ["Sources", "Tests", "Documentation", "examples", "Benchmarks", "packaging", ".ci"]
        return folders.flatMap { Repository.files(below: $0) } + [
            "Package.swift", "Makefile", "Dockerfile", "README.md", "CHANGELOG.md",
        ]
    }

    @Test func `Every folder of the sources is a target that the architecture explains`() {
        let package = Repository.text(of: "Package.swift")
        let architecture = Repository.text(of: "Documentation/Architecture.md")
        for folder in Repository.folders(in: "Sources") {
            #expect(package.contains("\"\(folder)\""), "Sources/\(folder) is not in Package.swift")
            #expect(
                architecture.contains("`\(folder)`"), "Documentation/Architecture.md does not say what \(folder) is")
        }
    }

    /// Security.md names for each attack the code that stops it and the test that has tried it.
    @Test func `What the threat model names is there`() {
        let rows = Repository.text(of: "Documentation/Security.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
            .map { $0.split(separator: "|").map(String.init) }.filter { $0.count == 3 }
        let model = rows.drop { !$0[1].contains("stopped by") }.dropFirst().filter { !$0[0].hasPrefix("---") }
        let sources = Repository.files(below: "Sources").map { Repository.text(of: $0) }.joined()
        let tests = Repository.files(below: "Tests").filter { !$0.contains("/Exchanges/") }
            .map { $0 + Repository.text(of: $0) }.joined()
        #expect(model.count > 20)
        for row in model {
            let (code, trials) = (quoted(row[1]), quoted(row[2]))
            #expect(!trials.isEmpty, "\(row[0]): no test is named")
            for name in code {
                let last = name.split(separator: ".").last ?? ""
                #expect(sources.contains(String(last)), "Security.md: there is no \(name)")
            }
            for name in trials { #expect(tests.contains(name), "Security.md: there is no test \(name)") }
        }
    }

    /// What stands between backticks.
    private func quoted(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    /// The end of a program: its exit code and everything it printed.
    private func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let failure = posix_spawnp(&child, program, &actions, nil, &words, environ)
        close(ends[1])
        try #require(failure == 0, "cannot run \(program)")
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ends[0], &chunk, chunk.count), count > 0 { output += chunk[..<count] }
        close(ends[0])
        var status: Int32 = 0
        waitpid(child, &status, 0)
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F, String(decoding: output, as: UTF8.self))
    }
}
