internal import Jobs
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Brings events to their sinks: one thread that writes messages, none that waits for an answer.
///
/// The log is every subscriber's queue and its place in there is all that is kept of it, so that one who does not answer
/// costs a message's memory and delays nobody. Each has a turn after the other, cut into slices.
final class EventDelivery: Sendable {
    private struct Mail {
        var opened: [(subscription: Subscription, at: Duration)] = []
        var closed: [String] = []
        var outcomes: [(identifier: String, messageID: String, outcome: SinkPost.Outcome)] = []
        /// Subscribers in Pull mode that have moved on.
        var moved: [String: Subscription] = [:]
        /// Last words that were said, or could not be.
        var said = 0
        var hasEvents = false
        var isStopping = false

        var isEmpty: Bool {
            !hasEvents && said == 0 && opened.isEmpty && closed.isEmpty && outcomes.isEmpty && !isStopping
        }
    }

    private struct Work {
        var outboxes: [String: Outbox] = [:]
        /// Places that the store does not know yet.
        var unwritten: [String: Subscription] = [:]
        var nextWriting = Duration.zero
        /// What is still to be said to those whom something has ended for, and how much is being said.
        var lastWords: [LastWords] = []
        var speaking = 0
    }

    private let mail: Condition<Mail>
    private let work = Lock(Work())
    /// Whether anybody is to be told of events.
    private let isNeeded = Lock(false)
    private let thread = Lock<Thread?>(nil)

    let post: SinkPost
    private let log: EventLog
    private let engine: JobEngine
    private let subscriptions: Subscriptions
    private let enumerations: Enumerations
    private let limits: EndpointLimits
    private let time: any TimeSource
    private let logger: Logger

    /// How often expired subscriptions are looked for.
    private static let longestPause = Duration.seconds(1)
    /// Last words that are being said at once: many enumerations may end together.
    private static let speakers = 64
    /// How many events that are not for a subscriber it may pass before that is written down.
    private static let unwrittenEvents: Int64 = 1000
    /// How long places may stay unwritten: what a crash undoes is delivered again.
    private static let writingInterval = Duration.milliseconds(100)

    init(
        log: EventLog, engine: JobEngine, subscriptions: Subscriptions, enumerations: Enumerations, post: SinkPost,
        limits: EndpointLimits, time: any TimeSource, logger: Logger
    ) {
        self.log = log
        self.engine = engine
        self.subscriptions = subscriptions
        self.enumerations = enumerations
        self.post = post
        self.limits = limits
        self.time = time
        self.logger = logger
        let mail = Condition(Mail())
        self.mail = mail
        engine.observe { [isNeeded] _ in
            if isNeeded.withLock(\.self) { mail.update { $0.hasEvents = true } }
        }
    }

    // MARK: - From any thread

    /// Begins to send to a subscriber. In Pull mode nothing is sent.
    func open(_ subscription: Subscription) {
        guard subscription.subscribe.delivery.mode.isPushed else { return }
        isNeeded.withLock { $0 = true }
        let now = time.monotonic
        mail.update { $0.opened.append((subscription, now)) }
    }

    /// Sends nothing more; what is on its way cannot be called back.
    func close(_ subscription: Subscription) { mail.update { $0.closed.append(subscription.identifier) } }

    /// A subscriber in Pull mode has come to another place, which is to be kept.
    func moved(_ subscription: Subscription) { mail.update { $0.moved[subscription.identifier] = subscription } }

    /// Starts the thread that does what is due.
    func start() {
        thread.withLock { thread in
            thread = thread ?? Thread(name: "winch-events") { [self] in while waitAndWork() {} }
        }
    }

    /// Ends the thread and writes down how far everyone has come. Subscriptions go on when the service does.
    func stop() {
        mail.update { $0.isStopping = true }
        thread.withLock { $0.take() }?.join()
        work.withLock { write(&$0) }
        let words = enumerations.endAll().prefix(Self.speakers).map {
            LastWords(of: $0, .sourceShuttingDown, reason: "The service stops.")
        }
        say(Array(words))
    }

    /// Does all that is due by now: what the thread does. For tests that set the clock.
    func runDue() {
        var hasMore = true
        while hasMore || mail.update({ !$0.isEmpty }) { hasMore = turn().map { $0 <= time.monotonic } ?? false }
    }

    // MARK: - On the thread

