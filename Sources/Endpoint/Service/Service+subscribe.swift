internal import HTTPMessage
internal import Jobs
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

extension Service {
    /// WS-Eventing Subscribe: durable when it is answered.
    func subscribe(
        _ target: Target, _ subscribe: Subscribe, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        try check(subscribe)
        let query = try EventQuery(target, subscribe.filter, service: self)
        let lifetime = try subscriptionLifetime(subscribe.expires)
        let subscription = Subscription(
            manager: SubscriptionManager(
                address: request.to, resourceURI: target.resourceURI, identifier: events.delivery.post.nextMessageID()),
            owner: principal.name, subscribe: subscribe, query: query, cursor: try cursor(subscribe.bookmark),
            expires: time.monotonic + lifetime)
        try events.subscriptions.open(subscription)
        let definition = SubscriptionDefinition(
            owner: principal.name, address: request.to, target: target, subscribe: subscribe)
        do {
            try fault { () throws(JobError) in
                try events.jobs.engine.follow(
                    ChangeFollower(
                        identifier: subscription.identifier, definition: definition.bytes,
                        cursor: subscription.place.cursor, expires: time.now + lifetime))
            }
        } catch {
            events.subscriptions.remove(subscription)
            throw error
        }
        events.delivery.open(subscription)
        let context = subscribe.delivery.mode.isPushed ? nil : subscription.identifier
        return try ReplyBody(prefixes: [.e, .n, .w]) {
            EventingResponse.subscribe(subscription.manager, expires: lifetime, context: context).write(to: &$0)
        }
    }

    /// Takes up the subscriptions of an earlier run. One that makes no sense any more is ended.
    func restoreSubscriptions(log: Logger) throws(Fault) {
        let engine = events.jobs.engine
        for follower in try fault({ () throws(JobError) in try engine.followers() }) {
            do throws(Fault) { try restore(follower) } catch {
                log.log(
                    .notice, "a subscription is not taken up again: \(error.reason)",
                    [("subscription", follower.identifier)])
                engine.unfollowLater([follower.identifier])
            }
        }
    }

    private func restore(_ follower: ChangeFollower) throws(Fault) {
        let rest = follower.expires - time.now
        guard rest > .zero else { throw Fault(.invalidExpirationTime(in: .eventing), "Its time has passed.") }
        let definition = try SubscriptionDefinition(follower.definition)
        try check(definition.subscribe)
        var service = self
        service.access = Access(definition.owner, configuration.authorization)
        guard service.access.isKnown else { throw service.access.deniedAltogether }
        let subscription = Subscription(
            manager: SubscriptionManager(
                address: definition.address, resourceURI: definition.target.resourceURI,
                identifier: follower.identifier),
            owner: definition.owner, subscribe: definition.subscribe,
            query: try EventQuery(definition.target, definition.subscribe.filter, service: service),
            cursor: min(follower.cursor, events.log.newest), lost: follower.lost, expires: time.monotonic + rest)
        events.subscriptions.restore(subscription)
        events.delivery.open(subscription)
    }

    /// How long a subscription is to live.
    func subscriptionLifetime(_ expires: Expiration?) throws(Fault) -> Duration {
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
        if bookmark == Subscribe.earliestBookmark { return try events.log.beforeEarliest() }
        switch try events.log.bookmark(bookmark) {
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

    // MARK: - Where events may go

    /// Whether the service can and may send what a Subscribe asks for.
    private func check(_ subscribe: Subscribe) throws(Fault) {
        let delivery = subscribe.delivery
        guard delivery.mode.isPushed else { return }
        guard let sink = events.delivery.post.sink else {
            throw Fault(
                .deliveryModeRequestedUnavailable(supported: [DeliveryMode.pull.uri]),
                "This service sends no events by itself; ask for Pull mode.")
        }
        if let octets = delivery.maxEnvelopeSize?.octets, octets > configuration.limits.envelopeBytes {
            throw Fault(
                .encodingLimit(.maxEnvelopeSize),
                "The Delivery's MaxEnvelopeSize is \(octets); this service sends \(configuration.limits.envelopeBytes) "
                    + "octets at most.")
        }
        for reference in [delivery.notifyTo, subscribe.endTo].compactMap(\.self) {
            let place = try place(of: reference, sink)
            if reference == delivery.notifyTo { try checkSignIn(subscribe, place) }
        }
    }

    private func place(of reference: EventSinkReference, _ sink: any EventSink) throws(Fault) -> SinkPlace {
        do { return try sink.place(of: reference.address) } catch {
            throw Fault(
                .eventDeliverToUnusable(),
                "Nothing can be sent to \(reference.address.prefix(200)): \(error.reason)")
        }
    }

    /// DSP0226 R10.2.1-3: Basic with a user name and a password is what there is, and they go where nobody can listen.
    private func checkSignIn(_ subscribe: Subscribe, _ place: SinkPlace) throws(Fault) {
        let profile = subscribe.delivery.authentication
        switch profile {
        case nil, .httpBasic, .httpsBasic: break
        case let other?:
            throw Fault(
                .unsupportedFeature(.authorizationMode),
                "The security profile \(other.uri) is not available for deliveries; use \(SecurityProfile.httpsBasic.uri)."
            )
        }
        if let profile, profile.isSecure != place.isSecure {
            throw Fault(
                .unsupportedFeature(.insecureAddress),
                "The security profile \(profile.uri) does not go with the scheme of NotifyTo's address.")
        }
        guard let token = subscribe.token else {
            guard profile == nil else {
                throw Fault(
                    .eventDeliverToUnusable(),
                    "wsman:Auth asks for Basic, but no credentials came; send a wsse:UsernameToken in wst:IssuedTokens."
                )
            }
            return
        }
        guard token.appliesTo == nil || token.appliesTo == subscribe.delivery.notifyTo?.address else {
            throw Fault(
                .eventDeliverToUnusable(), "The IssuedTokens apply to another address than NotifyTo's.")
        }
        guard place.isSecure || place.isLoopback || configuration.sendsPasswordsInClear else {
            throw Fault(
                .unsupportedFeature(.insecureAddress),
                "A password is not sent over http to another host, where others could read it; name an https address.")
        }
    }
}
