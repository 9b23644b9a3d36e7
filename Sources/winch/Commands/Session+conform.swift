internal import Client
internal import Conformance
internal import Usage

extension Session {
    /// Tests how a service keeps DSP0226.
    ///
    /// - Throws: a complaint with ``ExitCode/refused`` when a MUST is broken.
    func conform() async throws(Complaint) {
        let format = try conformanceFormat()
        let options = try assessmentOptions()
        let configuration = try configuration()
        let report = try await asking { () throws(ClientError) in
            try await Assessment(configuration, options).run { finding, index, count in
                screen.showProgress("\(index)/\(count) \(finding.rule.id) \(finding.outcome.rawValue)")
            }
        }
        screen.showProgress("")
        print(report, of: options.rules, as: format)
        let broken = report.violations.map(\.rule.id)
        guard broken.isEmpty else {
            let count = broken.count == 1 ? "One MUST is" : "\(broken.count) MUSTs are"
            throw .refused("\(count) broken: \(broken.joined(separator: ", ")).")
        }
    }

    private enum Format: String, CaseIterable {
        case table, json, junit, html
    }

    private func conformanceFormat() throws(Complaint) -> Format {
        guard let text = invocation[.output] else { return .table }
        guard let format = Format(rawValue: text) else {
            guard invocation.isGiven(.output) else { return .table }  // WINCH_OUTPUT means the other commands
            let names = Format.allCases.map(\.rawValue)
            throw .usage(
                "--output is '\(text)'; conform gives \(names.joined(separator: ", ")).\(suggestion(for: text, in: names))"
            )
        }
        return format
    }

    private func assessmentOptions() throws(Complaint) -> Assessment.Options {
        var options = Assessment.Options()
        let rules = invocation.all(.rule).flatMap { $0.split(separator: ",").map(String.init) }
        if !rules.isEmpty { options.rules = Set(rules) }
        for rule in rules where Rule.named(rule) == nil {
            throw .usage(
                "There is no rule '\(rule)' in DSP0226.\(suggestion(for: rule, in: Rule.all.map(\.id)))")
        }
        if invocation.has(.write) { options.permissions.insert(.write) }
        if invocation.has(.invoke) { options.permissions.insert(.invoke) }
        if let seconds = try invocation.seconds(.timeout) { options.timeout = seconds }
        options.listen = invocation[.listen]
        options.notifyHost = invocation[.notifyHost]
        if options.notifyHost != nil, options.listen == nil {
            throw .usage("--notify-host says how the service reaches the address of --listen; add that.")
        }
        if let path = invocation[.profile] {
            let contents = try contents(of: path)
            do throws(ProfileError) {
                options.profile = try Profile(parsing: contents)
            } catch {
                throw .usage("\(path): \(error.description)")
            }
        }
        return options
    }

    // MARK: - Output

    private func print(_ report: Report, of rules: Set<String>?, as format: Format) {
        switch format {
        case .table: table(report, of: rules)
        case .json: screen.write(report.json.text() + "\n")
        case .junit: screen.write(report.junit + Array("\n".utf8))
        case .html: screen.write(report.html + Array("\n".utf8))
        }
    }

    /// What was asked for; the other formats list every rule.
    private func table(_ report: Report, of rules: Set<String>?) {
        var table = TextTable(["RULE", "LEVEL", "RESULT", "WHAT"])
        for finding in report.findings where rules?.contains(finding.rule.id) ?? true {
            let what = finding.why.isEmpty ? finding.rule.statement : finding.why
            table.add(
                [finding.rule.id, finding.rule.level.rawValue, finding.outcome.rawValue, what],
                accent: (2, finding.color), to: screen)
        }
        table.flush(to: screen)
        screen.write("\n\(report.summary)\n")
    }
}

extension Finding {
    fileprivate var color: Screen.Color {
        switch outcome {
        case .passed: .green
        case .failed: breaksConformance ? .red : .yellow
        case .skipped, .unchecked: .dim
        }
    }
}

extension Report {
    /// `{"target":…,"rules":[{"id":"R5.2-1","level":"MUST","result":"passed","why":""}]}`.
    var json: JSON {
        .object([
            ("target", .string(target)),
            (
                "rules",
                .array(
                    findings.map { finding in
                        .object([
                            ("id", .string(finding.rule.id)), ("level", .string(finding.rule.level.rawValue)),
                            ("result", .string(finding.outcome.rawValue)), ("why", .string(finding.why)),
                        ])
                    })
            ),
        ])
    }
}
