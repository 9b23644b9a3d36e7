internal import Usage

/// One command line and its environment, read: the command, its options and where each value came from.
///
///     winchd serve --listen [::1]:5985 --user alice:secret
///     WINCH_LISTEN=127.0.0.1:5985,[::1]:5985 winchd
struct Invocation {
    /// A value and what it was called where it was given: `--listen`, or `WINCH_LISTEN`.
    struct Value: Equatable {
        let text: String
        let origin: String
    }

    enum Request: Equatable {
        case help
        case version
        case command(Command, operand: String?)
    }

    let request: Request
    /// Variables that look like a misspelt one of ours. Not an error: an orchestrator sets `WINCH_…` of its own.
    let warnings: [String]
    private let values: [Option: [Value]]

    /// - Throws: a usage complaint for anything that is not an option or command, an option without its value, one given
    ///   twice that may stand once only, and an option of another command.
    init(arguments: [String], environment: [String: String]) throws(Complaint) {
        var reader = ArgumentReader(arguments: arguments)
        try reader.read()
        if let early = reader.early {
            request = early
            warnings = []
            values = [:]
            return
        }
        let command = reader.command ?? .serve
        if command.row.operand != nil, !command.row.isOperandOptional, reader.operand == nil {
            throw .usage("'\(command.rawValue)' needs a file: winchd \(command.rawValue) FILE")
        }
        for (option, given) in reader.values where !option.row.commands.contains(command) {
            throw .usage("\(given[0].origin) is not an option of '\(command.rawValue)'. \(seeHelp)")
        }
        request = .command(command, operand: reader.operand)
        warnings = Invocation.misspelt(environment)
        values = Invocation.variables(environment, for: command).merging(reader.values) { _, given in given }
    }

    /// The values of an option that may stand several times: the command line's, or else the environment's.
    func all(_ option: Option) -> [Value] { values[option] ?? [] }

    /// The value of an option that stands once.
    func single(_ option: Option) -> Value? { values[option]?.first }

    private static func misspelt(_ environment: [String: String]) -> [String] {
        let known = Option.allCases.map(\.variable)
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix("WINCH_"), !known.contains(name), let meant = closest(to: name, in: known) else {
                return nil
            }
            return "the environment variable \(name) means nothing to winchd. Did you mean \(meant)?"
        }
    }

    /// Reads `WINCH_…`; a variable that is empty counts as unset.
    private static func variables(_ environment: [String: String], for command: Command) -> [Option: [Value]] {
        var values: [Option: [Value]] = [:]
        for option in Option.allCases where option.row.commands.contains(command) {
            guard let text = environment[option.variable], !text.isEmpty else { continue }
            let parts = option.row.repeats ? text.split { $0 == "," || $0.isNewline }.map { trimmed($0) } : [text]
            values[option] = parts.filter { !$0.isEmpty }.map { Value(text: $0, origin: option.variable) }
        }
        return values
    }
}

/// The end of every sentence about the command line.
let seeHelp = "'winchd --help' shows what there is."

/// `text` without the blanks at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    let head = text.drop { $0.isWhitespace }
    return String(head.prefix(head.count - head.reversed().prefix { $0.isWhitespace }.count))
}

/// Walks the arguments from left to right.
private struct ArgumentReader {
    private var rest: ArraySlice<String>
    private(set) var command: Command?
    private(set) var operand: String?
    private(set) var values: [Option: [Invocation.Value]] = [:]
    /// `--help` and `--version` win over whatever stands beside them.
    private(set) var early: Invocation.Request?

    init(arguments: [String]) {
        rest = arguments[...]
    }

    mutating func read() throws(Complaint) {
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h", "help":
                early = .help
                return
            case "--version", "version":
                early = .version
                return
            default:
                if argument.hasPrefix("-") { try readOption(argument) } else { try readWord(argument) }
            }
        }
    }

    private mutating func readOption(_ argument: String) throws(Complaint) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = Option(flag: parts[0]) else {
            let flags = Option.allCases.map(\.flag) + ["--help", "--version"]
            throw .usage("'\(parts[0])' is not an option.\(suggestion(for: parts[0], in: flags)) \(seeHelp)")
        }
        guard let text = parts.count == 2 ? parts[1] : rest.popFirst(), !text.isEmpty else {
            throw .usage("\(option.flag) needs a value: \(option.flag) \(option.row.placeholder)")
        }
        if !option.row.repeats, values[option] != nil {
            throw .usage("\(option.flag) is given twice; it takes one value.")
        }
        values[option, default: []].append(Invocation.Value(text: text, origin: option.flag))
    }

    private mutating func readWord(_ word: String) throws(Complaint) {
        if let command, command.row.operand != nil, operand == nil {
            operand = word
        } else if command != nil {
            throw .usage("'\(word)' is one word too many. \(seeHelp)")
        } else if let named = Command(rawValue: word) {
            command = named
        } else {
            let names = Command.allCases.map(\.rawValue)
            throw .usage(
                "'\(word)' is not a command.\(suggestion(for: word, in: names)) Commands: \(names.joined(separator: ", "))."
            )
        }
    }
}
