internal import Usage

/// A command line, read: the command, its operands and options.
///
///     winch --url hv1 get 'Msvm_ConcreteJob?InstanceID=7B1F…' --output json
struct Invocation {
    enum Request: Equatable {
        case help(Command?)
        case version
        case command(Command)
    }

    let request: Request
    let operands: [String]
    private let values: [Option: [String]]
    private let environment: [String: String]

    /// - Throws: a usage complaint for anything that is neither option nor command, an option without its value, one
    ///   given twice that may stand once only, an option of another command, and operands too few or too many.
    init(arguments: [String], environment: [String: String]) throws(Complaint) {
        var reader = ArgumentReader(arguments)
        try reader.read()
        self.environment = environment
        operands = reader.operands
        values = reader.values
        if reader.wantsVersion {
            request = .version
        } else if reader.wantsHelp || reader.command == nil && arguments.isEmpty {
            request = .help(reader.command)
        } else if let command = reader.command {
            request = .command(command)
            try check(command)
        } else {
            throw .usage("A command is missing. \(seeHelp)")
        }
    }

    /// The value of an option, from the command line or else from its environment variable.
    subscript(option: Option) -> String? { values[option]?.last ?? environmentValue(option) }

    func all(_ option: Option) -> [String] { values[option] ?? [] }

    /// Whether a switch is set.
    func has(_ option: Option) -> Bool { values[option] != nil }

    /// Whether an option stands on the command line itself.
    func isGiven(_ option: Option) -> Bool { values[option] != nil }

    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A number above zero.
    func number(_ option: Option) throws(Complaint) -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), number > 0 else {
            throw .usage("\(option.flag) is '\(text)'; give a whole number above 0.")
        }
        return number
    }

    /// A time in seconds, as `1`, `0.5` or `90s`.
    func seconds(_ option: Option) throws(Complaint) -> Duration? {
        guard let text = self[option] else { return nil }
        guard let number = Double(text.hasSuffix("s") ? String(text.dropLast()) : text), number > 0, number <= 86_400
        else { throw .usage("\(option.flag) is '\(text)'; give seconds above 0, 86400 at most.") }
        return .microseconds(Int64(number * 1_000_000))
    }

    /// One of the words an option takes.
    func choice(_ option: Option) throws(Complaint) -> String? {
        guard let text = self[option] else { return nil }
        guard option.row.choices.contains(text) else {
            throw .usage("\(option.flag) is '\(text)'; give one of \(option.row.choices.joined(separator: ", ")).")
        }
        return text
    }

    private func environmentValue(_ option: Option) -> String? { option.row.variable.flatMap { variable($0) } }

    private func check(_ command: Command) throws(Complaint) {
        for option in Option.allCases where isGiven(option) && !command.options.contains(option) {
            throw .usage("\(option.flag) is not an option of '\(command.rawValue)'. \(seeHelp(of: command))")
        }
        guard !command.row.count.contains(operands.count) else { return }
        let problem = operands.count < command.row.count.lowerBound ? "needs" : "takes"
        let expected = command.row.operands.isEmpty ? "no operands" : command.row.operands
        throw .usage("'\(command.rawValue)' \(problem) \(expected): \(seeHelp(of: command))")
    }
}

/// The end of a sentence about the command line.
let seeHelp = "'winch --help' shows what there is."

private func seeHelp(of command: Command) -> String { "'winch \(command.rawValue) --help' shows how." }

/// Walks the arguments from left to right.
private struct ArgumentReader {
    private var rest: ArraySlice<String>
    private(set) var command: Command?
    private(set) var operands: [String] = []
    private(set) var values: [Option: [String]] = [:]
    private(set) var wantsHelp = false
    private(set) var wantsVersion = false

    init(_ arguments: [String]) { rest = arguments[...] }

    mutating func read() throws(Complaint) {
        var isOptionsOver = false
        while let argument = rest.popFirst() {
            switch argument {
            case _ where isOptionsOver: operands.append(argument)
            case "--": isOptionsOver = true
            case "--help", "-h": wantsHelp = true
            case "--version": wantsVersion = true
            case "help" where command == nil: wantsHelp = true
            case "-": try readWord(argument)
            default: if argument.hasPrefix("-") { try readOption(argument) } else { try readWord(argument) }
            }
        }
    }

    private mutating func readOption(_ argument: String) throws(Complaint) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = Option(flag: parts[0]) else {
            let flags = Option.allCases.map(\.flag) + ["--help", "--version"]
            throw .usage("'\(parts[0])' is not an option.\(suggestion(for: parts[0], in: flags)) \(seeHelp)")
        }
        if !option.row.repeats, values[option] != nil { throw .usage("\(option.flag) is given twice; it stands once.") }
        guard let placeholder = option.row.placeholder else {
            guard parts.count == 1 else { throw .usage("\(option.flag) takes no value.") }
            values[option] = [""]
            return
        }
        guard let text = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw .usage("\(option.flag) needs a value: \(option.flag) \(placeholder)")
        }
        values[option, default: []].append(text)
    }

    private mutating func readWord(_ word: String) throws(Complaint) {
        if command != nil {
            operands.append(word)
        } else if let named = Command(rawValue: word) {
            command = named
        } else {
            let names = Command.allCases.map(\.rawValue)
            throw .usage("'\(word)' is not a command.\(suggestion(for: word, in: names)) \(seeHelp)")
        }
    }
}
