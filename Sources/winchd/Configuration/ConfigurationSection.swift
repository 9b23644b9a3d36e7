internal import Platform
internal import Usage

/// What is wrong with a configuration, all of it, and which keys were looked for.
final class ConfigurationReport {
    let file: String
    /// To hold the names of classes against; nil where a test has made sure of them.
    let classes: ClassNames?
    private let places: ConfigurationPlaces
    private var found: [(line: Int, path: String, sentence: String)] = []
    /// Every key that the reader knows, with list indices taken out: `templates[].runner.simulated.outcome`.
    private(set) var known: Set<String> = []
    /// Those of them that the file has.
    private(set) var present: Set<String> = []

    init(file: String, places: ConfigurationPlaces, classes: ClassNames?) {
        self.file = file
        self.classes = classes
        self.places = places
        for duplicate in places.duplicates {
            complain(at: duplicate.path, line: duplicate.line, "written twice; keep one")
        }
    }

    /// Everything that is wrong, a line each, in the order of the file: `winchd.json5:12: log.level: expected …`.
    var problems: [String] {
        found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(
            \.element.sentence)
    }

    /// Whether anything is wrong at `path` or below it.
    func hasProblems(below path: String) -> Bool { found.contains { $0.path.hasPrefix(path) } }

    /// Notes that the value at `path` is not what was expected.
    func complain(at path: String, _ sentence: String) {
        complain(at: path, line: places.lines[path] ?? 1, sentence)
    }

    private func complain(at path: String, line: Int, _ sentence: String) {
        let place = path.isEmpty ? "\(file):\(line)" : "\(file):\(line): \(path)"
        found.append((line, path, "\(place): \(sentence)"))
    }

    func note(_ path: String, isPresent: Bool) {
        var general = ""
        var inIndex = false
        for character in path {
            if character == "]" { inIndex = false }
            if !inIndex { general.append(character) }
            if character == "[" { inIndex = true }
        }
        known.insert(general)
        if isPresent { present.insert(general) }
    }
}

/// One section of a configuration, read key by key: a key that is absent gives its default, a value that does not fit is
/// reported and gives its default too, so that one reading finds everything that is wrong.
struct ConfigurationSection {
    let path: String
    let report: ConfigurationReport
    /// Whether the file has this section at all.
    let isPresent: Bool
    private let members: [String: ConfigurationValue]
    private let asked = KeyLog()

    /// Which keys were asked for, shared by the copies of a section.
    private final class KeyLog {
        var keys: [String] = []
    }

    init(path: String, members: [String: ConfigurationValue]?, report: ConfigurationReport) {
        self.path = path
        self.members = members ?? [:]
        self.report = report
        isPresent = members != nil
    }

    /// Reports the keys that nobody asked for. To be called when everything was read.
    func finish() {
        for key in members.keys.sorted() where !asked.keys.contains(key) {
            let known = asked.keys.sorted().joined(separator: ", ")
            report.complain(
                at: place(key), "there is no such key.\(suggestion(for: key, in: asked.keys)) Known here: \(known)")
        }
    }

    func place(_ key: String) -> String { ConfigurationPlaces.path(path, key) }

    /// Reports that the value of `key` is impossible.
    func complain(_ key: String, _ sentence: String) { report.complain(at: place(key), sentence) }

    /// The value of `key`, nil when it is absent or null; every reading starts here.
    func value(_ key: String) -> ConfigurationValue? {
        if !asked.keys.contains(key) { asked.keys.append(key) }
        let value = members[key]
        report.note(place(key), isPresent: value != nil)
        return value == .null ? nil : value
    }

    /// The keys of a section whose keys are names that the user chose.
    var names: [String] { members.keys.sorted() }

    func mismatch(_ key: String, expected: String, got value: ConfigurationValue) {
        complain(key, "expected \(expected), got \(value.description)")
    }
}

extension ConfigurationSection {
    func text(_ key: String) -> String? {
        guard let value = value(key) else { return nil }
        if case .text(let text) = value { return text }
        mismatch(key, expected: "a text", got: value)
        return nil
    }

    /// A text that must be there and not be empty; reported and empty otherwise.
    func requiredText(_ key: String, _ meaning: String) -> String {
        let problems = report.problems.count
        if let text = text(key), !text.isEmpty { return text }
        if report.problems.count == problems { report.complain(at: path, "'\(key)' is missing: \(meaning)") }
        return ""
    }

