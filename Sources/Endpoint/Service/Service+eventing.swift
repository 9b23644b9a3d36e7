internal import HTTPMessage
internal import Jobs
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

    private func unsubscribe(_ identifier: String, as principal: Principal) throws(Fault) -> ReplyBody {
        let subscription = try subscription(identifier, principal)
        events.subscriptions.remove(subscription)
        events.delivery.close(subscription)
        events.log.wake()
        try fault { () throws(JobError) in try events.jobs.engine.unfollow(identifier) }
        // DSP0226 R10.6-4: before the answer.
        let words = LastWords(
            of: subscription, .sourceCancelling, reason: "The subscription was cancelled by Unsubscribe.")
        events.delivery.say([words].compactMap(\.self))
        return try ReplyBody(prefixes: [.e, .w]) { _ in }
    }

    private func renewSubscription(_ identifier: String, _ expires: Expiration?, as principal: Principal) throws(Fault)
        -> ReplyBody
    {
        guard let subscription = events.subscriptions.find(identifier, owner: principal.name) else {
            throw Fault(.unableToRenew, Self.noSuchSubscription)
        }
        let lifetime = try subscriptionLifetime(expires)
        try fault { () throws(JobError) in
            try events.jobs.engine.extend(identifier, until: time.now + lifetime)
        }
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
}
