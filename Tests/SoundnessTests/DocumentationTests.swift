import Testing

/// What the documentation of the code names is there.
struct DocumentationTests {
    private static let articles =
        Repository.files(below: "Documentation/Winch.docc", suffix: ".md")
        + ["Documentation/Architecture.md", "Documentation/Features.md"]
    private static let files = ["Sources", "Tests", "examples", "Documentation", "wsdl"].flatMap {
        Repository.files(below: $0)
    }
    /// Every word of the code, the Makefile's targets among them.
    private static let words: Set<Substring> = {
        var words = Set(split(Repository.text(of: "Makefile")[...]))
        for file in Repository.sources + Repository.tests {
            for line in file.lines { words.formUnion(split(Substring(line))) }
        }
        return words
    }()

    private static func split(_ text: Substring) -> [Substring] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// What the reader of "Write a runner" makes.
    private static let exercises: Set = ["ClusterRunner.swift", "cluster(ClusterSpecification)"]

    @Test func `The articles that people look for are there`() {
        for name in ["PathOfARequest", "WriteARunner", "AddAClass"] {
            #expect(Self.articles.contains("Documentation/Winch.docc/\(name).md"))
        }
    }

    @Test(arguments: articles)
    func `Every file, folder, type and function that an article names is there`(article: String) {
        let names = quoted(Repository.text(of: article))
        for name in names where !Self.exercises.contains(name) {
            #expect(isThere(name), "\(article): there is no \(name)")
        }
    }

    @Test func `Every feature names its module, and where to start in it`() {
        let rows = Repository.text(of: "Documentation/Features.md").split(separator: "\n")
            .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| feature") }
            .map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
        #expect(rows.count > 25)
        let targets = Set(Repository.folders(in: "Sources"))
        for row in rows {
            let named = quoted(row[2])
            #expect(row.count == 5 && named.contains { targets.contains($0) }, "\(row[1]): no module is named")
            for module in targets where row[2].contains("`\(module)`:") {
                let start = row[2].split(separator: "`\(module)`:").last.map { quoted(String($0)) } ?? []
                let folder = "Sources/\(module)/"
                #expect(
                    start.first.map { first in
                        Self.files.contains { $0.hasPrefix(folder) && $0.contains("/\(first)") }
                    } == true, "\(row[1]): \(start.first ?? "nothing") is not in \(folder)")
            }
        }
    }

    /// A file or a folder by the end of its path, or else every identifier in it.
    private func isThere(_ name: String) -> Bool {
        let path = name.last == "/" ? String(name.dropLast()) : name
        if Self.files.contains(where: { "/\($0)".hasSuffix("/\(path)") || "/\($0)".contains("/\(path)/") }) {
            return true
        }
        if name.contains("/") || name.hasSuffix(".swift") { return false }
        return Self.split(name[...]).filter { $0.count > 2 }.allSatisfy { Self.words.contains($0) }
    }

    /// What stands between backticks outside of blocks of code.
    private func quoted(_ text: String) -> [String] {
        let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map(\.element).joined()
        return prose.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
