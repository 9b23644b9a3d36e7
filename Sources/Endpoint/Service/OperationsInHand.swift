internal import Platform
internal import SOAP

/// How many operations of each user are worked on at the moment: one user cannot take all threads.
final class OperationsInHand: Sendable {
    private let counts = Lock<[String: Int]>([:])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Runs one operation of a user. Throws QuotaLimit when too many of them run.
    func one<Result>(of user: String, _ operation: () throws(Fault) -> Result) throws(Fault) -> Result {
        let mayRun = counts.withLock { counts in
            guard counts[user, default: 0] < limit else { return false }
            counts[user, default: 0] += 1
            return true
        }
        guard mayRun else {
            throw Fault(
                .quotaLimit,
                "\(limit) operations of this user are being worked on, which is the limit. Wait for some to end.",
                windowsCode: WindowsNumber.quotaUser, limit: .operationsPerUser)
        }
        defer {
            counts.withLock { counts in
                let left = counts[user, default: 1] - 1
                counts[user] = left == 0 ? nil : left
            }
        }
        return try operation()
    }

    var count: Int { counts.withLock { $0.values.reduce(0, +) } }
}

/// How much there is of what lives between requests.
public struct EndpointLoad: Sendable, Hashable {
    /// Being worked on, or waiting for events.
    public let operations: Int
    public let enumerations: Int
    public let subscriptions: Int
    /// Kept for subscribers.
    public let events: Int
}
