@testable import Conformance

/// `Documentation/Conformance.md`, as a run finds it.
struct Page {
    let report: Report

    static let path = "Documentation/Conformance.md"

    var text: String {
        let clauses = [
            ("Clause 5: addressing", Rule.clause5), ("Clause 6: control headers", Rule.clause6),
            ("Clause 7: resource access", Rule.clause7), ("Clause 8: enumeration", Rule.clause8),
            ("Clause 9: custom actions", Rule.clause9), ("Clause 10: eventing", Rule.clause10),
            ("Clauses 11 to 14: Identify, credentials, messages, faults", Rule.clause11to14),
            ("Annexes B, C and E: conformance, HTTP, the selector filter", Rule.annexes),
        ]
        return Self.introduction + clauses.map { section($0, of: $1) }.joined(separator: "\n")
    }

    private static let introduction = """
        # How Winch keeps DSP0226

        Every numbered rule of DSP0226 1.0.0 (WS-Management, DMTF), what Winch does about it, and what proves it. This page is
        written by `make conformance` from a run of the conformance tester against winchd's own endpoint; a test compares.

        A proof `check` is the check of `winch conform --rule ID`, which sent real messages over a socket and passed in the run
        that wrote this page; in brackets, how many ways of breaking the rule the tests know it to catch.


        """

    private func section(_ title: String, of rules: [Rule]) -> String {
        let heading = """
            ## \(title)

            | rule | level | what it asks | what Winch does | proof |
            |---|---|---|---|---|

            """
        return heading + rules.map(row).joined()
    }

    private func row(_ rule: Rule) -> String {
        let practice = Practice.byRule[rule.id]
        let cells = [
            rule.id, rule.level.rawValue, rule.statement, practice?.conduct ?? "As asked.",
            proof(of: rule, practice?.proof ?? .check),
        ]
        return "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }

    private func proof(of rule: Rule, _ proof: Practice.Proof) -> String {
        switch proof {
        case .check:
            let mutations = Mutation.all.count { $0.rule == rule.id }
            return isPassed(rule) ? "check" + (mutations > 0 ? " (\(mutations))" : "") : "none yet"
        case .test(let name, let file): return "test “\(name)” in `\(file)`"
        case .code(let file): return "no test can show it; `\(file)`"
        case .deviation(let why): return "not followed: \(why)"
        case .absent(let why): return "not offered: \(why)"
        }
    }

    private func isPassed(_ rule: Rule) -> Bool {
        report.findings.first { $0.rule == rule }?.outcome == .passed
    }
}
