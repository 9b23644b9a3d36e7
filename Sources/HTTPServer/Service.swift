internal import CMicroHTTPD
internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Synchronization

/// What happens on a connection's own thread: a request's head, its body, the handler, the answer.
final class Service: Sendable {
    let configuration: HTTPServerConfiguration
    let users: UserDatabase
    /// Nil without Negotiate.
    let negotiation: Negotiation?
    let failures: FailureLedger
    let connections: ConnectionRegistry
    /// For the listeners with TLS; nil when there are none.
    let certificates: CertificateStore?
    let tickets = TicketKey()
    let metrics: Metrics
    let time: any TimeSource
    let log: Logger
    /// Called for each refusal of credentials, on the connection's thread.
    let onRefusal: @Sendable (RefusedSignIn) -> Void
    private let handler: @Sendable (HTTPRequest) -> HTTPResponse
    /// Every answer is the last on its connection from now on.
    let isDraining = Atomic<Bool>(false)

    init(
        _ configuration: HTTPServerConfiguration, users: UserDatabase, negotiation: Negotiation?, time: any TimeSource,
        log: Logger, metrics: Metrics, onRefusal: @escaping @Sendable (RefusedSignIn) -> Void,
        handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) {
        self.configuration = configuration
        self.users = users
        self.negotiation = negotiation
        failures = FailureLedger(time: time)
        certificates = configuration.certificate.map { CertificateStore($0, time: time, log: log) }
        connections = ConnectionRegistry(
            limit: configuration.maximumConnections, limitPerAddress: configuration.maximumConnectionsPerAddress)
        self.time = time
        self.log = log
        self.metrics = metrics
        self.onRefusal = onRefusal
        self.handler = handler
    }

    /// The request line is there. The first request's deadline runs since the connection's opening already.
    func requestLine(_ target: UnsafePointer<CChar>, on connection: Connection) {
        connection.target = String(cString: target)
        if connection.thread == 0 {
            connection.thread = UInt(pthread_self())
            connection.enter(.header, until: connection.opened + configuration.headerDeadline)
        } else {
            connection.enter(.header, until: time.monotonic + configuration.headerDeadline)
        }
    }

    /// The head is complete. False ends the connection.
    func begin(_ exchange: OpaquePointer, _ connection: Connection, path: String, method: String, isHTTP11: Bool)
        -> Bool
    {
        connection.path = path
        let head = RequestHead(exchange)
        // A password may have to wait for its turn: that time is ours.
        connection.enter(.handling, until: nil)
        let admission = admit(
            head, connection, method: method, path: path, isHTTP11: isHTTP11,
            headerSize: MHD_connection_header_size(exchange))
        connection.enter(.body, until: time.monotonic + configuration.bodyDeadline)
        switch admission {
        case .receive(let principal, let limit):
            connection.head = head.headers
            if let length = head.announcedLength { connection.body.reserveCapacity(Int(length)) }
            connection.stage = .receiving(principal, limit: limit)
            return true
        case .refuse(let response, closes: false):
            connection.stage = .discarding(response, left: configuration.maximumBodyBytes)
            return true
        case .refuse(let response, closes: true):
            connection.lingers = true
            return answer(exchange, connection, response)
        }
    }

    /// Some of the body. False ends the connection.
    func take(_ bytes: UnsafeRawBufferPointer, _ connection: Connection) -> Bool {
        switch connection.stage {
        case .receiving(let principal, let limit):
            guard connection.body.count + bytes.count <= limit else {
                return abandon(connection, with: Refusal.bodyTooLarge(limit, isAnonymous: principal == nil))
            }
            connection.body.append(contentsOf: bytes)
        case .discarding(let response, let left):
            guard bytes.count <= left else { return abandon(connection, with: response) }
            connection.stage = .discarding(response, left: left - bytes.count)
        case .head, .answering: break
        }
        return true
    }

