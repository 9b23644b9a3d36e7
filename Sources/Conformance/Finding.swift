/// What is known about one rule after a run.
public struct Finding: Sendable {
    public enum Outcome: String, CaseIterable, Sendable {
        case passed, failed
        /// The service does not offer what the rule is about, or the tester was not allowed or told enough.
        case skipped
        /// No message can show it: it is the client's rule, or one for those who read the code.
        case unchecked
    }

    public let rule: Rule
    public let outcome: Outcome
    /// Why, a sentence; empty where a rule is kept.
    public let why: String
    /// The messages that show it, in the order sent.
    public let exchanges: [Exchange]

    /// Whether the service does not conform for this.
    public var breaksConformance: Bool { outcome == .failed && rule.level.isBinding }
}

/// A request and what came back. Credentials are in none: they are added below.
public struct Exchange: Sendable {
    /// The HTTP fields that the tester chose.
    public let fields: [(name: String, value: String)]
    public let request: [UInt8]
    public let reply: Reply

    public enum Reply: Sendable {
        case answer(status: Int, fields: [(name: String, value: String)], body: [UInt8])
        /// No answer, and why.
        case none(String)
    }
}

/// What a run found, a finding for each of the rules.
public struct Report: Sendable {
    /// The URL.
    public let target: String
    public let findings: [Finding]

    public func count(_ outcome: Finding.Outcome) -> Int { findings.count { $0.outcome == outcome } }

    /// Those for which the service does not conform.
    public var violations: [Finding] { findings.filter(\.breaksConformance) }
}