    private func waitAndWork() -> Bool {
        let next = turn()
        let pause = min(next.map { max($0 - time.monotonic, .zero) } ?? Self.longestPause, Self.longestPause)
        guard pause > .zero else { return mail.update { !$0.isStopping } }
        return mail.wait(timeout: pause) { $0.isStopping ? false : $0.isEmpty ? nil : true } ?? true
    }

    /// One round: takes in the mail, gives everyone a turn, and says when there is more to do.
    private func turn() -> Duration? {
        let letters = mail.update { mail in
            defer { mail = Mail(isStopping: mail.isStopping) }
            return mail
        }
        for expired in subscriptions.takeExpired() { forget(expired) }
        let ended = enumerations.takeEnded()
        return work.withLock { work in
            work.lastWords += ended.map {
                LastWords(of: $0, .sourceCanceling, reason: "The enumeration has expired.")
            }
            take(letters, &work)
            let now = time.monotonic
            var next: Duration?
            for (identifier, outbox) in work.outboxes {
                let step = outbox.turn(at: now) { [mail] messageID, outcome in
                    mail.update { $0.outcomes.append((identifier, messageID, outcome)) }
                }
                follow(step, outbox, &work, &next, at: now)
                note(outbox, &work, after: Self.unwrittenEvents)
            }
            speak(&work)
            if !work.unwritten.isEmpty {
                if work.nextWriting <= now {
                    write(&work)
                } else {
                    next = min(next ?? work.nextWriting, work.nextWriting)
                }
            }
            return next
        }
    }

    /// Has the place of a subscriber written down when it has moved further than so many events.
    private func note(_ outbox: Outbox, _ work: inout Work, after events: Int64) {
        let cursor = outbox.subscription.place.cursor
        guard cursor - outbox.written > events else { return }
        outbox.written = cursor
        work.unwritten[outbox.subscription.identifier] = outbox.subscription
    }

    private func speak(_ work: inout Work) {
        while work.speaking < Self.speakers, !work.lastWords.isEmpty {
            work.speaking += 1
            post.send(work.lastWords.removeFirst()) { [mail] in mail.update { $0.said += 1 } }
        }
    }

    private func take(_ letters: Mail, _ work: inout Work) {
        work.speaking -= letters.said
        let now = time.monotonic
        for (subscription, opened) in letters.opened {
            work.outboxes[subscription.identifier] = Outbox(
                subscription, post: post, log: log, limits: limits, at: opened)
        }
        for identifier in letters.closed {
            work.outboxes[identifier] = nil
            work.unwritten[identifier] = nil
        }
        work.unwritten.merge(letters.moved) { $1 }
        for (identifier, messageID, outcome) in letters.outcomes {
            guard let outbox = work.outboxes[identifier] else { continue }
            if case .failed(let what) = outcome {
                logger.log(
                    .info, "an event was not delivered: \(what)",
                    [("subscription", identifier), ("owner", outbox.subscription.owner)])
            }
            var next: Duration?
            if let step = outbox.take(outcome, of: messageID, at: now) { follow(step, outbox, &work, &next, at: now) }
            if outcome == .delivered { note(outbox, &work, after: 0) }
        }
        isNeeded.withLock { $0 = !work.outboxes.isEmpty }
    }

    private func follow(
        _ step: Outbox.Step, _ outbox: Outbox, _ work: inout Work, _ next: inout Duration?, at now: Duration
    ) {
        switch step {
        case .wait(let due?): next = min(next ?? due, due)
        case .wait(nil): break
        case .again: next = now
        case .end(let status, let reason):
            let subscription = outbox.subscription
            work.outboxes[subscription.identifier] = nil
            work.unwritten[subscription.identifier] = nil
            logger.log(
                .notice, "a subscription has ended: \(reason)",
                [("subscription", subscription.identifier), ("owner", subscription.owner)])
            subscriptions.remove(subscription)
            engine.unfollowLater([subscription.identifier])
            LastWords(of: subscription, status, reason: reason).map { work.lastWords.append($0) }
        }
    }

    private func write(_ work: inout Work) {
        work.nextWriting = time.monotonic + Self.writingInterval
        guard !work.unwritten.isEmpty else { return }
        engine.advance(work.unwritten.values.map { ($0.identifier, $0.place.cursor, $0.place.lost) })
        work.unwritten = [:]
    }

    private func forget(_ subscription: Subscription) {
        close(subscription)
        engine.unfollowLater([subscription.identifier])
    }
}
