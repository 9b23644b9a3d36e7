internal import Glibc
internal import Platform

/// How the lines of the log look.
enum LogFormat: String, CaseIterable {
    /// `2026-03-05T10:20:30.123Z info  listening url=http://127.0.0.1:5985/wsman`
    case text
    /// `{"time":"2026-03-05T10:20:30.123Z","level":"info","message":"listening","url":"http://…"}`
    case json
}

extension LogLevel {
    /// As it is written in options and in the log.
    var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        }
    }

    init?(name: String) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}

/// The program's log: one line an entry, written in one piece so that lines of several threads never mix.
func standardErrorLogger(
    level: LogLevel, format: LogFormat, lineBytes: Int, time: any TimeSource, metrics: Metrics
) -> Logger {
    Logger(level: level) { entry in
        let text = logLine(entry, format: format, at: time.now, lineBytes: lineBytes) { metrics.reached(.lineBytes) }
        var line = Array(text.utf8)
        line.append(UInt8(ascii: "\n"))
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// One entry as a line without its end. What came from a client cannot break out of it: control characters are escaped.
///
/// - Parameters:
///   - lineBytes: the longest line; values are cut where it would become longer.
///   - onCut: called once when one was.
func logLine(
    _ entry: LogEntry, format: LogFormat, at time: Timestamp, lineBytes: Int = 8192, onCut: () -> Void = {}
) -> String {
    switch format {
    case .text:
        let level = entry.level.name + String(repeating: " ", count: 7 - entry.level.name.count)
        var isCut = false
        let message = escaped(entry.message, quotes: false, limit: lineBytes - 40, &isCut)
        var line = "\(utcText(time)) \(level) \(message)"
        for field in entry.fields {
            let room = lineBytes - line.utf8.count - field.name.utf8.count - 4
            guard room > 9 else {
                isCut = true
                break
            }
            line += " \(field.name)=\(textField(field.value, limit: room, &isCut))"
        }
        if isCut { onCut() }
        return line
    case .json:
        let head = [("time", utcText(time)), ("level", entry.level.name), ("message", entry.message)]
        return jsonLine(head + entry.fields.map { ($0.name, $0.value) }, lineBytes: lineBytes, onCut: onCut)
    }
}

/// Members with texts as one JSON object, at most that many bytes long: values are cut where it would become longer, which
/// `onCut` is told.
func jsonLine(_ members: [(String, String)], lineBytes: Int, onCut: () -> Void) -> String {
    var line = "{"
    var isCut = false
    for (name, value) in members {
        let separator = line.utf8.count == 1 ? "" : ","
        // A quote, a colon, three more quotes and the brace at the end.
        let room = lineBytes - line.utf8.count - separator.utf8.count - name.utf8.count - 6
        guard room > 9 else {
            isCut = true
            break
        }
        line += "\(separator)\"\(name)\":\"\(escaped(value, quotes: true, limit: room, &isCut))\""
    }
    if isCut { onCut() }
    return line + "}"
}

/// RFC 3339, UTC, milliseconds.
func utcText(_ time: Timestamp) -> String {
    var seconds = time_t(time.microseconds / 1_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let milliseconds = time.microseconds % 1_000_000 / 1000
    let date = "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
    return
        "\(date)T\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2)).\(digits(milliseconds, 3))Z"
}

private func digits(_ number: some BinaryInteger, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

/// A value as it stands, or in quotes when blanks or quotes would make the line ambiguous.
private func textField(_ value: String, limit: Int, _ isCut: inout Bool) -> String {
    let plain =
        !value.isEmpty
        && value.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 != 0x7F }
    let text = escaped(value, quotes: true, limit: limit, &isCut)
    return plain ? text : "\"\(text)\""
}

/// JSON's escapes (RFC 8259 §7), which people can read as well.
///
/// - Parameter limit: the most bytes; what is cut ends in `…`, which takes three of them.
private func escaped(_ text: String, quotes: Bool, limit: Int, _ isCut: inout Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        // No escape is longer than six bytes.
        guard result.utf8.count + 9 <= limit else {
            isCut = true
            return result + "…"
        }
        switch scalar {
        case "\"" where quotes: result += "\\\""
        case "\\" where quotes: result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
            let hexadecimal = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - hexadecimal.utf8.count) + hexadecimal
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