    /// The request is complete. False ends the connection.
    func finish(_ exchange: OpaquePointer, _ connection: Connection, method: String) -> Bool {
        switch connection.stage {
        case .receiving(let principal, _):
            if let response = open(connection, method: method) { return answer(exchange, connection, response) }
            let request = HTTPRequest(
                method: method, path: connection.path, query: connection.query, headers: connection.head,
                body: connection.takeBody(), remoteAddress: connection.remoteAddress, principal: principal)
            connection.enter(.handling, until: nil)
            return answer(exchange, connection, seal(handler(request), connection))
        case .discarding(let response, _): return answer(exchange, connection, response)
        case .head, .answering: return true
        }
    }

    /// The answer is out, or the connection broke.
    func completed(_ connection: Connection, isBroken: Bool) {
        if connection.lingers, !isBroken { WireAnswer.linger(on: connection) }
        connection.reset()
        connection.enter(.idle, until: time.monotonic + configuration.idleTimeout)
        // Whoever closed the idle connections may have looked a moment before this one became idle.
        if isDraining.load(ordering: .sequentiallyConsistent) { shutdown(connection.descriptor, Int32(SHUT_RD)) }
    }

    private func answer(_ exchange: OpaquePointer, _ connection: Connection, _ response: HTTPResponse) -> Bool {
        connection.enter(.answering, until: time.monotonic + configuration.responseDeadline)
        count(response, connection)
        connection.stage = .answering
        let wire = response.body.withUnsafeBytes {
            // The library does not write to what it copies.
            MHD_create_response_from_buffer(
                $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let wire else { return false }
        defer { MHD_destroy_response(wire) }
        for (name, value) in response.headers where MHD_add_response_header(wire, name, value) != .YES {
            log.log(.error, "A response header cannot be sent and was left out.", [("header", name)])
        }
        if let token = connection.lastToken { MHD_add_response_header(wire, "WWW-Authenticate", token) }
        if isDraining.load(ordering: .relaxed) { MHD_add_response_header(wire, "Connection", "close") }
        log.log(
            .debug, "Answered a request.",
            [("peer", connection.remoteAddress), ("target", connection.target), ("status", "\(response.status)")])
        return MHD_queue_response(exchange, UInt32(response.status), wire) == .YES
    }

    /// Answers in the middle of a body, where the library cannot, and ends the connection.
    private func abandon(_ connection: Connection, with response: HTTPResponse) -> Bool {
        connection.stage = .answering
        count(response, connection)
        WireAnswer.send(response, on: connection)
        return false
    }
}

extension Service {
    func count(_ response: HTTPResponse, _ connection: Connection) {
        metrics.count(.responses, String(response.status))
        switch response.status {
        case 413: metrics.reached(connection.isAnonymous ? .anonymousBytes : .envelopeBytes)
        case 431: metrics.reached(.headerBytes)
        default: break
        }
    }

    /// The library says in its log that it refuses a request by itself: it does so in HTML, and for a length that is no
    /// number even twice. The answer is given here instead, and the socket is closed before the library comes to it.
    func answerInsteadOfLibrary(_ line: String) {
        guard let status = Self.refusedStatus(in: line),
            let connection = connections.connection(of: UInt(pthread_self()))
        else { return log.log(.debug, line) }
        let response =
            switch status {
            case 413: Refusal.bodyTooLarge(configuration.maximumBodyBytes)
            case 414: Refusal.targetTooLong
            case 431: Refusal.headerTooLarge(configuration.maximumHeaderBytes)
            case 505: Refusal.version
            default: Refusal.malformed
            }
        count(response, connection)
        WireAnswer.send(response, on: connection)
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
    }

    /// `Error processing request (HTTP response code is 400 ('…')). Closing connection.`
    private static func refusedStatus(in line: String) -> Int? {
        let start = "Error processing request (HTTP response code is "
        return line.hasPrefix(start) ? Int(line.dropFirst(start.count).prefix { $0.isNumber }) : nil
    }
}