    func flag(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if case .flag(let flag) = value { return flag }
        mismatch(key, expected: "true or false", got: value)
        return nil
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(key) else { return nil }
        if case .integer(let number) = value, range.contains(number) { return number }
        mismatch(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", got: value)
        return nil
    }

    /// A time span with its unit: `"250ms"`, `"2.5s"`, `"5m"`, `"1h"`, `"7d"`.
    func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let value = value(key) else { return nil }
        if case .text(let text) = value, let duration = Duration(configuration: text), range.contains(duration) {
            return duration
        }
        let bounds = "from \(range.lowerBound.configurationText) to \(range.upperBound.configurationText)"
        mismatch(
            key, expected: "a duration such as \"250ms\", \"2.5s\", \"5m\", \"1h\" or \"7d\", \(bounds)", got: value)
        return nil
    }

    func choice<Choice>(_ key: String, _ choices: [(name: String, value: Choice)]) -> Choice? {
        guard let value = value(key) else { return nil }
        if case .text(let text) = value, let choice = choices.first(where: { $0.name == text }) { return choice.value }
        mismatch(key, expected: "one of \(choices.map { "\"\($0.name)\"" }.joined(separator: ", "))", got: value)
        return nil
    }

    /// A list of texts.
    func texts(_ key: String) -> [String]? {
        guard let value = value(key) else { return nil }
        if let texts = value.texts { return texts }
        mismatch(key, expected: "a list of texts", got: value)
        return nil
    }

    /// One text, or a list of them.
    func textOrTexts(_ key: String) -> [String]? {
        guard let value = value(key) else { return nil }
        if case .text(let text) = value { return [text] }
        if let texts = value.texts { return texts }
        mismatch(key, expected: "a text or a list of texts", got: value)
        return nil
    }

    /// A section; an absent one reads as one that leaves everything to its defaults.
    func section(_ key: String) -> ConfigurationSection {
        let value = value(key)
        if case .section(let members) = value {
            return ConfigurationSection(path: place(key), members: members, report: report)
        }
        if let value { mismatch(key, expected: "a section { … }", got: value) }
        return ConfigurationSection(path: place(key), members: nil, report: report)
    }

    /// A list of sections; nil when it is absent.
    func sections(_ key: String) -> [ConfigurationSection]? {
        guard let value = value(key) else { return nil }
        guard case .list(let elements) = value else {
            mismatch(key, expected: "a list of sections [ { … } ]", got: value)
            return nil
        }
        return elements.enumerated().compactMap { index, element in
            let path = "\(place(key))[\(index)]"
            if case .section(let members) = element {
                return ConfigurationSection(path: path, members: members, report: report)
            }
            report.complain(at: path, "expected a section { … }, got \(element.description)")
            return nil
        }
    }

    /// A section of names that the user chose, each with one text.
    func textMap(_ key: String) -> [String: String]? {
        map(key, expected: "a text") { if case .text(let text) = $0 { text } else { nil } }
    }

    /// A section of names that the user chose, each with a text or a list of texts.
    func textsMap(_ key: String) -> [String: [String]]? {
        map(key, expected: "a text or a list of texts") { if case .text(let text) = $0 { [text] } else { $0.texts } }
    }

    private func map<Result>(_ key: String, expected: String, _ convert: (ConfigurationValue) -> Result?) -> [String:
        Result]?
    {
        guard let value = value(key) else { return nil }
        guard case .section(let members) = value else {
            mismatch(key, expected: "a section { name: … }", got: value)
            return nil
        }
        var result: [String: Result] = [:]
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let converted = convert(member) {
                result[name] = converted
            } else {
                let path = ConfigurationPlaces.path(place(key), name)
                report.complain(at: path, "expected \(expected), got \(member.description)")
            }
        }
        return result
    }
}

extension ConfigurationValue {
    /// The elements of a list that holds nothing but texts.
    var texts: [String]? {
        guard case .list(let elements) = self else { return nil }
        var texts: [String] = []
        for element in elements {
            guard case .text(let text) = element else { return nil }
            texts.append(text)
        }
        return texts
    }
}

extension Duration {
    private static let units: [(name: String, duration: Duration)] = [
        ("d", .seconds(86400)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
        ("ms", .milliseconds(1)),
    ]

    /// Reads `"250ms"`, `"2.5s"`, `"5m"`, `"1h"`, `"7d"`.
    init?(configuration text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(number),
            let unit = Duration.units.first(where: { $0.name == text.dropFirst(number.count) }),
            value * Double(unit.duration.microseconds) < Double(Int64.max / 2)
        else { return nil }
        self = .microseconds(Int64(value * Double(unit.duration.microseconds)))
    }

    /// The shortest text that `init(configuration:)` reads back.
    var configurationText: String {
        for unit in Duration.units where microseconds % unit.duration.microseconds == 0 && microseconds != 0 {
            return "\(microseconds / unit.duration.microseconds)\(unit.name)"
        }
        return microseconds == 0 ? "0s" : "\(Double(microseconds) / 1000)ms"
    }
}
