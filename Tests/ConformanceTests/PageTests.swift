import Glibc
import Testing

@testable import Conformance

/// Winch by its own tester, and the page that says so.
@Suite struct PageTests {
    @Test func `Winch breaks no MUST, and the page of its conformance is true`() async throws {
        let report = try await ServiceUnderTest().assess()
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
