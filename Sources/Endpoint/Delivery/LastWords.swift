internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// The last message to somebody who asked to be told of an end. It is sent once: who does not hear it finds out.
struct LastWords: Sendable {
    enum Body: Sendable {
        case subscription(SubscriptionEnd)
        case enumeration(EnumerationEnd)
    }

    let body: Body
    let endTo: EventSinkReference
    let token: IssuedToken?

    /// Nil when the subscriber has named no EndTo.
    init?(of subscription: Subscription, _ status: SubscriptionEnd.Status, reason: String) {
        let subscribe = subscription.subscribe
        guard let endTo = subscribe.endTo else { return nil }
        self.endTo = endTo
        body = .subscription(SubscriptionEnd(manager: subscription.manager, status: status, reason: reason))
        // Credentials are for the address they came with.
        token = endTo.address == subscribe.delivery.notifyTo?.address ? subscribe.token : nil
    }

    init(of ended: Enumerations.Ended, _ code: EnumerationEnd.Code, reason: String) {
        endTo = ended.endTo
        body = .enumeration(EnumerationEnd(context: ended.context, code: code, reason: reason))
        token = nil
    }

    fileprivate var action: String {
        switch body {
        case .subscription: Action.subscriptionEnd
        case .enumeration: Action.enumerationEnd
        }
    }

    fileprivate func write(to writer: inout XMLWriter) {
        switch body {
        case .subscription(let end): end.write(to: &writer)
        case .enumeration(let end): end.write(to: &writer)
        }
    }
}

extension SinkPost {
    /// Sends last words; `completion` is called when they are said, or cannot be.
    func send(_ words: LastWords, completion: @escaping @Sendable () -> Void) {
        let header = Header(action: words.action, messageID: nextMessageID())
        let envelope = envelope(header, to: words.endTo, prefixes: [.e, .n, .w]) { words.write(to: &$0) }
        send(envelope, header, to: words.endTo, token: words.token) { _ in completion() }
    }
}

extension EventDelivery {
    /// Sends last words and blocks until they are said, five seconds at most: for a thread that may block.
    func say(_ words: [LastWords]) {
        let left = Condition(words.count)
        for word in words { post.send(word) { left.update { $0 -= 1 } } }
        _ = left.wait(timeout: .seconds(5)) { $0 == 0 ? true : nil }
    }
}
