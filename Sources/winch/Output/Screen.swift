internal import Glibc
internal import Platform

/// Where winch writes: standard output in one stream of bytes, everything else on standard error.
final class Screen: Sendable {
    enum Color: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    /// Whether people look at standard output, so that lines can be drawn again.
    let isTerminal: Bool
    private let isWatched: Bool
    private let hasColor: Bool
    private let sink: Sink
    private let pending = Lock<[UInt8]>([])

    /// Takes bytes for standard output or standard error; false when nobody reads them any more.
    typealias Sink = @Sendable (_ bytes: [UInt8], _ descriptor: Int32) -> Bool

    init(color: String, environment: [String: String], sink: Sink?) {
        isTerminal = sink == nil && isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
        hasColor = color == "always" || color != "never" && isTerminal && environment["NO_COLOR", default: ""].isEmpty
        isWatched = sink == nil && isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        self.sink = sink ?? Self.write
    }

    /// Columns and rows of the terminal; 80 and 24 when nobody knows.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    func colored(_ text: String, _ color: Color) -> String {
        hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes text as it is.
    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        let isFull = pending.withLock { pending in
            pending += bytes
            return pending.count >= 65536
        }
        if isFull || isTerminal { flush() }
    }

    /// Sends what was written; ends the program quietly when nobody reads any more (`winch … | head`).
    func flush() {
        let bytes = pending.withLock { pending in
            defer { pending.removeAll(keepingCapacity: true) }
            return pending
        }
        if !sink(bytes, STDOUT_FILENO) { exit(ExitCode.done.rawValue) }
    }

    /// A line on standard error, after all that was written before.
    func note(_ line: String) {
        flush()
        _ = sink(Array("\(line)\n".utf8), STDERR_FILENO)
    }

    /// Shows on standard error how far a run is, in a line that the next one replaces; nothing unless people look at it.
    func showProgress(_ line: String) {
        guard isWatched else { return }
        _ = sink(Array("\r\u{1B}[K\(line)".utf8), STDERR_FILENO)
    }

    @Sendable private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                if errno != EPIPE, descriptor == STDOUT_FILENO {
                    let words = "winch: standard output cannot be written: \(String(cString: strerror(errno)))\n"
                    _ = write(Array(words.utf8), to: STDERR_FILENO)
                    exit(ExitCode.usage.rawValue)
                }
                return false
            }
            start += count
        }
        return true
    }
}

extension String {
    /// For a terminal: what a server sends must not move the cursor or colour the screen.
    var printable: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            text.append(Self.isControl(scalar) ? (scalar == "\n" ? "\u{23CE}" : "\u{FFFD}") : scalar)
        }
        return String(text)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// At least `width` characters, blanks at the end.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }

    /// At most `width` characters, the last an ellipsis where something is missing.
    func cut(_ width: Int) -> String { count <= width ? self : prefix(Swift.max(0, width - 1)) + "\u{2026}" }
}
