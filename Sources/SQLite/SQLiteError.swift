/// What went wrong in SQLite: its result code, its own text, and what was attempted.
public struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds that callers treat differently.
    public enum Kind: Sendable, Hashable {
        /// Another connection holds what is needed, beyond the busy timeout.
        case busy
        /// The file cannot be written.
        case readOnly
        /// No room on the file system.
        case full
        /// The file is damaged, or is no database.
        case corrupt
        /// The operating system reported an error.
        case inputOutput
        /// The file cannot be opened.
        case cannotOpen
        /// A UNIQUE, NOT NULL, CHECK or FOREIGN KEY rule forbids it.
        case constraint
        case other
    }

    /// The extended result code, https://sqlite.org/rescode.html.
    public let code: Int32
    /// SQLite's text.
    public let message: String
    /// What was attempted: a statement, or `open PATH`.
    public let attempted: String

    public init(code: Int32, message: String, attempted: String) {
        self.code = code
        self.message = message
        self.attempted = attempted
    }

    /// What a caller may decide by; the rest is for people.
    public var kind: Kind {
        switch code & 0xFF {
        case 5, 6: .busy
        case 8: .readOnly
        case 10: .inputOutput
        case 11, 26: .corrupt
        case 13: .full
        case 14: .cannotOpen
        case 19: .constraint
        default: .other
        }
    }

    public var description: String { "\(message) (SQLite code \(code)) in: \(attempted)" }
}
