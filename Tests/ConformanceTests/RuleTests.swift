import Testing

@testable import Conformance

/// The table of rules beside the specification's own facts.
@Suite struct RuleTests {
    @Test func `Every rule of DSP0226 is there, as binding as it says`() throws {
        let facts = try Facts.rules()
        #expect(facts.count == 288)
        let rules = Rule.all.map { rule in
            [
                rule.id, rule.level.rawValue, rule.actor.rawValue, rule.needs?.rawValue ?? "-",
                rule.verification.rawValue,
            ]
        }
        for (rule, fact) in zip(rules, facts) { #expect(rule == fact) }
        #expect(rules.count == facts.count)
    }

    @Test func `Every check is of a rule, and in the order of the rules`() {
        let order = Rule.all.map(\.id).filter { Check.byRule[$0] != nil }
        #expect(Check.all.map(\.rule) == order)
    }

    @Test func `No check is of a rule that only the client or a reader of the code can keep`() throws {
        for check in Check.all {
            let rule = try #require(Rule.named(check.rule))
            #expect(rule.verification == .wire || rule.verification == .choice, "\(check.rule)")
        }
    }
}
