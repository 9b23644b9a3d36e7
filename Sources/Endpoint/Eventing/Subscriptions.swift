internal import Platform
internal import SOAP
internal import WSMan

/// The subscriptions of all clients. Each belongs to the principal that made it: for others there is none of that name.
final class Subscriptions: Sendable {
    private struct Table {
        var byIdentifier: [String: Subscription] = [:]
        var held: [String: Int] = [:]
        var nextSweep: Duration = .zero
        /// Those that a sweep has found and nobody has forgotten yet in the store.
        var expired: [Subscription] = []

        mutating func add(_ subscription: Subscription) {
            byIdentifier[subscription.identifier] = subscription
            held[subscription.owner, default: 0] += 1
        }

        mutating func remove(_ subscription: Subscription) {
            guard byIdentifier.removeValue(forKey: subscription.identifier) != nil else { return }
            let left = held[subscription.owner, default: 1] - 1
            held[subscription.owner] = left == 0 ? nil : left
            subscription.cancel()
        }

        /// Looks for expired ones at most once a second, so that a request pays for it rarely.
        mutating func sweep(at now: Duration, force: Bool = false) {
            guard force || now >= nextSweep else { return }
            nextSweep = now + .seconds(1)
            for subscription in byIdentifier.values where subscription.expires <= now {
                remove(subscription)
                expired.append(subscription)
            }
        }
    }

    private let table = Lock(Table())
    private let limits: EndpointLimits
    private let time: any TimeSource

    init(limits: EndpointLimits, time: any TimeSource) {
        self.limits = limits
        self.time = time
    }

    /// Keeps a subscription. Throws QuotaLimit when its owner, or the service, holds too many.
    func open(_ subscription: Subscription) throws(Fault) {
        let now = time.monotonic
        let owner = subscription.owner
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
            table.add(subscription)
        }
    }

    /// Keeps one that was there before a restart.
    func restore(_ subscription: Subscription) { table.withLock { $0.add(subscription) } }

    /// The subscription that is this owner's and has not expired; nil when there is none.
    func find(_ identifier: String, owner: String) -> Subscription? {
        let now = time.monotonic
        return table.withLock { table in
            table.sweep(at: now)
            return table.byIdentifier[identifier].flatMap { $0.owner == owner && $0.expires > now ? $0 : nil }
        }
    }

    /// Whether a Pull with this context is for events.
    func holds(_ context: String) -> Bool { table.withLock { $0.byIdentifier[context] != nil } }

    /// The subscription to pull from. A foreign context is an unknown one, and so is that of a pushed subscription.
    func pulled(_ context: String, owner: String) throws(Fault) -> Subscription {
        guard let found = find(context, owner: owner), !found.subscribe.delivery.mode.isPushed else {
            throw Self.unknown
        }
        return found
    }

    /// Those whose time has passed since this was last called; they are gone already.
    func takeExpired() -> [Subscription] {
        let now = time.monotonic
        return table.withLock { table in
            table.sweep(at: now)
            defer { table.expired = [] }
            return table.expired
        }
    }

    func remove(_ subscription: Subscription) { table.withLock { $0.remove(subscription) } }

    /// How many there are now.
    var count: Int { table.withLock { $0.byIdentifier.count } }

    static let unknown = Fault(
        .invalidEnumerationContext,
        "No subscription of yours has this EnumerationContext: it has expired, was cancelled, or never was. "
            + "Send a new Subscribe, with the last Bookmark if you have one.")
}
