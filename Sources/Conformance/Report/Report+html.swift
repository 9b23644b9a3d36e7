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
        writer.element("title", "DSP0226: \(target)")
        writer.element("style", Self.style)
        writer.end("head")
        writer.start("body")
        writer.element("h1", "How \(target) keeps DSP0226 1.0.0")
        writer.element("p", summary)
        for level in [Rule.Level.must, .mustNot, .should, .shouldNot, .may] {
            writer.element("h2", level.rawValue)
            for finding in findings where finding.rule.level == level { writer.section(finding) }
        }
        writer.end("body")
        writer.end("html")
        return writer.finish()
    }

    /// `Of 288 rules 140 are kept, 2 are broken (1 of them a MUST), 96 were skipped and 50 cannot be seen.`
    public var summary: String {
        "Of \(findings.count) rules \(count(.passed)) are kept, \(count(.failed)) are broken (\(violations.count) of them "
            + "a MUST), \(count(.skipped)) were skipped and \(count(.unchecked)) not checked."
    }

    private static let style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color: #222; }
        details { border-left: 4px solid #bbb; margin: 3px 0; padding: 2px 10px; background: #fafafa; }
        details.passed { border-color: #2a8f3c; }
        details.failed { border-color: #c22; background: #fff3f3; }
        details.skipped { border-color: #d9a400; }
        summary { cursor: pointer; }
        .outcome { display: inline-block; width: 6em; font-weight: 600; }
        .failed .outcome { color: #c22; }
        .passed .outcome { color: #2a8f3c; }
        code { font-weight: 600; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; border: 1px solid #ddd; padding: 8px;
              font-size: 12px; max-height: 24em; overflow: auto; }
        """
}

extension XMLWriter {
    fileprivate mutating func section(_ finding: Finding) {
        let rule = finding.rule
        start("details")
        attribute("class", finding.outcome.rawValue)
        attribute("id", rule.id)
        if finding.breaksConformance { attribute("open", "open") }
        start("summary")
        start("span")
        attribute("class", "outcome")
        text(finding.outcome.rawValue)
        end("span")
        element("code", rule.id)
        text(" \(rule.statement)")
        end("summary")
        if !finding.why.isEmpty { element("p", finding.why) }
        for (index, exchange) in finding.exchanges.enumerated() {
            element("h4", "Request \(index + 1)")
            element("pre", exchange.requestText)
            element("h4", "Reply \(index + 1)")
            element("pre", exchange.replyText)
        }
        end("details")
    }
}
