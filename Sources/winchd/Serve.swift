internal import CIM
internal import Endpoint
internal import Glibc
internal import HTTPMessage
internal import HTTPServer
internal import Jobs
internal import Platform
internal import Usage

/// `winchd serve`: puts the parts together, serves until it is told to stop, and takes them apart in reverse.
func serve(_ invocation: Invocation) throws(Complaint) {
    Termination.block()
    var settings = try Settings(invocation)
    let time = SystemTime()
    let metrics = Metrics()
    let log = standardErrorLogger(
        level: settings.logLevel, format: settings.logFormat, lineBytes: settings.configuration.lineBytes, time: time,
        metrics: metrics)
    for warning in settings.warnings { log.log(.warning, warning) }

    let directory = try own(settings.data)
    let files = DataFiles(directory: settings.data)
    let password = try generatedPassword(
        &settings.users, files, unless: settings.configuration.knowsUsersElsewhere)
    let certificate = try generatedCertificate(settings, files, time)
    // GSS-API takes its secrets from variables, which are set while there is one thread.
    let negotiation = try makeNegotiation(settings, log)
    let engine = try makeEngine(settings, directory, metrics, time, log)
    let notifier = JobNotifier(settings.configuration.notify, log: log)
    engine.observe { $0.forEach(notifier.take) }
    let audit = try AuditFile(
        settings.configuration.auditFile ?? files.auditLog, lineBytes: settings.configuration.lineBytes, time: time,
        log: log, metrics: metrics)
    let endpoint = try makeEndpoint(settings, engine, negotiation, audit, metrics, time, log)
    Hardening.forbidCoreDumps()
    raiseFileLimit(for: settings.configuration)
    endpoint.start()
    let server = try makeServer(settings, endpoint, engine, negotiation, audit, metrics, time, log)
    let urls = try announce(server, settings, files)
    log.log(
        .notice, "ready", [("url", urls.joined(separator: " ")), ("version", winchVersion), ("data", settings.data)])
    if let certificate { say(certificate) }
    if let password { say(greeting(url: urls[0], user: DataFiles.generatedUser, password: password, settings.data)) }

    // Outside of the log call: what is not logged is not evaluated.
    let signal = Termination.wait {
        server.reloadCertificates()
        audit.reopen()
    }
    log.log(
        .notice, "draining: no new connection, requests in hand are answered, jobs go on", [("signal", signal)])
    unlink(files.url)
    if let urlFile = settings.urlFile { unlink(urlFile) }
    endpoint.endWaiting()
    server.drain(timeout: .seconds(30))
    endpoint.stop()
    engine.stop()
    notifier.stop()
    audit.stop()
    log.log(.notice, "stopped")
}

/// The data directory, this process's alone until it ends.
private func own(_ path: String) throws(Complaint) -> DataDirectory {
    do {
        let directory = try DataDirectory(path)
        try directory.lock()
        return directory
    } catch {
        throw .failure(error.description)
    }
}

/// With no users configured (Settings has made sure that only this host can connect): one, with a password made for it.
private func generatedPassword(_ users: inout Users, _ files: DataFiles, unless isElsewhere: Bool) throws(Complaint)
    -> String?
{
    guard users.hashes.isEmpty, !isElsewhere else { return nil }
    let password = try files.generatedPassword()
    try users.add(generated: DataFiles.generatedUser, password: password)
    return password
}

private func makeEngine(
    _ settings: Settings, _ directory: DataDirectory, _ metrics: Metrics, _ time: SystemTime, _ log: Logger
) throws(Complaint) -> JobEngine {
    do {
        let engine = JobEngine(
            store: try JobStore(directory: directory, limits: settings.configuration.jobs, time: time),
            templates: settings.configuration.templates, time: time,
            identifiers: RandomIdentifiers(), log: log, limits: settings.configuration.jobs, metrics: metrics,
            usesCgroups: settings.configuration.cgroups ?? true, missedRuns: settings.configuration.missedRuns)
        try engine.start()
        return engine
    } catch {
        throw .failure(error.description)
    }
}

