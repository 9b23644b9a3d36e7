/// A Swift file taken apart as far as the rules need it: what is code, what is comment, what stands in string literals.
struct SwiftFile {
    struct Literal {
        var line: Int
        var text: String
    }

    let path: String
    /// The lines as they are.
    let lines: [Substring]
    /// The lines without comments and without the content of string literals, to look for words of the language.
    private(set) var code: [String] = []
    private(set) var literals: [Literal] = []

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var scanner = Scanner(Array(text.utf8))
        scanner.code(until: nil)
        code = String(decoding: scanner.output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        literals = scanner.literals
    }

    /// `Sources/XML/XMLWriter.swift` belongs to `XML`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    private struct Scanner {
        var bytes: ArraySlice<UInt8>
        var line = 1
        var output: [UInt8] = []
        var literals: [Literal] = []

        init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

        /// Copies code until the bracket that closes an interpolation, or to the end.
        mutating func code(until end: UInt8?) {
            var depth = 0
            while let byte = bytes.first {
                if bytes.starts(with: "//".utf8) {
                    while let next = bytes.first, next != UInt8(ascii: "\n") { take() }
                } else if bytes.starts(with: "/*".utf8) {
                    comment()
                } else if byte == UInt8(ascii: "\"") || startsRawLiteral {
                    literal()
                } else {
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if end != nil, depth == 0 { return }
                        depth -= 1
                    }
                    output.append(byte)
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    bytes.removeFirst()
                }
            }
        }

        private var startsRawLiteral: Bool {
            guard bytes.first == UInt8(ascii: "#") else { return false }
            return bytes.drop { $0 == UInt8(ascii: "#") }.first == UInt8(ascii: "\"")
        }

        /// Goes over one byte; lines stay lines in the output.
        private mutating func take() {
            if bytes.popFirst() == UInt8(ascii: "\n") {
                line += 1
                output.append(UInt8(ascii: "\n"))
            }
        }

        private mutating func take(_ count: Int) { for _ in 0..<count { take() } }

        private mutating func comment() {
            var depth = 0
            repeat {
                if bytes.starts(with: "/*".utf8) {
                    depth += 1
                    take(2)
                } else if bytes.starts(with: "*/".utf8) {
                    depth -= 1
                    take(2)
                } else {
                    take()
                }
            } while depth > 0 && !bytes.isEmpty
        }

        private mutating func literal() {
            let start = line
            let pounds = bytes.prefix { $0 == UInt8(ascii: "#") }.count
            take(pounds)
            let isMultiline = bytes.starts(with: "\"\"\"".utf8)
            let quote = Array(repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1)
            let raw = Array(repeating: UInt8(ascii: "#"), count: pounds)
            take(quote.count)
            output.append(UInt8(ascii: "\""))
            var content: [UInt8] = []
            while !bytes.isEmpty, !bytes.starts(with: quote + raw) {
                if bytes.starts(with: [UInt8(ascii: "\\")] + raw + [UInt8(ascii: "(")]) {
                    take(2 + pounds)
                    code(until: UInt8(ascii: ")"))
                    take()
                } else if bytes.starts(with: [UInt8(ascii: "\\")] + raw) {
                    take(1 + pounds)
                    take()
                } else {
                    content.append(bytes.first ?? 0)
                    take()
                }
            }
            take(quote.count + pounds)
            output.append(UInt8(ascii: "\""))
            literals.append(Literal(line: start, text: String(decoding: content, as: UTF8.self)))
        }
    }
}
