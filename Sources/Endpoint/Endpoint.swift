public import CIM
public import HTTPMessage
public import Jobs
public import Platform
internal import SOAP
internal import WSMan
internal import XML

/// A WS-Management service: bytes in, bytes out. No socket, no C; one thread of its own, which sends events.
///
/// The way of a request is this file from top to bottom: decode, parse, perform, write. It is the only place where HTTP
/// meets SOAP, and the only catch.
public final class Endpoint: Sendable {
    private let service: Service
    private let configuration: EndpointConfiguration
    private let identifiers: any IdentifierSource
    private let log: Logger
    private let audit: AuditTrail?
    private let metrics: Metrics
    private let inHand: OperationsInHand

    /// - Parameters:
    ///   - configuration: limits, methods that start jobs, who may do what.
    ///   - schema: the classes that are served.
    ///   - engine: started already.
    ///   - sink: carries events to those who subscribe to be sent them; nil offers Pull mode alone.
    ///   - time: the clock of contexts and subscriptions.
    ///   - identifiers: makes MessageIDs, contexts and subscriptions.
    ///   - log: gets what no client may see, such as the cause of an InternalError.
    ///   - audit: where decisions about requests are written down; nil for nowhere.
    ///   - metrics: counts faults, and limits that were reached.
    /// - Throws: `InventoryError` when the configured inventory is no MOF or does not fit its classes.
    public init(
        configuration: EndpointConfiguration, schema: CIMSchema, engine: JobEngine, sink: (any EventSink)? = nil,
        time: any TimeSource = SystemTime(), identifiers: any IdentifierSource = RandomIdentifiers(), log: Logger,
        audit: AuditTrail? = nil, metrics: Metrics = Metrics()
    ) throws(InventoryError) {
        self.configuration = configuration
        self.identifiers = identifiers
        self.log = log
        self.audit = audit
        self.metrics = metrics
        inHand = OperationsInHand(limit: configuration.limits.operationsPerUser)
        let jobs = JobProvider(schema: schema, engine: engine, time: time)
        let starter = JobStarter(engine: engine, jobs: jobs, bindings: configuration.bindings)
        let enumerations = Enumerations(limits: configuration.limits, time: time, identifiers: identifiers)
        service = Service(
            configuration: configuration, schema: schema,
            providers: [
                jobs, try Inventory(configuration, schema: schema, engine: engine, starter: starter),
                WinchService(engine: engine, starter: starter, configuration: configuration),
                JobAssociations(kind: .affected, schema: schema, engine: engine, jobs: jobs),
                JobAssociations(kind: .owning, schema: schema, engine: engine, jobs: jobs),
            ],
            enumerations: enumerations,
            events: EventSource(
                configuration.limits, jobs: jobs, enumerations: enumerations, sink: sink, time: time,
                identifiers: identifiers, log: log, metrics: metrics),
            time: time)
        do { try service.restoreSubscriptions(log: log) } catch {
            log.log(.error, "the subscriptions of the last run cannot be read: \(error.reason)")
        }
    }

    /// Begins to send events.
    public func start() { service.events.delivery.start() }

    /// Ends the enumerations, sends no more events, and writes down how far every subscriber has come. Before the engine
    /// stops.
    public func stop() { service.events.delivery.stop() }

    /// Sends what is due by now: what the endpoint's own thread does when it is started. For tests that set the clock.
    public func deliverDue() { service.events.delivery.runDue() }

    /// Answers a request whose sender the HTTP server has verified; without a principal only Identify is answered.
    /// Always returns: whatever goes wrong becomes a fault.
    public func respond(to request: HTTPRequest) -> HTTPResponse {
        var exchange = Exchange()
        do {
            return try answer(request, &exchange)
        } catch {
            metrics.count(.faults, error.code.row.subcode?.localName ?? error.code.row.role.rawValue)
            if let limit = error.limit { metrics.reached(limit) }
            let fault = record(error, request, exchange.address?.relatesTo)
            let bytes = Reply.write(
                fault, messageID: messageID(), relatesTo: exchange.address?.relatesTo, machine: configuration.hostName,
                referenceParameters: exchange.address?.faultParameters ?? [])
            return response(configuration.strictStatus ? fault.strictStatus : fault.status, bytes, exchange.encoding)
        }
    }

    /// Logs a fault. What is for the log alone gets an identifier, by which the client's words lead to it.
    private func record(_ fault: Fault, _ request: HTTPRequest, _ messageID: String?) -> Fault {
        // A Pull of events ends with TimedOut wherever nothing happens: no cause for alarm.
        let isOurs = fault.code.row.role == .receiver && fault.code != .timedOut
        var fields = [
            ("reason", fault.reason), ("address", request.remoteAddress), ("messageID", messageID ?? ""),
        ]
        guard let detail = fault.logDetail else {
            log.log(isOurs ? .warning : .info, "fault", fields)
            return fault
        }
        let identifier = identifiers.next().description
        fields += [("detail", detail), ("log id", identifier)]
        log.log(.error, "fault", fields)
        return fault.referring(toLogEntry: identifier)
    }

