public import Platform

/// One decision about a request, and what came of it.
public struct AuditEntry: Sendable, Hashable {
    public enum Result: String, Sendable {
        /// Permitted, and done.
        case done
        /// Permitted, and failed with a fault.
        case failed
        /// Not permitted; nothing was looked at.
        case denied
    }

    public let user: String
    public let role: String?
    public let address: String
    public let messageID: String?
    /// `Get`, `Enumerate`, `Invoke`, …
    public let operation: String
    /// The resource URI, and the selectors behind a `?`.
    public let resource: String
    public let method: String?
    public let result: Result
    /// The subcode of the fault.
    public let fault: String?
    /// Something may have been changed.
    public let isChange: Bool
    /// How many like it were left out before this one.
    public var repeated = 0

    /// Credentials that were refused before there was a request to decide about.
    ///
    /// - Parameters:
    ///   - user: whose they claimed to be, where that is a user who is there.
    ///   - address: whence they came.
    public static func refusedSignIn(user: String?, address: String) -> AuditEntry {
        AuditEntry(
            user: user ?? "", role: nil, address: address, messageID: nil, operation: "SignIn", resource: "",
            method: nil,
            result: .denied, fault: nil, isChange: false)
    }
}

extension AuditEntry {
    /// A document that is for others.
    public static func refusedDocument(_ path: String, user: String, role: String?, address: String) -> AuditEntry {
        AuditEntry(
            user: user, role: role, address: address, messageID: nil, operation: "GET", resource: path, method: nil,
            result: .denied, fault: nil, isChange: false)
    }
}

/// Where decisions are written down.
///
/// Every change and every refusal is an entry. Of reads that are permitted, clients ask the same thing ten times a second:
/// with `reads: .first` those that differ in nothing but selectors and MessageID are counted for a minute, and the next
/// entry tells how many there were.
public final class AuditTrail: Sendable {
    public enum Reads: String, Sendable, CaseIterable { case first, each }

    private struct Key: Hashable {
        let user: String
        let address: String
        let operation: String
        let resourceURI: String
    }

    private struct Seen {
        var until: Duration
        var count = 0
    }

    private let reads: Reads
    private let time: any TimeSource
    private let seen = Lock<[Key: Seen]>([:])
    private let sink: @Sendable (AuditEntry) -> Void
    private static let window: Duration = .seconds(60)
    private static let capacity = 4096

    public init(reads: Reads = .first, time: any TimeSource, sink: @escaping @Sendable (AuditEntry) -> Void) {
        self.reads = reads
        self.time = time
        self.sink = sink
    }

    func record(_ entry: AuditEntry) { sink(entry) }

    /// How many reads like this one were left out; nil when this one is to be, too.
    func takesRead(user: String, address: String, operation: String, resourceURI: String) -> Int? {
        guard reads == .first else { return 0 }
        let key = Key(user: user, address: address, operation: operation, resourceURI: resourceURI)
        let now = time.monotonic
        return seen.withLock { seen in
            if let known = seen[key], known.until > now {
                seen[key]?.count += 1
                return nil
            }
            if seen.count >= Self.capacity { seen.removeAll(keepingCapacity: true) }
            let count = seen.updateValue(Seen(until: now + Self.window), forKey: key)?.count
            return count ?? 0
        }
    }
}
