internal import CIM
internal import Endpoint
internal import HTTPServer
internal import Platform
internal import Usage

/// What one run of the server is to do: option, then environment, then configuration file, then default.
struct Settings {
    var configuration: Configuration
    var listen: [ListenAddress]
    /// For https addresses; nil without one.
    var certificate: CertificateFiles?
    var data: String
    /// Nobody: a password is made for the user `winch`.
    var users: Users
    var allowUnencrypted: Bool
    var urlFile: String?
    var windowsBuild: WindowsBuild
    var logLevel: LogLevel
    var logFormat: LogFormat
    /// Sentences for the log: nothing that stops the server.
    var warnings: [String]

    /// - Throws: a complaint about the first option or variable that makes no sense, about everything in the configuration
    ///   file, or about users that are missing although the network can reach the server.
    init(_ invocation: Invocation) throws(Complaint) {
        warnings = invocation.warnings
        configuration =
            try invocation.single(.config).map { value throws(Complaint) in try Configuration(file: value.text) }
            ?? Configuration()
        listen = try Settings.listen(invocation) ?? configuration.listen ?? [Settings.defaultAddress]
        data = invocation.single(.data)?.text ?? configuration.data ?? DataFiles.defaultDirectory
        if listen.contains(where: \.isSecure) {
            certificate = Settings.certificate(invocation, configuration, data: data)
        }
        urlFile = invocation.single(.urlFile)?.text
        windowsBuild = try Settings.windowsBuild(invocation) ?? configuration.windowsBuild ?? .server2022
        logLevel =
            try Settings.choice(invocation.single(.logLevel), LogLevel.allCases.map { ($0.name, $0) }) ?? configuration
            .logLevel ?? .info
        let formats = LogFormat.allCases.map { ($0.rawValue, $0) }
        logFormat = try Settings.choice(invocation.single(.logFormat), formats) ?? configuration.logFormat ?? .text
        let flags = [("true", true), ("false", false)]
        allowUnencrypted =
            try Settings.choice(invocation.single(.allowUnencrypted), flags) ?? configuration.allowUnencrypted ?? false
        users = try Users(invocation, configuration, file: invocation.single(.config)?.text)
        warnings += users.warnings
        warnings += Settings.idle(configuration, users)
        try Settings.requireUsers(users, listen, configuration)
        if !allowUnencrypted, let open = listen.first(where: { !$0.isSecure && !$0.isLoopback }) {
            warnings.append(
                "on http://\(open) other hosts can sign in with Negotiate only; Basic takes https, or --allow-unencrypted true"
            )
        }
    }

    private static let defaultAddress = try! ListenAddress(parsing: "127.0.0.1:5985")  // because it is a constant

    private static func listen(_ invocation: Invocation) throws(Complaint) -> [ListenAddress]? {
        var addresses: [ListenAddress] = []
        for value in invocation.all(.listen) {
            do { addresses.append(try ListenAddress(parsing: value.text)) } catch {
                throw .usage("\(value.origin): \(error.description)")
            }
        }
        return addresses.isEmpty ? nil : addresses
    }

    /// What is named, or the place in the data directory where winchd keeps one that it made.
    static func certificate(_ invocation: Invocation, _ configuration: Configuration, data: String) -> CertificateFiles
    {
        let files = DataFiles(directory: data)
        let key = invocation.single(.tlsKey)?.text ?? configuration.tlsKey
        guard let certificate = invocation.single(.tlsCertificate)?.text ?? configuration.tlsCertificate else {
            return CertificateFiles(certificate: files.certificate, key: key ?? files.certificateKey)
        }
        return CertificateFiles(certificate: certificate, key: key ?? certificate)
    }

    private static func windowsBuild(_ invocation: Invocation) throws(Complaint) -> WindowsBuild? {
        guard let value = invocation.single(.windowsBuild) else { return nil }
        guard let number = Int(value.text), let build = WindowsBuild(number: number) else {
            throw .usage("\(value.origin): \(unknownBuild(value.text))")
        }
        return build
    }

    private static func choice<Choice>(
        _ value: Invocation.Value?, _ choices: [(name: String, value: Choice)]
    ) throws(Complaint) -> Choice? {
        guard let value else { return nil }
        if let choice = choices.first(where: { $0.name == value.text }) { return choice.value }
        let names = choices.map(\.name)
        throw .usage(
            "\(value.origin): '\(value.text)' is none of \(names.joined(separator: ", ")).\(suggestion(for: value.text, in: names))"
        )
    }

    /// Who can sign in and may do nothing, and whose role nobody can have.
    private static func idle(_ configuration: Configuration, _ users: Users) -> [String] {
        let authorization = configuration.authorization
        var names = Set(users.hashes.keys).union(configuration.principals.values)
            .union(configuration.clientNames.values)
        if names.isEmpty, !configuration.knowsUsersElsewhere { names = [DataFiles.generatedUser] }
        let idle = names.filter { !authorization.knows($0) }.sorted().map {
            "the user '\($0)' can sign in and may do nothing: no role and no rule of the configuration is for this user"
        }
        if configuration.pamService != nil { return idle }
        let unknown = authorization.roles.keys.filter { !names.contains($0) }.sorted().map {
            "roles.\($0): nobody can sign in as '\($0)'"
        }
        return idle + unknown
    }

    /// There is no default password that the network could try.
    private static func requireUsers(_ users: Users, _ listen: [ListenAddress], _ configuration: Configuration)
        throws(Complaint)
    {
        guard users.hashes.isEmpty, !configuration.knowsUsersElsewhere,
            let open = listen.first(where: { !$0.isLoopback })
        else { return }
        throw .usage(
            "\(open) can be reached from other hosts, and no users are configured. Add some with --user-file FILE "
                + "(lines NAME:HASH; 'winchd hash-password' prints a hash) or in the configuration, or listen on 127.0.0.1."
        )
    }
}