    /// Answers the requests that wait for events, and lets none wait from now on: before the end of the service.
    public func endWaiting() { service.events.log.close() }

    /// How much there is of what lives between requests.
    public var load: EndpointLoad {
        EndpointLoad(
            operations: inHand.count, enumerations: service.enumerations.count,
            subscriptions: service.events.subscriptions.count, events: service.events.log.count)
    }

    /// What is known of a request by the time it fails.
    private struct Exchange {
        var encoding = CharacterEncoding.utf8
        var address: ReplyAddress?
    }

    private func answer(_ request: HTTPRequest, _ exchange: inout Exchange) throws(Fault) -> HTTPResponse {
        let contentType = request.headers["Content-Type"].flatMap { MediaType(parsing: $0) }
        let decoded = try decode(request, contentType)
        exchange.encoding = decoded.encoding
        let envelope = try Envelope(
            parsing: decoded.utf8, decodedFrom: decoded.encoding,
            limits: XMLLimits(maximumBytes: 2 * configuration.limits.envelopeBytes))
        exchange.address = ReplyAddress(of: envelope)
        let message = try Request(envelope)
        guard let principal = request.principal else {
            let identity = try service.identify(message, isAuthenticated: false)
            return try reply(to: message, identity, of: service, exchange.encoding)
        }
        try checkAction(of: message, against: request, contentType)
        let service = service.seen(by: Access(principal.name, configuration.authorization))
        let body = try perform(message, of: service, as: principal, from: request.remoteAddress)
        return try reply(to: message, body, of: service, exchange.encoding)
    }

    /// Whatever comes of it is written down before anybody is told.
    private func perform(_ message: Request, of service: Service, as principal: Principal, from address: String)
        throws(Fault) -> ReplyBody
    {
        do {
            let body = try inHand.one(of: principal.name) { () throws(Fault) in
                try service.perform(message, as: principal)
            }
            audit?.record(message, by: service.access, from: address, nil)
            return body
        } catch {
            audit?.record(message, by: service.access, from: address, error)
            throw error
        }
    }

    private func decode(_ request: HTTPRequest, _ contentType: MediaType?) throws(Fault)
        -> (utf8: [UInt8], encoding: CharacterEncoding)
    {
        do {
            return try Transcoding.decode(request.body, charset: contentType?["charset"])
        } catch {
            throw Fault(error)
        }
    }

    /// DSP0226 RC.2-12: a SOAPAction header, or the action of SOAP 1.2's media type, says the same as wsa:Action when it
    /// says something.
    private func checkAction(
        of message: Request, against request: HTTPRequest, _ contentType: MediaType?
    ) throws(Fault) {
        for (place, text) in [
            ("HTTP header SOAPAction", request.headers["SOAPAction"]),
            ("Content-Type's action", contentType?["action"]),
        ] {
            guard let text else { continue }
            let action = text.drop { $0 == "\"" || $0 == " " }.prefix { $0 != "\"" && $0 != " " }
            guard action.isEmpty || message.action.isEmpty || action == message.action else {
                throw Fault(
                    .invalidMessageInformationHeader(Addressing.action),
                    "The \(place) says \(action.prefix(200)), wsa:Action says \(message.action.prefix(200)). "
                        + "Leave it out, or let them agree.")
            }
        }
    }

    private func reply(to message: Request, _ body: ReplyBody, of service: Service, _ encoding: CharacterEncoding)
        throws(Fault) -> HTTPResponse
    {
        let header: ReplyHeader? =
            if case .identify = message.operation {
                nil  // Identify goes without addressing, both ways (DSP0226 clause 11)
            } else {
                ReplyHeader(
                    action: Action.response(to: message.action), messageID: messageID(), relatesTo: message.messageID,
                    referenceParameters: message.replyParameters,
                    totalItemsCountEstimate: body.totalItemsCountEstimate,
                    blocks: service.headerBlocks(of: body, for: message), bookmark: body.bookmark)
            }
        let utf8 = try Reply.write(header, prefixes: body.prefixes, capacity: body.content.count + 1536) { writer in
            writer.raw(body.content)
        }
        let response = response(200, utf8, encoding)
        guard response.body.count <= message.maxEnvelopeSize else {
            throw body.tooLarge(response.body.count, for: message.maxEnvelopeSize)
        }
        guard response.body.count <= configuration.limits.envelopeBytes else {
            throw body.tooLarge(response.body.count, forService: configuration.limits.envelopeBytes)
        }
        return response
    }

    private func response(_ status: Int, _ utf8: [UInt8], _ encoding: CharacterEncoding) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/soap+xml;charset=\(encoding.charset)")],
            body: Transcoding.encode(utf8, as: encoding))
    }

    private func messageID() -> String { "uuid:\(identifiers.next())" }
}
