internal import Client
internal import Endpoint
internal import HTTPMessage
internal import Usage

/// Brings the endpoint's events to their sinks with the client's transport, to addresses that the configuration allows.
struct CourierSink: EventSink {
    private let courier: Courier
    private let allowed: [SinkPattern]

    /// - Parameter authorities: a PEM file of those who may sign a sink's certificate; nil for the host's.
    init(allowed: [SinkPattern], authorities: String?) throws(Complaint) {
        self.allowed = allowed
        do {
            courier = try Courier(
                trust: authorities.map { .authorities(file: $0) } ?? .system, userAgent: "winchd/\(winchVersion)")
        } catch {
            throw .failure("events.authorities: \(error)")
        }
    }

    func place(of address: String) throws(SinkFailure) -> SinkPlace {
        let url = try url(address)
        guard allowed.contains(where: { $0.matches(url) }) else {
            throw SinkFailure(
                "the configuration of this service (events.sinks) does not allow \(url.host):\(url.port).")
        }
        return SinkPlace(isSecure: url.isSecure, isLoopback: url.isLoopback)
    }

    func send(
        _ message: SinkMessage, completion: @escaping @Sendable (Result<HTTPResponse, SinkFailure>) -> Void
    ) {
        do throws(SinkFailure) {
            let parcel = Courier.Parcel(
                url: try url(message.address), contentType: message.contentType, body: message.body,
                credentials: message.credentials.map { Credentials(user: $0.user, password: $0.password) },
                timeout: message.timeout)
            courier.send(parcel) { result in
                completion(
                    result.map { HTTPResponse(status: $0.status, headers: $0.headers.fields, body: $0.body) }
                        .mapError { SinkFailure("\($0)") })
            }
        } catch {
            completion(.failure(error))
        }
    }

    private func url(_ address: String) throws(SinkFailure) -> EndpointURL {
        do { return try EndpointURL(ofSink: address) } catch { throw SinkFailure("\(error)") }
    }
}

/// Where events may go: `*`, a host, `*.domain`; with a scheme before it and a port behind it when those matter.
///
///     https://*.example.org      10.1.2.3:8080      collector
struct SinkPattern: Sendable, Equatable {
    private var scheme: String?
    private var host: String
    private var port: Int?

    /// Nil for what is none.
    init?(_ text: String) {
        var rest = text.lowercased()[...]
        for scheme in ["http", "https"] where rest.hasPrefix(scheme + "://") {
            self.scheme = scheme
            rest = rest.dropFirst(scheme.count + 3)
        }
        if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]"), rest[..<colon].last != ":" {
            guard let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port) else { return nil }
            self.port = port
            rest = rest[..<colon]
        }
        host = String(rest.filter { $0 != "[" && $0 != "]" })
        let name = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
        guard host == "*" || !name.isEmpty && !name.contains(where: { $0 == "*" || $0 == "/" || $0 == "@" }) else {
            return nil
        }
    }

    func matches(_ url: EndpointURL) -> Bool {
        if let scheme, url.isSecure != (scheme == "https") { return false }
        if let port, port != url.port { return false }
        let name = url.host.lowercased()
        return host == "*" || host == name || host.hasPrefix("*.") && name.hasSuffix(host.dropFirst(1))
    }
}
