import Glibc
import Testing

@testable import Conformance

/// Winch by its own tester, and the page that says so.
@Suite struct PageTests {
    /// What the tester finds of Winch, over HTTP and for the rules about it over TLS.
    private static func assess() async throws -> Report { try await assessment.value }

    /// One run for all tests.
    private static let assessment = Task {
        let report = try await ServiceUnderTest().assess()
        let secure = try await ServiceUnderTest(isSecure: true).assess("RC.3-2")
        return Report(
            target: report.target,
            findings: zip(report.findings, secure.findings).map { $0.rule.id == "RC.3-2" ? $1 : $0 })
    }

    @Test func `Winch breaks no MUST, and the page of its conformance is true`() async throws {
        let report = try await Self.assess()
        for finding in report.findings where finding.outcome == .failed {
            let practice = Practice.byRule[finding.rule.id]
            if case .deviation = practice?.proof, !finding.rule.level.isBinding { continue }
            Issue.record("\(finding.rule.id) \(finding.rule.level.rawValue): \(finding.why)")
        }
        let page = Page(report: report).text
        if getenv("RECORD_CONFORMANCE") != nil {
            try Facts.write(page, to: Page.path)
        } else {
            #expect(
                try Facts.text(of: Page.path) == page, "Write it anew with 'make conformance', and read what changed.")
        }
    }

    /// A rule whose check has passed could pass whatever the service does, unless something makes it fail.
    @Test func `Every MUST that a check shows Winch to keep has a mutation that the check catches`() async throws {
        let caught = Set(Mutation.all.map(\.rule))
        for finding in try await Self.assess().findings where finding.outcome == .passed {
            let rule = finding.rule
            guard rule.level.isBinding, rule.verification == .wire, rule.actor != .client else { continue }
            #expect(caught.contains(rule.id), "\(rule.id): nothing shows that its check can fail")
        }
        #expect(Mutation.all.count >= 40)
    }

    @Test func `No rule is without an answer, and no MUST of the service that messages show was left out`() async throws
    {
        for finding in try await Self.assess().findings {
            let rule = finding.rule
            let isAnswered = finding.outcome == .passed || Practice.byRule[rule.id] != nil
            #expect(
                isAnswered, "\(rule.id) is \(finding.outcome), and the table of practice says nothing: \(finding.why)")
            guard rule.level.isBinding, rule.verification == .wire, rule.actor != .client else { continue }
            if case .absent = Practice.byRule[rule.id]?.proof { continue }
            #expect(finding.outcome == .passed, "\(rule.id) is \(finding.outcome): \(finding.why)")
        }
    }

    /// `check` on the page says that it passed; where the table promises a check, there has to be one.
    @Test func `What the table of practice has proven by a check has passed it`() async throws {
        for finding in try await Self.assess().findings {
            guard case .check? = Practice.byRule[finding.rule.id]?.proof else { continue }
            #expect(finding.outcome == .passed, "\(finding.rule.id) is \(finding.outcome): \(finding.why)")
        }
    }

    @Test func `What the page names is there`() throws {
        for practice in Practice.all {
            switch practice.proof {
            case .test(let name, let file):
                #expect(
                    try Facts.text(of: file).contains("`\(name)`"), "\(practice.rule): \(file) has no test “\(name)”")
            case .code(let file): #expect(try !Facts.text(of: file).isEmpty, "\(practice.rule): there is no \(file)")
            case .check, .deviation, .absent: break
            }
        }
    }

    @Test func `No MUST is open but what is obsolete or not offered`() throws {
        for practice in Practice.all {
            let rule = try #require(Rule.named(practice.rule))
            if case .deviation = practice.proof { #expect(!rule.level.isBinding || rule.id == "RC.2-8", "\(rule.id)") }
        }
    }
}
