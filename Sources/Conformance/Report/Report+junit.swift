internal import XML

extension Report {
    /// The report as JUnit's XML: a test case for each rule, a suite for each level, as servers of continuous
    /// integration read it.
    ///
    ///     <testsuites name="winch conform"><testsuite name="MUST" tests="107" failures="1" skipped="60">
    ///       <testcase classname="MUST.Addressing" name="R5.1.1-1 …"><failure message="…"/></testcase>…
    ///
    /// A SHOULD or MAY that is not kept is told as skipped: it does not make a service one that does not conform.
    public var junit: [UInt8] {
        var writer = XMLWriter(capacity: 65536)
        writer.start("testsuites")
        writer.attribute("name", "winch conform \(target)")
        for level in [Rule.Level.must, .mustNot, .should, .shouldNot, .may] {
            let findings = findings.filter { $0.rule.level == level }
            writer.start("testsuite")
            writer.attribute("name", level.rawValue)
            writer.attribute("tests", "\(findings.count)")
            writer.attribute("failures", "\(findings.count(where: \.breaksConformance))")
            writer.attribute("errors", "0")
            writer.attribute("skipped", "\(findings.count { $0.outcome != .passed && !$0.breaksConformance })")
            for finding in findings { writer.testCase(finding) }
            writer.end("testsuite")
        }
        writer.end("testsuites")
        return writer.finish()
    }
}

extension XMLWriter {
    fileprivate mutating func testCase(_ finding: Finding) {
        let rule = finding.rule
        start("testcase")
        attribute("classname", "\(rule.level.rawValue).\(rule.topic)")
        attribute("name", "\(rule.id) \(rule.statement)")
        switch finding.outcome {
        case .passed: break
        case .failed where finding.breaksConformance:
            start("failure")
            attribute("message", finding.why)
            text(finding.exchanges.map(\.transcript).joined(separator: "\n\n"))
            end("failure")
        case .failed, .skipped, .unchecked:
            start("skipped")
            let isKept = finding.outcome == .failed ? "Not kept: " : ""
            attribute("message", isKept + finding.why)
            end("skipped")
        }
        end("testcase")
    }
}
