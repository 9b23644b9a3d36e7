internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// The last words to those who asked for them. They are said once: who does not hear them finds out by itself.
extension EventDelivery {
    /// Tells a subscriber's EndTo that there is nothing more to come; `completion` is called when it has been told, or
    /// there is nobody to tell.
    func sendEnd(
        of subscription: Subscription, _ status: SubscriptionEnd.Status, reason: String,
        completion: @escaping @Sendable () -> Void
    ) {
        let subscribe = subscription.subscribe
        guard let endTo = subscribe.endTo else { return completion() }
        let end = SubscriptionEnd(manager: subscription.manager, status: status, reason: reason)
        // Credentials are for the address they came with.
        let isSameAddress = endTo.address == subscribe.delivery.notifyTo?.address
        send(Action.subscriptionEnd, to: endTo, token: isSameAddress ? subscribe.token : nil, completion) {
            end.write(to: &$0)
        }
    }

    /// Tells the EndTo of an enumeration that it is over.
    func send(_ end: EnumerationEnd, to endTo: EventSinkReference, completion: @escaping @Sendable () -> Void) {
        send(Action.enumerationEnd, to: endTo, token: nil, completion) { end.write(to: &$0) }
    }

    private func send(
        _ action: String, to endTo: EventSinkReference, token: IssuedToken?,
        _ completion: @escaping @Sendable () -> Void, _ body: (inout XMLWriter) -> Void
    ) {
        let header = SinkPost.Header(action: action, messageID: post.nextMessageID())
        let envelope = post.envelope(header, to: endTo, prefixes: [.e, .n, .w], body: body)
        post.send(envelope, header, to: endTo, token: token) { _ in completion() }
    }

    /// Sends last words and blocks until they are said, five seconds at most: for a connection's own thread.
    static func wait(for words: [(@escaping @Sendable () -> Void) -> Void]) {
        let left = Condition(words.count)
        for word in words { word { left.update { $0 -= 1 } } }
        _ = left.wait(timeout: .seconds(5)) { $0 == 0 ? true : nil }
    }
}
