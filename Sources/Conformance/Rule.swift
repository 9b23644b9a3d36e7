/// One numbered rule of DSP0226 1.0.0, in our own words.
///
/// The identifiers, levels and actors are the specification's; `Tests/ConformanceTests/rules.tsv` holds them once more,
/// and a test compares.
public struct Rule: Hashable, Sendable {
    /// How binding it is.
    public enum Level: String, Sendable {
        case must = "MUST"
        case mustNot = "MUST NOT"
        case should = "SHOULD"
        case shouldNot = "SHOULD NOT"
        case may = "MAY"

        /// Whether a service that breaks it does not conform.
        public var isBinding: Bool { self == .must || self == .mustNot }
    }

    /// Whose rule it is.
    public enum Actor: String, Sendable {
        case service, client, both
    }

    /// What shows whether it is kept.
    public enum Verification: String, Sendable {
        /// Messages: a client can see it.
        case wire
        /// The service may choose; messages show whether it does what its choice demands.
        case choice
        /// The client's own messages.
        case client
        /// Only reading the code and its documents.
        case review
    }

    /// `R5.2-1`.
    public let id: String
    public let level: Level
    public let actor: Actor
    /// What it is about, in a word.
    public let topic: String
    public let verification: Verification
    /// The optional part of the protocol that it belongs to; nil when every service must keep it.
    public let needs: Feature?
    /// What it says.
    public let statement: String

    init(
        _ id: String, _ level: Level, _ actor: Actor, _ topic: String, _ verification: Verification,
        needs: Feature? = nil, _ statement: String
    ) {
        self.id = id
        self.level = level
        self.actor = actor
        self.topic = topic
        self.verification = verification
        self.needs = needs
        self.statement = statement
    }

    /// All 288, in the order of the specification.
    public static let all: [Rule] =
        clause5 + clause6 + clause7 + clause8 + clause9 + clause10 + clause11to14 + annexes

    /// The rule of this identifier.
    public static func named(_ id: String) -> Rule? { byID[id] }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}
