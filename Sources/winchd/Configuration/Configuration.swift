internal import CIM
internal import Endpoint
internal import HTTPServer
internal import Jobs
internal import Platform

/// What a configuration file says, and the defaults for what it does not.
///
/// JSON5: comments, keys without quotes, commas after the last member. `examples/winchd.json5` has every key. The keys stand
/// in this file and its extensions and nowhere else: reading them is what makes them known.
struct Configuration {
    var listen: [ListenAddress]?
    var tlsCertificate: String?
    var tlsKey: String?
    /// A PEM file with those who sign certificates of clients; nil when none are asked for.
    var clientAuthorities: String?
    var clientNames: [ClientCertificates.Name: String] = [:]
    var allowUnencrypted: Bool?
    var keytab: String?
    /// Principals of Kerberos and the users they are.
    var principals: [String: String] = [:]
    var channelBinding = Negotiation.ChannelBinding.relaxed
    var data: String?
    /// Name and password or hash, as written.
    var users: [String: String]?
    var authorization = Authorization.unrestricted
    /// Nil is a file in the data directory.
    var auditFile: String?
    var auditReads = AuditTrail.Reads.first
    /// The service of PAM that verifies passwords of users who are not configured, and the folder of its file.
    var pamService: String?
    var pamDirectory: String?
    var windowsBuild: WindowsBuild?
    var logLevel: LogLevel?
    var logFormat: LogFormat?
    /// The longest line of the log and of the audit log.
    var lineBytes = 8192
    var strictStatus: Bool?
    var anonymousVersion: Bool?
    var cgroups: Bool?
    /// Where events may be sent.
    var sinks = [SinkPattern("*")].compactMap(\.self)
    /// A PEM file of those who may sign the certificate of a sink.
    var sinkAuthorities: String?
    var server = HTTPServerConfiguration(listen: [])
    var operations = EndpointLimits()
    var jobs = JobLimits()
    var missedRuns = MissedRuns.runOnce
    var notify = NotifySpecification()
    /// The built-in ones first; one of the file takes the place of a built-in one of the same name.
    var templates: [JobTemplate] = []
    /// The built-in ones first; one of the file takes the place of a built-in one for the same method.
    var bindings: [MethodBinding] = []
    /// Nil is the built-in inventory.
    var inventory: [InventoryText]?

    /// Whether somebody can sign in without a password that winchd knows.
    var knowsUsersElsewhere: Bool { pamService != nil || clientAuthorities != nil || keytab != nil }

    /// The defaults: no file.
    init() {
        (templates, bindings) = Configuration.builtIn
    }

    /// - Throws: a failure that lists everything that is wrong with the file, a line each: file, line, key, what was expected.
    init(file: String) throws(Complaint) {
        try self.init(json5: try readFile(file), file: file)
    }

    init(json5 text: [UInt8], file: String) throws(Complaint) {
        let (root, report) = try Configuration.parse(text, file: file)
        self.init(root)
        let problems = report.problems
        guard problems.isEmpty else { throw .failure(problems.joined(separator: "\n        ")) }
    }

    /// Reads the text as far as it can be read without knowing the keys.
    static func parse(
        _ text: [UInt8], file: String, classes: ClassNames? = ClassNames()
    ) throws(Complaint) -> (ConfigurationSection, ConfigurationReport) {
        let places: ConfigurationPlaces
        do {
            places = try ConfigurationPlaces(text)
        } catch {
            throw .failure("\(file):\(error.line): \(error.sentence)")
        }
        let report = ConfigurationReport(file: file, places: places, classes: classes)
        guard case .section(let members) = try ConfigurationValue(json5: text, file: file) else {
            throw .failure("\(file):1: expected one section { … } that holds everything")
        }
        return (ConfigurationSection(path: "", members: members, report: report), report)
    }

