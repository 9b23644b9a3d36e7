/// Which of a process's two streams.
public enum JobOutputStream: String, Sendable, Hashable, CaseIterable {
    case standardOutput = "stdout"
    case standardError = "stderr"
}

/// A piece of what a job's process wrote.
///
/// The store keeps the first and the last of a long output; a read that begins in the gap gets what comes after it.
public struct JobOutput: Sendable, Hashable {
    public var bytes: [UInt8]
    /// Where `bytes` begins in all that was written; beyond what was asked for when that was dropped.
    public var offset: Int
    /// Bytes written so far, dropped ones included.
    public var total: Int

    public init(bytes: [UInt8], offset: Int, total: Int) {
        self.bytes = bytes
        self.offset = offset
        self.total = total
    }
}
