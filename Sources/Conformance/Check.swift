/// How one rule is looked at: messages that a service which keeps it answers in one way, and one which breaks it in
/// another.
///
///     Check("R6.2-4") { it in
///         let answer = try await it.send(it.get().with(XMLElement(.wsman("MaxEnvelopeSize"), "8191")))
///         try it.expect(answer, is: .encodingLimit(.minimumEnvelopeLimit))
///     }
///
/// To return is to pass; a ``Verdict`` that is thrown says otherwise. A check leaves the service as it found it.
struct Check: Sendable {
    let rule: String
    /// What the service must offer for it, besides what the rule itself is about.
    let needs: [Feature]
    /// What must be allowed.
    let permission: Permission?
    let perform: @Sendable (Examination) async throws -> Void

    init(
        _ rule: String, needs: [Feature] = [], permission: Permission? = nil,
        _ perform: @escaping @Sendable (Examination) async throws -> Void
    ) {
        self.rule = rule
        self.needs = needs
        self.permission = permission
        self.perform = perform
    }

    /// All there are, one a rule, in the order of the rules.
    static let all: [Check] =
        clause5 + clause6 + clause7 + clause8 + clause9 + clause10 + clause11and12 + clause13and14 + annexes + annexE

    static let byRule = Dictionary(uniqueKeysWithValues: all.map { ($0.rule, $0) })
}

/// What a check finds, other than that the rule is kept; with the reason, a sentence.
enum Verdict: Error {
    case failed(String)
    case skipped(String)
}