/// Negotiate for those whose passwords are known, and for Kerberos where it is configured; nil for neither.
private func makeNegotiation(_ settings: Settings, _ log: Logger) throws(Complaint) -> Negotiation? {
    let configuration = settings.configuration
    guard configuration.keytab != nil || !settings.users.ntlm.isEmpty else { return nil }
    if let keytab = configuration.keytab, let mode = fileMode(keytab), mode & 0o006 != 0 {
        throw .failure("The keytab \(keytab) can be read or written by everybody. Run: chmod 600 \(keytab)")
    }
    do {
        return try Negotiation(
            ntlm: settings.users.ntlm, keytab: configuration.keytab, kerberos: configuration.principals,
            channelBinding: configuration.channelBinding)
    } catch {
        guard configuration.keytab == nil else { throw .failure(error.description) }
        log.log(.warning, "Negotiate is not offered: \(error.description)")
        return nil
    }
}

private func makeEndpoint(
    _ settings: Settings, _ engine: JobEngine, _ negotiation: Negotiation?, _ audit: AuditFile, _ metrics: Metrics,
    _ time: SystemTime, _ log: Logger
) throws(Complaint) -> Endpoint {
    var configuration = EndpointConfiguration(
        windowsBuild: settings.windowsBuild, hostName: hostName(), limits: settings.configuration.operations,
        bindings: settings.configuration.bindings, inventory: settings.configuration.inventory)
    configuration.strictStatus = settings.configuration.strictStatus ?? false
    configuration.authorization = settings.configuration.authorization
    configuration.sendsPasswordsInClear = settings.allowUnencrypted
    let sinks = settings.configuration.sinks
    let sink =
        sinks.isEmpty ? nil : try CourierSink(allowed: sinks, authorities: settings.configuration.sinkAuthorities)
    configuration.signIn = signIn(listening: settings.listen, negotiation)
    configuration.signIn.certificates = settings.configuration.clientAuthorities != nil
    configuration.signIn.anonymousVersion = settings.configuration.anonymousVersion ?? true
    do {
        return try Endpoint(
            configuration: configuration, schema: CIMSchema(windowsBuild: settings.windowsBuild), engine: engine,
            sink: sink, time: time, log: log,
            audit: AuditTrail(reads: settings.configuration.auditReads, time: time) { audit.write($0) },
            metrics: metrics)
    } catch {
        throw .failure("the inventory cannot be used: \(error)")
    }
}

/// What is told of the doors: http before https, whatever the order in which they are configured.
func signIn(listening listen: [ListenAddress], _ negotiation: Negotiation?) -> SignIn {
    var transports: [SignIn.Transport] = []
    if listen.contains(where: { !$0.isSecure }) { transports.append(.http) }
    if listen.contains(where: \.isSecure) { transports.append(.https) }
    var signIn = SignIn(
        transports: transports, negotiate: negotiation != nil, kerberos: negotiation?.offersKerberos ?? false)
    signIn.listeners = listen.map { each in
        let host = each.address.host
        return SignIn.Listener(
            address: host == "0.0.0.0" || host == "::" ? "*" : host, transport: each.isSecure ? .https : .http,
            port: Int(each.address.port))
    }
    return signIn
}

