internal import Platform

/// What the supervisor of a job tells.
enum ProcessReport: Sendable, Hashable {
    case started(Timestamp)
    /// All that the program has said about itself so far.
    case progress(ProcessProgress)
    case ended(ProcessRecord)
    /// Nothing was started: an errno, and what it was about.
    case refused(Int32, String)
    /// The supervisor is gone and has left no record.
    case lost
    /// No supervisor has taken the job, and none will: it may be started anew.
    case unclaimed
}

/// What a program has said about itself in `winch: ` lines (Documentation/ProcessJobs.md).
struct ProcessProgress: Sendable, Hashable {
    var percent: Int?
    var status: String?
    var properties: [String: [String]] = [:]
    var warnings: [String] = []
    /// The code and text it wants to be known by if it fails.
    var error: JobFailure?

    /// Takes in one line, without the `winch: ` before it. What is not understood changes nothing.
    mutating func take(_ line: Substring) {
        let word = line.prefix { $0 != " " }
        let rest = line.dropFirst(word.count + 1)
        guard !rest.isEmpty else { return }
        switch word {
        case "percent":
            if let value = Int(rest), 0...100 ~= value { percent = value }
        case "status": status = String(rest)
        case "warning": warnings.append(String(rest))
        case "out":
            guard let equals = rest.firstIndex(of: "=") else { return }
            let given = String(rest[..<equals])
            let name = properties.keys.first { $0.isEqualIgnoringCase(to: given) } ?? given
            properties[name, default: []].append(String(rest[rest.index(after: equals)...]))
        case "error":
            let code = rest.prefix { $0 != " " }
            guard let number = Int(code), 1...65535 ~= number else { return }
            let text = rest.dropFirst(code.count + 1)
            error = JobFailure(
                code: number, description: text.isEmpty ? "The program reported error \(number)." : String(text),
                summary: "The program reported error \(number).")
        default: return
        }
    }
}

/// What a supervisor has recorded of its job's end, as the file `record` of the job's directory says it.
struct ProcessRecord: Sendable, Hashable {
    enum Ending: Sendable, Hashable {
        case exit(JobPhase.Exit)
        /// An errno.
        case unstartable(Int32)
    }

    var ending: Ending
    var isTimeout = false
    var started: Timestamp?
    var ended: Timestamp
    /// How long it ran, suspensions not counted.
    var worked: Duration?
    /// It printed more than is kept.
    var isCut = false
    var progress = ProcessProgress()
    /// The last of standard error.
    var errorLines: String

    /// - Returns: nil when the text is no complete record.
    init?(_ text: String) {
        var ending: Ending?
        var ended: Timestamp?
        var errors: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let word = line.prefix { $0 != " " }
            let rest = line.dropFirst(word.count + 1)
            switch word {
            case "exit": ending = Int(rest).map { .exit(.code($0)) }
            case "signal": ending = Int(rest).map { .exit(.signal($0)) }
            case "unstartable": ending = Int32(rest).map { .unstartable($0) }
            case "timeout": isTimeout = true
            case "started": started = Int64(rest).map(Timestamp.init(microseconds:))
            case "ended": ended = Int64(rest).map(Timestamp.init(microseconds:))
            case "worked": worked = Int64(rest).map { .microseconds($0) }
            case "cut": isCut = true
            case "progress": progress.take(rest)
            case "error": errors.append(rest)
            default: break
            }
        }
        guard let ending, let ended else { return nil }
        self.ending = ending
        self.ended = ended
        while errors.last?.isEmpty == true { errors.removeLast() }
        errorLines = errors.suffix(ProcessRecord.errorLineLimit).joined(separator: "\n")
    }

    /// Lines of standard error that become ErrorDescription.
    private static let errorLineLimit = 10
}
