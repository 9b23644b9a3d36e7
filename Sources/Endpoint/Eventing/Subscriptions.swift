internal import Platform
internal import SOAP

/// The subscriptions of all clients. Each belongs to the principal that made it: for others there is none of that name.
final class Subscriptions: Sendable {
    private struct Table {
        var byIdentifier: [String: Subscription] = [:]
        var byContext: [String: Subscription] = [:]
        var held: [String: Int] = [:]
        var nextSweep: Duration = .zero

        mutating func remove(_ subscription: Subscription) {
            guard byIdentifier.removeValue(forKey: subscription.identifier) != nil else { return }
            byContext[subscription.context] = nil
            let left = held[subscription.owner, default: 1] - 1
            held[subscription.owner] = left == 0 ? nil : left
            subscription.cancel()
        }

        /// Looks for expired ones at most once a second, so that a request pays for it rarely.
        mutating func sweep(at now: Duration, force: Bool = false) {
            guard force || now >= nextSweep else { return }
            nextSweep = now + .seconds(1)
            for subscription in byIdentifier.values where subscription.expires <= now { remove(subscription) }
        }
    }

    private let table = Lock(Table())
    private let limits: EndpointLimits
    private let time: any TimeSource
    private let identifiers: any IdentifierSource

    init(limits: EndpointLimits, time: any TimeSource, identifiers: any IdentifierSource) {
        self.limits = limits
        self.time = time
        self.identifiers = identifiers
    }

    /// Makes and keeps a subscription. Throws QuotaLimit when its owner, or the service, holds too many.
    func open(
        _ query: EventQuery, owner: String, sendsBookmarks: Bool, cursor: Int64, lifetime: Duration
    ) throws(Fault) -> Subscription {
        let now = time.monotonic
        let subscription = Subscription(
            identifier: "uuid:\(identifiers.next())", owner: owner, context: "uuid:\(identifiers.next())", query: query,
            sendsBookmarks: sendsBookmarks, cursor: cursor, expires: now + lifetime)
        try table.withLock { (table) throws(Fault) in
            table.sweep(at: now, force: table.byIdentifier.count >= limits.subscriptions)
            guard table.byIdentifier.count < limits.subscriptions else {
                throw Fault(
                    .quotaLimit,
                    "The service holds \(limits.subscriptions) subscriptions and accepts no more. "
                        + "Unsubscribe one, or wait until abandoned ones expire.",
                    windowsCode: WindowsNumber.quotaOperations, limit: .subscriptions)
            }
            guard table.held[owner, default: 0] < limits.subscriptionsPerUser else {
                throw Fault(
                    .quotaLimit,
                    "This user has \(limits.subscriptionsPerUser) subscriptions, which is the limit. Unsubscribe one.",
                    windowsCode: WindowsNumber.quotaUser, limit: .subscriptionsPerUser)
            }
            table.byIdentifier[subscription.identifier] = subscription
            table.byContext[subscription.context] = subscription
            table.held[owner, default: 0] += 1
        }
        return subscription
    }

    /// The subscription that is this owner's and has not expired; nil when there is none.
    func find(_ identifier: String, owner: String) -> Subscription? {
        let now = time.monotonic
        return table.withLock { table in
            table.sweep(at: now)
            return table.byIdentifier[identifier].flatMap { $0.owner == owner && $0.expires > now ? $0 : nil }
        }
    }

    /// Whether a Pull with this context is for events.
    func holds(_ context: String) -> Bool { table.withLock { $0.byContext[context] != nil } }

    /// The subscription to pull from. A foreign context is an unknown one.
    func pulled(_ context: String, owner: String) throws(Fault) -> Subscription {
        let now = time.monotonic
        let found = table.withLock { table in
            table.sweep(at: now)
            return table.byContext[context].flatMap { $0.owner == owner && $0.expires > now ? $0 : nil }
        }
        guard let found else { throw Self.unknown }
        return found
    }

    func remove(_ subscription: Subscription) { table.withLock { $0.remove(subscription) } }

    /// How many there are now.
    var count: Int { table.withLock { $0.byIdentifier.count } }

    static let unknown = Fault(
        .invalidEnumerationContext,
        "No subscription of yours has this EnumerationContext: it has expired, was cancelled, or never was. "
            + "Send a new Subscribe, with the last Bookmark if you have one.")
}
