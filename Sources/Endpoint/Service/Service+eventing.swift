internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

extension Service {
    /// WS-Eventing: Subscribe, and what is sent to the subscription manager it names.
    func eventing(_ eventing: Eventing, _ request: Request, as principal: Principal) throws(Fault) -> ReplyBody {
        switch eventing {
        case .subscribe(let target, let subscribe):
            try self.subscribe(target, subscribe, request, as: principal)
        case .unsubscribe(let identifier): try unsubscribe(identifier, as: principal)
        case .renew(let identifier, let expires): try renewSubscription(identifier, expires, as: principal)
        case .status(let identifier):
            try response(.status(expires: try subscription(identifier, principal).expires - time.monotonic))
        }
    }

    private func subscribe(
        _ target: Target, _ subscribe: Subscribe, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        let query = try EventQuery(target, subscribe.filter, service: self)
        let lifetime = try lifetime(subscribe.expires)
        let subscription = try events.subscriptions.open(
            query, owner: principal.name, sendsBookmarks: subscribe.sendsBookmarks,
            cursor: try cursor(subscribe.bookmark), lifetime: lifetime)
        return try response(
            .subscribe(
                address: request.to, resourceURI: target.resourceURI, identifier: subscription.identifier,
                expires: lifetime, context: subscription.context))
    }

    private func unsubscribe(_ identifier: String, as principal: Principal) throws(Fault) -> ReplyBody {
        events.subscriptions.remove(try subscription(identifier, principal))
        events.log.wake()
        return try ReplyBody(prefixes: [.e, .w]) { _ in }
    }

    private func renewSubscription(_ identifier: String, _ expires: Expiration?, as principal: Principal) throws(Fault)
        -> ReplyBody
    {
        guard let subscription = events.subscriptions.find(identifier, owner: principal.name) else {
            throw Fault(.unableToRenew, Self.noSuchSubscription)
        }
        let lifetime = try lifetime(expires)
        subscription.expires = time.monotonic + lifetime
        return try response(.renew(expires: lifetime))
    }

    private func response(_ response: EventingResponse) throws(Fault) -> ReplyBody {
        try ReplyBody(prefixes: [.e, .n, .w]) { response.write(to: &$0) }
    }

    private func subscription(_ identifier: String, _ principal: Principal) throws(Fault) -> Subscription {
        guard let found = events.subscriptions.find(identifier, owner: principal.name) else {
            throw Fault(.destinationUnreachable(.resourceNotFound), Self.noSuchSubscription)
        }
        return found
    }

    private static let noSuchSubscription =
        "You have no subscription with this wse:Identifier: it has expired, was cancelled, or never was. Send a new "
        + "Subscribe."

    private func lifetime(_ expires: Expiration?) throws(Fault) -> Duration {
        let limits = configuration.limits
        switch expires {
        case nil: return min(limits.subscriptionDefaultLifetime, limits.subscriptionLifetime)
        case .duration(let duration): return min(duration, limits.subscriptionLifetime)
        case .dateTime(let microseconds):
            let rest = Timestamp(microseconds: microseconds) - time.now
            guard rest > .zero else {
                throw Fault(
                    .invalidExpirationTime(in: .eventing),
                    "Expires has passed already by the clock here; send a time to come, or a duration such as PT10M.")
            }
            return min(rest, limits.subscriptionLifetime)
        }
    }

    /// Where in the log a subscriber begins.
    private func cursor(_ bookmark: String?) throws(Fault) -> Int64 {
        guard let bookmark else { return events.log.newest }
        if bookmark == Subscribe.earliestBookmark { return events.log.beforeEarliest }
        switch events.log.bookmark(bookmark) {
        case .after(let number): return number
        case .expired:
            throw Fault(
                .invalidBookmark(.expired),
                "The events after this Bookmark are no longer kept. Subscribe with the bookmark "
                    + "\(Subscribe.earliestBookmark) for all there are, and look at the state of the jobs.")
        case .invalid:
            throw Fault(
                .invalidBookmark(.invalidFormat),
                "The Bookmark is none of this service; send the text of a wsman:Bookmark header just as it came.")
        }
    }
}
