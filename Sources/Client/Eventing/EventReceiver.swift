internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Answers what services deliver: bytes in, bytes out.
final class EventReceiver: Sendable {
    let queue: DeliveryQueue
    private let messages = Lock(RecentMessages())
    private let lastSign = Lock(ContinuousClock.now)

    /// How long a delivery may wait for room. Windows gives a delivery 60 s.
    private static let patience = Duration.seconds(10)

    init(_ queue: DeliveryQueue) { self.queue = queue }

    /// Fails the queue once nothing has come for that long; ends with its task.
    func watch(silence limit: Duration) async {
        while true {
            let rest = limit - (ContinuousClock.now - lastSign.withLock { $0 })
            guard rest > .zero else { return queue.finish(.timedOut(after: limit)) }
            do { try await Task.sleep(for: rest) } catch { return }
        }
    }

    func respond(to request: HTTPRequest) -> HTTPResponse {
        var messageID: String?
        do {
            let envelope = try envelope(of: request)
            messageID = envelope.header(Addressing.messageID)
            let message = try EventMessage(envelope)
            lastSign.withLock { $0 = .now }
            return try take(message)
        } catch {
            let bytes = Reply.write(error, messageID: Self.newMessageID(), relatesTo: messageID, machine: "")
            return Self.response(error.status, bytes)
        }
    }

    /// Takes a message in and acknowledges it; one that came before is acknowledged again and no more.
    private func take(_ message: EventMessage) throws(Fault) -> HTTPResponse {
        switch messages.withLock({ $0.begin(message.messageID) }) {
        case .taken: return acknowledge(message)
        case .underway: throw Fault(.quotaLimit, "This message came before and has no room yet; send it again later.")
        case .new: break
        }
        do throws(Fault) {
            try deliver(message)
        } catch {
            messages.withLock { $0.end(message.messageID, isTaken: false) }
            throw error
        }
        messages.withLock { $0.end(message.messageID, isTaken: true) }
        return acknowledge(message)
    }

    private func deliver(_ message: EventMessage) throws(Fault) {
        let deliveries: [EventDelivery]
        switch message.content {
        case .heartbeat: deliveries = [.heartbeat]
        case .events(let events):
            deliveries = try events.map { event throws(Fault) in try EventDelivery(event) }
        case .subscriptionEnd(let status, let reason):
            return queue.finish(
                .subscriptionEnded(
                    status: status.isEmpty ? nil : status, reason: reason ?? "the service gave no reason"))
        case .enumerationEnd:
            throw Fault(.actionNotSupported(action: Action.enumerationEnd), "Events are taken here, not enumerations.")
        }
        let batch = DeliveryBatch(deliveries: deliveries, bookmark: message.bookmark)
        switch queue.offer(batch, within: Self.patience) {
        case .taken: return
        case .full:
            throw Fault(.quotaLimit, "The events that came before are not yet read; send this one again.")
        case .closed: throw Fault(.deliveryRefused, "Nobody takes these events any more; end the subscription.")
        }
    }

    // MARK: - Wire

    private func envelope(of request: HTTPRequest) throws(Fault) -> Envelope {
        let charset = request.headers["Content-Type"].flatMap { MediaType(parsing: $0) }?["charset"]
        do {
            let (utf8, encoding) = try Transcoding.decode(request.body, charset: charset)
            return try Envelope(
                parsing: utf8, decodedFrom: encoding, limits: XMLLimits(maximumBytes: 2 * request.body.count + 1024))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.invalidMessage, "The delivery cannot be read: \(error)")
        }
    }

    /// An Ack where one was asked for (DSP0226 R10.7-2), else nothing but the status of a message without a reply.
    private func acknowledge(_ message: EventMessage) -> HTTPResponse {
        guard message.wantsAck else { return HTTPResponse(status: 202) }
        return Self.response(200, Ack.write(messageID: Self.newMessageID(), relatesTo: message.messageID))
    }

    private static func response(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: [("Content-Type", "application/soap+xml;charset=UTF-8")], body: body)
    }

    private static func newMessageID() -> String { "uuid:\(RandomIdentifiers().next())" }
}

/// The messages that came lately. A service sends one again when our answer did not reach it.
private struct RecentMessages {
    enum Standing { case new, underway, taken }

    private var underway: Set<String> = []
    private var taken: [String] = []
    private static let capacity = 256

    mutating func begin(_ messageID: String?) -> Standing {
        guard let messageID else { return .new }
        if taken.contains(messageID) { return .taken }
        return underway.insert(messageID).inserted ? .new : .underway
    }

    mutating func end(_ messageID: String?, isTaken: Bool) {
        guard let messageID, underway.remove(messageID) != nil, isTaken else { return }
        if taken.count == Self.capacity { taken.removeFirst() }
        taken.append(messageID)
    }
}
