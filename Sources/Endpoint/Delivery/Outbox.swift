internal import Jobs
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// What is on its way to one subscriber: at most one message, so that the order is kept; the log is the queue behind it.
///
/// Belongs to whoever has the turn of the ``EventDelivery``.
final class Outbox {
    let subscription: Subscription
    private let delivery: Delivery
    private let sink: EventSinkReference
    private let post: SinkPost
    private let log: EventLog
    private let encoding: CharacterEncoding
    private let limits: PageLimits

    /// Events gathered for the next message, and when the first of them was.
    private var page: EventPage?
    private var pageBegun = Duration.zero
    private var flight: Flight?
    /// Events to look at in the next turn: few when each is a message of its own, more while none is for this subscriber.
    private var slice = Outbox.leastSlice
    /// The place that the store has been told.
    var written: Int64
    /// When a message was last sent, on the monotonic clock.
    private var lastSent: Duration

    /// A message that is not acknowledged yet.
    private struct Flight {
        let header: SinkPost.Header
        let envelope: [UInt8]
        /// Where its subscriber will be when it has it.
        let place: (cursor: Int64, lost: Int64)
        var failures = 0
        /// When it is tried again, on the monotonic clock; nil while its answer is awaited.
        var retry: Duration?
    }

    /// What is to happen with an outbox next.
    enum Step {
        /// Something comes by itself: an event, an answer; or at that time on the monotonic clock.
        case wait(until: Duration?)
        /// There is more to be looked at: after the others had their turn.
        case again
        case end(SubscriptionEnd.Status, reason: String)
    }

    /// Events looked at in one turn at most.
    private static let slice = 64
    /// And at least: one to send, and one to know that there is more.
    private static let leastSlice = 2
    /// Octets of a message when its subscriber names no other limit.
    private static let usualBytes = 131_072

    init?(_ subscription: Subscription, post: SinkPost, log: EventLog, limits: EndpointLimits, at now: Duration) {
        guard let sink = subscription.subscribe.delivery.notifyTo else { return nil }
        self.subscription = subscription
        self.sink = sink
        self.post = post
        self.log = log
        delivery = subscription.subscribe.delivery
        encoding = CharacterEncoding(wished: delivery.contentEncoding)
        lastSent = now
        written = subscription.place.cursor
        let octets = min(
            delivery.maxEnvelopeSize?.octets ?? (delivery.mode == .events ? Self.usualBytes : limits.envelopeBytes),
            limits.envelopeBytes)
        let header = SinkPost.Header(
            action: Action.droppedEvents, messageID: post.nextMessageID(),
            bookmark: subscription.subscribe.sendsBookmarks ? log.bookmark(after: .max) : nil,
            wantsAck: delivery.mode.isAcknowledged)
        let empty = post.envelope(header, to: sink) { writer in
            if subscription.subscribe.delivery.mode == .events { writer.empty("w:Events") }
        }
        self.limits = PageLimits(
            items: delivery.mode == .events ? min(delivery.maxElements ?? limits.batchItems, limits.batchItems) : 1,
            bytes: (octets - Transcoding.encode(empty, as: encoding).count) / encoding.octetsOfOne, deadline: .zero)
    }

    // MARK: - A turn

    /// Sends what is due, where no message is on its way.
    func turn(at now: Duration, _ answer: @escaping @Sendable (String, SinkPost.Outcome) -> Void) -> Step {
        if let flight {
            guard let retry = flight.retry else { return .wait(until: nil) }
            guard retry <= now else { return .wait(until: retry) }
            self.flight?.retry = nil
            launch(at: now, answer)
            return .wait(until: nil)
        }
        do {
            let hasMore = try fill(at: now)
            if let page, isDue(page, at: now) {
                send(page, at: now, answer)
                return .wait(until: nil)
            }
            guard !hasMore else { return .again }
        } catch {
            return .end(.sourceCancelling, reason: error.reason)
        }
        if let heartbeats = delivery.heartbeats, lastSent + heartbeats <= now {
            sendHeartbeat(at: now, answer)
            return .wait(until: nil)
        }
        let gathered = page == nil ? nil : pageBegun + (delivery.maxTime ?? .zero)
        return .wait(until: [gathered, delivery.heartbeats.map { lastSent + $0 }].compactMap(\.self).min())
    }

