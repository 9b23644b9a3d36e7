internal import Endpoint
internal import Jobs

extension Configuration {
    /// Roles and rules. With neither, whoever can sign in administers.
    mutating func readAuthorization(_ root: ConfigurationSection) {
        var authorization = Authorization()
        for (name, text) in (root.textMap("roles") ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let role = Authorization.Role(rawValue: text) else {
                let known = Authorization.Role.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                root.report.complain(
                    at: ConfigurationPlaces.path("roles", name), "expected one of \(known), got the text \"\(text)\"")
                continue
            }
            if name == "*" { authorization.otherwise = role } else { authorization.roles[name] = role }
        }
        authorization.rules = (root.sections("rules") ?? []).map(rule)
        let isEmpty = authorization.roles.isEmpty && authorization.otherwise == nil && authorization.rules.isEmpty
        if !isEmpty { self.authorization = authorization }
        let audit = root.section("audit")
        auditFile = audit.text("file").flatMap { $0.isEmpty ? nil : $0 }
        audit.choice("reads", AuditTrail.Reads.allCases.map { ($0.rawValue, $0) }).map { auditReads = $0 }
        audit.finish()
    }

    private func rule(_ section: ConfigurationSection) -> Authorization.Rule {
        let effect = section.choice("effect", [("allow", true), ("deny", false)])
        if effect == nil, section.value("effect") == nil {
            section.report.complain(at: section.path, "'effect' is missing: \"allow\" or \"deny\"")
        }
        var rule = Authorization.Rule(permits: effect ?? false)
        rule.users = section.textOrTexts("users").map(Set.init)
        rule.roles = choices("roles", Authorization.Role.init(rawValue:), Authorization.Role.allCases, section)
        rule.rights = choices("rights", Authorization.Right.init(rawValue:), Authorization.Right.allCases, section)
        rule.namespace = section.text("namespace").map { NamePattern($0) }
        rule.className = section.text("className").map { NamePattern($0) }
        rule.method = section.text("method").map { NamePattern($0) }
        rule.template = section.text("template").map { NamePattern($0) }
        section.finish()
        // A rule that fits nothing by a slip of the pen would forbid nothing.
        section.report.classes?.check(rule, in: section)
        if let pattern = rule.template, !templates.contains(where: { pattern.matches($0.name) }) {
            section.complain("template", "there is no such template; the rule would never fit")
        }
        return rule
    }

    private func choices<Choice: RawRepresentable & Hashable>(
        _ key: String, _ make: (String) -> Choice?, _ all: [Choice], _ section: ConfigurationSection
    ) -> Set<Choice>? where Choice.RawValue == String {
        guard let texts = section.textOrTexts(key) else { return nil }
        var chosen: Set<Choice> = []
        for text in texts {
            if let choice = make(text) {
                chosen.insert(choice)
            } else {
                let known = all.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                section.complain(key, "expected one of \(known), or a list of them, got the text \"\(text)\"")
            }
        }
        return chosen
    }
}
