internal import XML

extension Report {
    /// The report as one page that needs nothing else: each rule with what was found, why, and the messages.
    public var html: [UInt8] {
        var writer = XMLWriter(capacity: 1 << 20)
        writer.documentTypeOfHTML()
        writer.start("html")
        writer.attribute("lang", "en")
        writer.start("head")
        writer.start("meta")
        writer.attribute("charset", "utf-8")
        writer.end("meta")
        writer.start("meta")
        writer.attribute("name", "viewport")
        writer.attribute("content", "width=device-width, initial-scale=1")
        writer.end("meta")
        writer.element("title", "DSP0226: \(target)")
        writer.element("style", Self.style)
        writer.end("head")
        writer.start("body")
        writer.header(self)
        writer.start("main")
        for level in [Rule.Level.must, .mustNot, .should, .shouldNot, .may] {
            let findings = findings.filter { $0.rule.level == level }
            writer.start("h2")
            writer.text(level.rawValue)
            writer.element("small", "  \(findings.count { $0.outcome == .passed }) of \(findings.count) kept")
            writer.end("h2")
            for finding in findings { writer.section(finding) }
        }
        writer.end("main")
        writer.end("body")
        writer.end("html")
        return writer.finish()
    }

    /// `Of 288 rules 140 are kept, 2 are broken (1 of them a MUST), 96 were skipped and 50 cannot be seen.`
    public var summary: String {
        "Of \(findings.count) rules \(count(.passed)) are kept, \(count(.failed)) are broken (\(violations.count) of them "
            + "a MUST), \(count(.skipped)) were skipped and \(count(.unchecked)) not checked."
    }
}

extension XMLWriter {
    fileprivate mutating func header(_ report: Report) {
        start("header")
        attribute("class", report.violations.isEmpty ? "conforms" : "breaks")
        start("div")
        attribute("class", "frame")
        paragraph("about", "How it keeps DSP0226 1.0.0, WS-Management")
        element("h1", report.target)
        verdict(report)
        start("div")
        attribute("class", "bar")
        for outcome in Finding.Outcome.allCases where report.count(outcome) > 0 {
            start("span")
            attribute("class", outcome.rawValue)
            attribute("style", "flex: \(report.count(outcome))")
            text("\(report.count(outcome))")
            end("span")
        }
        end("div")
        start("div")
        attribute("class", "shown")
        for outcome in Finding.Outcome.allCases { choice(outcome, count: report.count(outcome)) }
        end("div")
        end("div")
        end("header")
    }

    /// What comes of it all, with links to what is broken.
    private mutating func verdict(_ report: Report) {
        start("p")
        attribute("class", "verdict")
        let broken = report.violations
        switch broken.count {
        case 0 where report.count(.passed) == 0: text("Nothing was checked.")
        case 0: text("No MUST that was checked is broken.")
        case 1: text("One MUST is broken: ")
        default: text("\(broken.count) MUSTs are broken: ")
        }
        links(broken)
        let others = report.findings.filter { $0.outcome == .failed && !$0.breaksConformance }
        if !others.isEmpty {
            text(" Advice that is not followed: ")
            links(others)
        }
        end("p")
    }

    private mutating func links(_ findings: [Finding]) {
        for finding in findings {
            start("a")
            attribute("href", "#\(finding.rule.id)")
            text(finding.rule.id)
            end("a")
            text(" ")
        }
    }

    /// A box that hides the rules of an outcome.
    private mutating func choice(_ outcome: Finding.Outcome, count: Int) {
        start("label")
        attribute("class", outcome.rawValue)
        start("input")
        attribute("type", "checkbox")
        attribute("id", "show-\(outcome.rawValue)")
        attribute("checked", "checked")
        end("input")
        text("\(count) \(outcome.rawValue)")
        end("label")
    }

    fileprivate mutating func section(_ finding: Finding) {
        let rule = finding.rule
        start("details")
        attribute("class", "rule \(finding.outcome.rawValue)")
        attribute("id", rule.id)
        if finding.breaksConformance { attribute("open", "open") }
        start("summary")
        span("outcome", finding.outcome.rawValue)
        element("code", rule.id)
        start("span")
        attribute("class", "what")
        text(rule.statement)
        if !finding.why.isEmpty { span("why", finding.why) }
        end("span")
        end("summary")
        for (index, exchange) in finding.exchanges.enumerated() {
            start("div")
            attribute("class", "exchange")
            message("Request \(index + 1)", exchange.requestText)
            message("Reply \(index + 1)", exchange.replyText)
            end("div")
        }
        end("details")
    }

    private mutating func message(_ heading: String, _ content: String) {
        start("div")
        element("h3", heading)
        element("pre", content)
        end("div")
    }

    private mutating func span(_ kind: String, _ content: String) {
        start("span")
        attribute("class", kind)
        text(content)
        end("span")
    }

    private mutating func paragraph(_ kind: String, _ content: String) {
        start("p")
        attribute("class", kind)
        text(content)
        end("p")
    }
}
