import Testing

@testable import Conformance

extension Mutation {
    static let all =
        clause5 + clause6 + clause7 + clause8 + clause9 + clause10 + delivery + clause11and12 + clause13and14 + annexes
        + annexE
}

/// Proof that the tester can fail: services that break one rule each are told so.
@Suite struct MutationTests {
    @Test(arguments: Mutation.all)
    func `A service that breaks a rule is caught by it`(mutation: Mutation) async throws {
        let report = try await ServiceUnderTest(mutation, isSecure: mutation.rule == "RC.3-2").assess(mutation.rule)
        let finding = try #require(report.findings.first { $0.rule.id == mutation.rule })
        #expect(finding.outcome == .failed, "\(mutation.rule) \(mutation): \(finding.outcome) \(finding.why)")
        #expect(!finding.why.isEmpty && !finding.exchanges.isEmpty)
    }
}
