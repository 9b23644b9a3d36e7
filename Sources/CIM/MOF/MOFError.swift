/// A MOF text that cannot be used: where, and what was expected there.
public struct MOFError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the file.
    public let file: String
    /// Line and column, both from 1; the column counts bytes.
    public let line: Int
    public let column: Int
    /// A sentence: what is wrong and what would be right.
    public let reason: String

    public init(file: String, line: Int, column: Int, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// `Jobs.mof:12:5: expected ';' after the property Name, found '}'`
    public var description: String { "\(file):\(line):\(column): \(reason)" }
}

/// A MOF text and the name it goes by in messages.
public struct MOFSource: Sendable {
    public let file: String
    public let bytes: [UInt8]

    public init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    public init(file: String, text: String) {
        self.init(file: file, bytes: Array(text.utf8))
    }

    /// An error at an offset of the text; lines are counted here and nowhere else, as errors are rare.
    func error(at offset: Int, _ reason: String) -> MOFError {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return MOFError(file: file, line: line, column: before.count - start + 1, reason: reason)
    }
}
