internal import HTTPMessage
internal import HTTPServer
internal import Platform
internal import SOAP
internal import XML

/// Where a service sends events to: a server on this host, open for the length of a check. It answers as the check wants
/// and keeps everything that came.
final class EventSink: Sendable {
    /// What came, in the order of its arrival.
    struct Delivery: Sendable {
        let content: Answer
        let came: ContinuousClock.Instant
        /// nil while the answer is held back.
        var answered: ContinuousClock.Instant?

        var action: String { content.header(Addressing.action)?.trimmedText ?? "" }
        var isHeartbeat: Bool { action.hasSuffix("/wsman/Heartbeat") }
        var isEnd: Bool { action.hasSuffix("/SubscriptionEnd") }
        /// The notice that events are left out, alone or in a batch.
        var tellsOfDropped: Bool {
            content.body.contains {
                $0.name == .wsman("DroppedEvents") || $0.descendant(.wsman("DroppedEvents")) != nil
            }
        }
        /// Whether it brings an event or a notice of one.
        var isEvent: Bool { !isHeartbeat && !isEnd }
    }

    /// How what comes is answered.
    enum Conduct: Sendable {
        /// With HTTP 202, or where it is asked for with an Ack.
        case take
        /// The same, after a while.
        case takeAfter(Duration)
        /// With the fault DeliveryRefused.
        case refuse
        /// With HTTP 503.
        case fail
    }

    let url: String
    private let server: HTTPServer
    private let state: Lock<State>

    private struct State {
        var deliveries: [Delivery] = []
        var conduct: Conduct
    }

    /// More than this is not kept: a service gone wild.
    private static let capacity = 500

    /// - Parameters:
    ///   - listen: `127.0.0.1:0`.
    ///   - host: by which the service reaches it, where that differs.
    ///   - keep: is told of each message with its answer.
    init(
        listen: String, host: String? = nil, _ conduct: Conduct = .take, keep: @escaping @Sendable (Exchange) -> Void
    ) throws {
        let state = Lock(State(conduct: conduct))
        self.state = state
        var configuration = HTTPServerConfiguration(listen: [try ListenAddress(parsing: listen)])
        // What is still on its way to the sink of an earlier check shall not be taken for this one's.
        let path = "/events/\(RandomIdentifiers().next())"
        configuration.routes = HTTPRoutes(authenticated: [], anonymous: [path])
        configuration.maximumAnonymousBodyBytes = 1 << 20
        server = HTTPServer(configuration, users: UserDatabase([:]), log: .silent) { request in
            Self.respond(to: request, state, keep)
        }
        try server.start()
        url = server.boundListeners.first?.url(path: path, host: host) ?? ""
    }

    /// What is wrong with an address to listen on, in a sentence; nil when nothing is.
    static func flaw(of listen: String, host: String?) -> String? {
        do {
            let address = try ListenAddress(parsing: listen)
            if address.isSecure { return "Events of a test are taken over HTTP; give an address without https://." }
            if address.address.isUnspecified, host == nil {
                return "No service can send events to \(listen); say by which host it reaches this one."
            }
            return nil
        } catch {
            return "\(listen) is no address to take events at: \(error)"
        }
    }

    /// Refuses whatever still comes. Its threads end by themselves.
    func close() {
        let server = server
        _ = Thread(name: "winch-sink") { server.drain(timeout: .seconds(1)) }
    }

    var deliveries: [Delivery] { state.withLock { $0.deliveries } }
    var conduct: Conduct {
        get { state.withLock { $0.conduct } }
        set { state.withLock { $0.conduct = newValue } }
    }

    /// Waits until what came is enough, or the time is over, and returns it.
    func wait(_ timeout: Duration, until isEnough: ([Delivery]) -> Bool) async throws -> [Delivery] {
        let end = ContinuousClock.now + timeout
        while !isEnough(deliveries), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        return deliveries
    }

    // MARK: - Wire

    private static func respond(
        to request: HTTPRequest, _ state: Lock<State>, _ keep: (Exchange) -> Void
    ) -> HTTPResponse {
        let fields = request.headers.fields
        let content = Answer(
            HTTPResponse(status: 200, headers: fields.map { ($0.name, $0.value) }, body: request.body),
            version: "HTTP/1.1", maximumBytes: 1 << 20)
        let delivery = Delivery(content: content, came: .now)
        let (index, conduct) = state.withLock { state -> (Int?, Conduct) in
            guard state.deliveries.count < capacity else { return (nil, state.conduct) }
            state.deliveries.append(delivery)
            return (state.deliveries.count - 1, state.conduct)
        }
        if case .takeAfter(let pause) = conduct { pauseThread(pause) }
        let response = answer(content, conduct)
        if let index { state.withLock { $0.deliveries[index].answered = .now } }
        keep(
            Exchange(
                fields: fields, request: request.body,
                reply: .answer(
                    status: response.status, fields: response.headers.map { (name: $0.0, value: $0.1) },
                    body: response.body)))
        return response
    }

    /// On the connection's own thread, which may.
    private static func pauseThread(_ pause: Duration) {
        _ = Condition(false).wait(timeout: pause) { $0 ? true : nil }
    }

    private static func answer(_ content: Answer, _ conduct: Conduct) -> HTTPResponse {
        switch conduct {
        case .fail: return HTTPResponse(status: 503)
        case .refuse:
            var response = soap("wsman/fault", to: content, [.deliveryRefused])
            response.status = 500
            return response
        case .take, .takeAfter:
            let isAsked = content.header(.wsman("AckRequested")) != nil
            return isAsked ? soap("wsman/Ack", to: content, []) : HTTPResponse(status: 202)
        }
    }

    private static func soap(_ action: String, to content: Answer, _ body: [XMLElement]) -> HTTPResponse {
        let messageID = content.header(Addressing.messageID)?.trimmedText ?? ""
        let message = Message(
            headers: [
                XMLElement(Addressing.to, Addressing.anonymous),
                XMLElement(Addressing.action, "http://schemas.dmtf.org/wbem/wsman/1/\(action)"),
                XMLElement(Addressing.messageID, Message.identifier()),
                XMLElement(Addressing.relatesTo, messageID),
            ], body: body)
        return HTTPResponse(status: 200, headers: [("Content-Type", message.contentType)], body: message.bytes)
    }
}

extension XMLElement {
    /// The fault by which a sink ends a subscription (DSP0226 R10.8-1). Its detail declares the prefix of the subcode.
    fileprivate static let deliveryRefused = XMLElement(
        .soap("Fault"), [:],
        [
            XMLElement(
                .soap("Code"), [:],
                [
                    XMLElement(.soap("Value"), "s:Receiver"),
                    XMLElement(.soap("Subcode"), [:], [XMLElement(.soap("Value"), "w:DeliveryRefused")]),
                ]),
            XMLElement(.soap("Reason"), [:], [XMLElement(.soap("Text"), "The tester wants no more events.")]),
            XMLElement(.soap("Detail"), [:], [XMLElement(.wsman("FaultDetail"), "")]),
        ])
}