    /// Looks at the next events; true when there may be more that fit.
    private func fill(at now: Duration) throws(Fault) -> Bool {
        var page =
            page
            ?? EventPage(
                after: subscription.place.cursor, lost: subscription.place.lost,
                form: delivery.mode == .events ? .batch : .plain,
                oversize: .drop(delivery.maxEnvelopeSize?.policy ?? .notify))
        guard !isFull(page) else { return false }
        let slice = delivery.mode == .events ? Self.slice : slice
        let found = try log.read(after: page.cursor, limit: slice)
        try page.take(found, subscription.query, limits)
        let hasMore = found.events.count == slice
        guard page.count > 0 else {
            // Nothing for this subscriber: it is past these.
            subscription.place = (page.cursor, page.lost)
            self.slice = min(2 * slice, Self.slice)
            return hasMore
        }
        if self.page == nil { pageBegun = now }
        self.page = page
        self.slice = max(slice / 2, Self.leastSlice)
        return hasMore && !isFull(page)
    }

    private func isFull(_ page: EventPage) -> Bool { page.isFull || page.count >= limits.items }

    private func isDue(_ page: EventPage, at now: Duration) -> Bool {
        if isFull(page) || pageBegun + (delivery.maxTime ?? .zero) <= now { return true }
        return delivery.heartbeats.map { lastSent + $0 <= now } ?? false
    }

    // MARK: - Sending

    private func send(
        _ page: EventPage, at now: Duration, _ answer: @escaping @Sendable (String, SinkPost.Outcome) -> Void
    ) {
        self.page = nil
        let items = page.items.finish()
        let isBatch = delivery.mode == .events
        let header = header(isBatch ? Action.events : page.action, after: page.cursor)
        let envelope = post.envelope(header, to: sink, capacity: items.count + 4096) { writer in
            if isBatch { writer.start("w:Events") }
            writer.raw(items)
            if isBatch { writer.end("w:Events") }
        }
        flight = Flight(header: header, envelope: envelope, place: (page.cursor, page.lost))
        launch(at: now, answer)
    }

    /// A heartbeat goes alone, in mode Events as a batch of one (DSP0226 R10.2.5-2).
    private func sendHeartbeat(
        at now: Duration, _ answer: @escaping @Sendable (String, SinkPost.Outcome) -> Void
    ) {
        let place = subscription.place
        let header = header(Action.heartbeat, after: place.cursor)
        let envelope = post.envelope(header, to: sink) { writer in
            guard delivery.mode == .events else { return }
            writer.start("w:Events")
            writer.start("w:Event")
            writer.attribute("Action", Action.heartbeat)
            writer.end("w:Event")
            writer.end("w:Events")
        }
        flight = Flight(header: header, envelope: envelope, place: place)
        launch(at: now, answer)
    }

    private func header(_ action: String, after cursor: Int64) -> SinkPost.Header {
        SinkPost.Header(
            action: action, messageID: post.nextMessageID(),
            bookmark: subscription.subscribe.sendsBookmarks ? log.bookmark(after: cursor) : nil,
            wantsAck: delivery.mode.isAcknowledged)
    }

    private func launch(at now: Duration, _ answer: @escaping @Sendable (String, SinkPost.Outcome) -> Void) {
        guard let flight else { return }
        lastSent = now
        let messageID = flight.header.messageID
        post.send(
            flight.envelope, flight.header, to: sink, encoding: encoding, token: subscription.subscribe.token
        ) { answer(messageID, $0) }
    }

    // MARK: - Answers

    /// Takes in what became of the message of that identifier; nil when nothing follows from it.
    func take(_ outcome: SinkPost.Outcome, of messageID: String, at now: Duration) -> Step? {
        guard var flight, flight.header.messageID == messageID else { return nil }
        switch outcome {
        case .delivered:
            subscription.place = flight.place
            self.flight = nil
            return .again
        case .refused:
            return .end(.sourceCancelling, reason: "The event sink has refused the delivery.")
        case .failed(let what):
            flight.failures += 1
            if let total = delivery.retry?.total, flight.failures > total {
                return .end(
                    .deliveryFailure,
                    reason: "The event sink was not reached in \(flight.failures) attempts; the last brought \(what)"
                        + (what.hasSuffix(".") ? "" : "."))
            }
            flight.retry = now + (delivery.retry?.interval ?? Self.pause(after: flight.failures))
            self.flight = flight
            return .wait(until: flight.retry)
        }
    }

    /// Twice as long each time, from one second to a minute.
    private static func pause(after failures: Int) -> Duration { .seconds(min(1 << min(failures - 1, 6), 60)) }
}

extension CharacterEncoding {
    /// A hint that is followed where it can be (DSP0226 R10.2.1-7).
    fileprivate init(wished name: String?) {
        switch name?.lowercased() {
        case "utf-16", "utf-16le": self = .utf16(bigEndian: false)
        case "utf-16be": self = .utf16(bigEndian: true)
        default: self = .utf8
        }
    }

    /// Of an ASCII character, which markup is made of.
    fileprivate var octetsOfOne: Int { if case .utf16 = self { 2 } else { 1 } }
}
