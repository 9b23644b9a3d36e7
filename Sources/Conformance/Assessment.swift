public import Client
internal import HTTPMessage
internal import SOAP
internal import XML

/// A test of one service: each rule that a client can see is checked with real messages, one after the other.
///
///     let assessment = try Assessment(ClientConfiguration(url: "http://hv1:5985/wsman", credentials: credentials))
///     let report = try await assessment.run()
///     for finding in report.violations { print(finding.rule.id, finding.why) }
///
/// Nothing is changed unless ``Options/permissions`` allows it, and every check tidies up behind itself.
public struct Assessment: Sendable {
    public struct Options: Sendable {
        /// Only these rules; nil for all.
        public var rules: Set<String>?
        public var permissions: Set<Permission> = []
        public var profile = Profile()
        /// The address and port where the service may send events to, `192.0.2.7:0`; nil for any port of the loopback
        /// where the service is on this host, and for none where it is not.
        public var listen: String?
        /// The host, or host and port, by which the service reaches that address, where that differs.
        public var notifyHost: String?
        /// How long one answer may take.
        public var timeout: Duration = .seconds(30)
        /// How long all of it may take; what is not checked by then is skipped.
        public var limit: Duration = .seconds(900)

        public init() {}
    }

    private let client: Client
    private let options: Options

    /// - Throws: ``ClientError/invalidArgument(_:)`` for a configuration that cannot be used, and for an unknown rule.
    public init(_ configuration: ClientConfiguration, _ options: Options = Options()) throws(ClientError) {
        for rule in options.rules ?? [] where Rule.named(rule) == nil {
            throw .invalidArgument("There is no rule \(rule); DSP0226 1.0.0 has R5.1.1-1 to RE-5.")
        }
        if let listen = options.listen, let flaw = EventSink.flaw(of: listen, host: options.notifyHost) {
            throw .invalidArgument(flaw)
        }
        client = try Client(configuration)
        self.options = options
    }

    /// Checks the rules.
    ///
    /// - Parameter progress: is told each finding of a rule that was to be checked, with how many come in all.
    /// - Throws: ``ClientError`` when nobody answers at the URL, or the credentials are refused.
    public func run(
        progress: @Sendable (_ finding: Finding, _ index: Int, _ count: Int) -> Void = { _, _, _ in }
    ) async throws(ClientError) -> Report {
        let survey = Survey(client, options)
        try await knock(survey)
        let clock = ContinuousClock()
        let end = clock.now + options.limit
        let wanted = Rule.all.filter { options.rules?.contains($0.id) ?? true }
        var findings: [String: Finding] = [:]
        for (index, rule) in wanted.enumerated() {
            let finding =
                if clock.now > end {
                    Finding(
                        rule: rule, outcome: .skipped, why: "The time for the whole run is over.", exchanges: [])
                } else {
                    await examine(rule, survey)
                }
            findings[rule.id] = finding
            await Examination(survey).tidyUp()
            progress(finding, index + 1, wanted.count)
        }
        return Report(
            target: client.url.text,
            findings: Rule.all.map { rule in
                findings[rule.id]
                    ?? Finding(rule: rule, outcome: .unchecked, why: "It was not asked for.", exchanges: [])
            })
    }

    /// One request, to tell a service that breaks rules from a place where there is none.
    private func knock(_ survey: Survey) async throws(ClientError) {
        let answer = try await Examination(survey).exchange(Message.identify.bytes, contentType: Message().contentType)
        switch answer.status {
        case 401:
            throw .unauthorized(offered: answer.challenges)
        case 403: throw .forbidden
        case 404 where answer.envelope == nil: throw .status(404, excerpt: "")
        default: break
        }
    }

    private func examine(_ rule: Rule, _ survey: Survey) async -> Finding {
        let check = Check.byRule[rule.id]
        guard check != nil || rule.verification == .wire && rule.actor != .client else {
            return Finding(rule: rule, outcome: .unchecked, why: rule.whyUnchecked, exchanges: [])
        }
        guard !survey.isSilent else {
            return Finding(
                rule: rule, outcome: .skipped, why: "The service has stopped to answer.", exchanges: [])
        }
        let it = Examination(survey)
        do {
            try await require(check, of: rule, it)
            guard let check else {
                return Finding(rule: rule, outcome: .unchecked, why: rule.whyUnchecked, exchanges: it.exchanges)
            }
            try await check.perform(it)
            return Finding(rule: rule, outcome: .passed, why: "", exchanges: it.exchanges)
        } catch Verdict.skipped(let why) {
            return Finding(rule: rule, outcome: .skipped, why: why.cut, exchanges: it.exchanges)
        } catch Verdict.failed(let why) {
            return Finding(rule: rule, outcome: .failed, why: why.cut, exchanges: it.exchanges)
        } catch {
            return Finding(rule: rule, outcome: .failed, why: "\(error)".cut, exchanges: it.exchanges)
        }
    }

    /// - Throws: ``Verdict/skipped(_:)`` where the service lacks what the check is about, or it may not be tried.
    private func require(_ check: Check?, of rule: Rule, _ it: Examination) async throws {
        if let permission = check?.permission, !options.permissions.contains(permission) {
            throw it.skip("It may not be tried without --\(permission.rawValue).")
        }
        let needs = rule.needs.map { rule.verification == .choice ? [] : [$0] } ?? []
        for feature in needs + (check?.needs ?? []) {
            if case .absent(let why) = try await it.survey.offer(feature, it) {
                throw it.skip("\(feature.rawValue) is not offered: \(why).")
            }
        }
    }
}

extension Rule {
    fileprivate var whyUnchecked: String {
        switch verification {
        case .client: "It is the client's to keep."
        case .review: "No message can show it; it takes a reader of the service's code and documents."
        case .wire, .choice: actor == .client ? "It is the client's to keep." : "There is no check of it."
        }
    }
}

extension String {
    /// It may quote what the service said, which has no end of its own.
    fileprivate var cut: String { utf8.count <= 1000 ? self : prefix(1000) + "…" }
}

extension Message {
    /// Identify, which needs no header block.
    static var identify: Message { Message(body: [XMLElement(.identity("Identify"))]) }
}