    /// Reads all keys; what is wrong is in the section's report.
    init(_ root: ConfigurationSection) {
        listen = root.texts("listen")?.enumerated().compactMap { index, text in
            do { return try ListenAddress(parsing: text) } catch {
                root.report.complain(at: "listen[\(index)]", "\(error)")
                return nil
            }
        }
        let tls = root.section("tls")
        tlsCertificate = tls.text("certificate").flatMap { $0.isEmpty ? nil : $0 }
        tlsKey = tls.text("key").flatMap { $0.isEmpty ? nil : $0 }
        readClientCertificates(tls.section("clientCertificates"))
        tls.finish()
        readAuthentication(root)
        data = root.text("data")
        users = root.textMap("users")
        windowsBuild = Configuration.windowsBuild(root)
        strictStatus = root.flag("strictStatus")
        anonymousVersion = root.flag("anonymousVersion")
        cgroups = root.flag("cgroups")
        let log = root.section("log")
        logLevel = log.choice("level", LogLevel.allCases.map { ($0.name, $0) })
        logFormat = log.choice("format", LogFormat.allCases.map { ($0.rawValue, $0) })
        log.finish()
        readEvents(root.section("events"))
        readLimits(root.section("limits"))
        readNotify(root.section("notify"))
        readHistory(root.section("history"))
        root.choice("missedRuns", [("once", MissedRuns.runOnce), ("skip", .skip)]).map { missedRuns = $0 }
        if root.flag("simulations") ?? true { (templates, bindings) = Configuration.builtIn }
        readTemplates(root)
        readBindings(root)
        readAuthorization(root)
        readPAM(root.section("pam"))
        readInventory(root)
        root.finish()
    }

    private mutating func readAuthentication(_ root: ConfigurationSection) {
        allowUnencrypted = root.flag("allowUnencrypted")
        let negotiate = root.section("negotiate")
        keytab = negotiate.text("keytab").flatMap { $0.isEmpty ? nil : $0 }
        principals = negotiate.textMap("principals") ?? [:]
        let policies = Negotiation.ChannelBinding.allCases.map { ($0.rawValue, $0) }
        negotiate.choice("channelBinding", policies).map { channelBinding = $0 }
        negotiate.finish()
    }

    private mutating func readNotify(_ section: ConfigurationSection) {
        section.texts("command").map { notify.command = $0 }
        section.textMap("environment").map { notify.environment = $0 }
        let mail = section.section("mail")
        notify.sendmail = mail.text("sendmail").flatMap { $0.isEmpty ? nil : $0 }
        mail.text("from").map { notify.sender = $0 }
        mail.texts("domains").map { notify.domains = $0 }
        mail.finish()
        section.duration("timeout", in: .seconds(1)...Duration.seconds(3600)).map { notify.timeout = $0 }
        section.finish()
        do { try notify.validate() } catch { section.report.complain(at: section.path, error.description) }
    }

    private mutating func readHistory(_ section: ConfigurationSection) {
        section.duration("age", in: .zero...Duration.seconds(3650 * 86_400)).map { jobs.history.age = $0 }
        section.integer("jobs", in: 0...100_000_000).map { jobs.history.jobs = $0 }
        section.integer("attempts", in: 0...10_000).map { jobs.history.attempts = $0 }
        section.finish()
    }

    private mutating func readEvents(_ events: ConfigurationSection) {
        if let texts = events.texts("sinks") {
            sinks = texts.enumerated().compactMap { index, text in
                if let pattern = SinkPattern(text) { return pattern }
                events.report.complain(
                    at: "\(events.place("sinks"))[\(index)]",
                    "expected a host, \"*.domain\" or \"*\", with a scheme or a port where those matter, got \"\(text)\""
                )
                return nil
            }
        }
        sinkAuthorities = events.text("authorities").flatMap { $0.isEmpty ? nil : $0 }
        events.finish()
    }

    private static func windowsBuild(_ root: ConfigurationSection) -> WindowsBuild? {
        guard let number = root.integer("windowsBuild", in: 0...Int(Int32.max)) else { return nil }
        if let build = WindowsBuild(number: number) { return build }
        root.complain("windowsBuild", unknownBuild("\(number)"))
        return nil
    }

    private mutating func readInventory(_ root: ConfigurationSection) {
        guard let sections = root.sections("inventory") else { return }
        let slash = root.report.file.lastIndex(of: "/")
        let directory = slash.map { String(root.report.file[...$0]) } ?? ""
        inventory = sections.map { section in
            let namespace = section.requiredText(
                "namespace", "the namespace of the instances, such as \"root/virtualization/v2\"")
            let file = section.requiredText("mof", "the file with the instances, beside this one: \"machines.mof\"")
            section.finish()
            guard !file.isEmpty else { return InventoryText(namespace: namespace, mof: "", source: file) }
            do throws(Complaint) {
                let bytes = try readFile(file.hasPrefix("/") ? file : directory + file)
                return InventoryText(namespace: namespace, mof: String(decoding: bytes, as: UTF8.self), source: file)
            } catch {
                section.complain("mof", error.sentence)
                return InventoryText(namespace: namespace, mof: "", source: file)
            }
        }
    }
}

/// The sentence about a build that nobody described.
func unknownBuild(_ text: String) -> String {
    let known = WindowsBuild.known.map { "\($0.number) (\($0.name))" }.joined(separator: ", ")
    return "\(text) is not a Windows build that winchd knows. Known: \(known)"
}
