/// How much a line of the log matters.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug, info, notice, warning, error

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// One line of the log: a sentence for people, and fields for machines. Secrets belong in neither.
public struct LogEntry: Sendable {
    public let level: LogLevel
    public let message: String
    public let fields: [(name: String, value: String)]

    public init(level: LogLevel, message: String, fields: [(name: String, value: String)] = []) {
        self.level = level
        self.message = message
        self.fields = fields
    }
}

/// Writes entries at or above a level to wherever the program sends its log.
public struct Logger: Sendable {
    public let level: LogLevel
    private let sink: @Sendable (LogEntry) -> Void

    public init(level: LogLevel, sink: @escaping @Sendable (LogEntry) -> Void) {
        self.level = level
        self.sink = sink
    }

    /// Drops everything: for tests and tools that say nothing.
    public static let silent = Logger(level: .error, sink: { _ in })

    /// Writes one entry; message and fields are evaluated only when the level is logged. Neither may hold a secret.
    public func log(
        _ level: LogLevel, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [(name: String, value: String)] = []
    ) {
        guard level >= self.level else { return }
        sink(LogEntry(level: level, message: message(), fields: fields()))
    }
}