private func makeServer(
    _ settings: Settings, _ endpoint: Endpoint, _ engine: JobEngine, _ negotiation: Negotiation?, _ audit: AuditFile,
    _ metrics: Metrics, _ time: SystemTime, _ log: Logger
) throws(Complaint) -> HTTPServer {
    var server = settings.configuration.server
    server.listen = settings.listen
    server.certificate = settings.certificate
    server.clientCertificates = try makeClientCertificates(settings)
    server.allowUnencrypted = settings.allowUnencrypted
    let users = UserDatabase(settings.users.hashes, pam: try makePAM(settings, log), time: time)
    let text = MetricsText(metrics: metrics, authorization: settings.configuration.authorization)
    let descriptions = Descriptions(CIMSchema(windowsBuild: settings.windowsBuild))
    let handler: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        guard request.method == "GET" else { return endpoint.respond(to: request) }
        guard request.path == "/metrics" else { return descriptions.response(to: request) }
        let response = text.response(to: request)
        if response.status == 403, let user = request.principal?.name {
            let role = settings.configuration.authorization.role(of: user)?.rawValue
            audit.write(
                .refusedDocument(request.path, user: user, role: role, address: request.remoteAddress))
        }
        return response
    }
    let listener = HTTPServer(
        server, users: users, negotiation: negotiation, log: log, metrics: metrics, time: time,
        onRefusal: { audit.write(.refusedSignIn(user: $0.user, address: $0.address)) }, handler: handler)
    metrics.watch(MetricsText.gauges(listener, endpoint, engine))
    do {
        try listener.start()
        return listener
    } catch {
        throw .failure(error.description)
    }
}

/// Each connection is a file.
private func raiseFileLimit(for configuration: Configuration) {
    var limit = rlimit()
    guard getrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let wanted = rlim_t(configuration.server.maximumConnections * 2 + configuration.operations.subscriptions)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit)
}

private func makePAM(_ settings: Settings, _ log: Logger) throws(Complaint) -> PAMService? {
    guard let service = settings.configuration.pamService else { return nil }
    do {
        return try PAMService(service: service, directory: settings.configuration.pamDirectory, log: log)
    } catch {
        throw .failure(error.description)
    }
}

private func makeClientCertificates(_ settings: Settings) throws(Complaint) -> ClientCertificates? {
    guard let authorities = settings.configuration.clientAuthorities else { return nil }
    do {
        return try ClientCertificates(authorities: authorities, users: settings.configuration.clientNames)
    } catch {
        throw .failure("tls.clientCertificates.authorities: \(error.description)")
    }
}

/// This host's name without its domain, as Windows' `__SERVER` is.
func hostName() -> String {
    var name: [UInt8] = []
    var system = utsname()
    uname(&system)
    withUnsafeBytes(of: &system.nodename) { name = Array($0.prefix { $0 != 0 && $0 != UInt8(ascii: ".") }) }
    return name.isEmpty ? "localhost" : String(decoding: name, as: UTF8.self)
}

/// Writes down where the server listens, for the health check and for whoever asked.
private func announce(_ server: HTTPServer, _ settings: Settings, _ files: DataFiles) throws(Complaint) -> [String] {
    let urls = server.boundListeners.map(serviceURL)
    // The health check speaks no TLS: where there is a choice, it is told of an address without.
    try writeFile(files.url, (urls.first { $0.hasPrefix("http:") } ?? urls[0]) + "\n", mode: 0o644)
    if let urlFile = settings.urlFile { try writeFile(urlFile, urls[0] + "\n", mode: 0o644) }
    return urls
}

/// A URL that works from this host: "all addresses" is where to listen, not where to connect.
func serviceURL(_ listener: ListenAddress) -> String {
    let scheme = listener.isSecure ? "https" : "http"
    let address = listener.address
    return switch address.host {
    case "0.0.0.0": "\(scheme)://127.0.0.1:\(address.port)/wsman"
    case "::": "\(scheme)://[::1]:\(address.port)/wsman"
    default: "\(scheme)://\(address)/wsman"
    }
}

/// What is printed when winchd has made a password: enough to try it at once.
func greeting(url: String, user: String, password: String, _ directory: String) -> String {
    """
    winchd \(winchVersion) is listening.

      URL       \(url)
      User      \(user)
      Password  \(password)

    Try it:
      curl -s -u \(user):\(password) -H 'Content-Type: \(IdentifyMessage.contentType)' -d '\(IdentifyMessage.text())' \(url)

    The password is kept in \(directory)/password; users of your own take its place (winchd --help).
    """
}
