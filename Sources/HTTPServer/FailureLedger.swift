internal import Platform

/// Counts failed sign-ins per address and per user, and lets those that go on wait longer and longer.
///
/// Whoever is turned away meanwhile learns nothing new: neither from the answer, which is the same, nor from trying.
/// Credentials that were verified a moment ago, and contexts that stand, are not looked up here, so that nobody who
/// works can be locked out by somebody who guesses.
final class FailureLedger: Sendable {
    /// What failures are counted by.
    enum Key: Hashable {
        case address(ArraySlice<UInt8>)
        /// As claimed, in lower case.
        case user(String)

        /// How many failures cost nothing.
        var free: Int {
            switch self {
            case .address: 20
            case .user: 10
            }
        }
    }

    private struct Record {
        var failures = 0
        /// Waits until then for what has failed.
        var until: Duration = .zero
        /// Waits until then for an attempt that is being made.
        var reserved: Duration = .zero
        var last: Duration = .zero
        /// Of an address: hashes of the names that failures were about, a few.
        var names: Set<Int> = []
    }

    private let records = Lock<[Key: Record]>([:])
    private let capacity: Int
    private let time: any TimeSource
    private static let longestWait = 60
    private static let memory: Duration = .seconds(900)
    /// Names that one address may fail with as people do, who forget a password or share a gateway.
    private static let usualNames = 5

    init(capacity: Int = 4096, time: any TimeSource) {
        self.capacity = capacity
        self.time = time
    }

    /// Whether an attempt may be made; false when one of the keys has to wait.
    ///
    /// Where the next failure will have to wait, one attempt is made at a time: those that come meanwhile wait as if it had
    /// failed. Before that any number may come, for a client may open many connections at once.
    func begin(_ keys: [Key]) -> Bool {
        let now = time.monotonic
        return records.withLock { records in
            guard !keys.contains(where: { records[$0].map { max($0.until, $0.reserved) > now } ?? false }) else {
                return false
            }
            for key in keys {
                guard let record = records[key], record.last + Self.memory >= now else { continue }
                records[key]?.reserved = Self.end(ofWaitAfter: record.failures + 1, key, now)
            }
            return true
        }
    }

    /// An attempt that was begun has ended, or was none: what it counts as is said anew.
    func giveBack(_ keys: [Key]) {
        records.withLock { records in
            for key in keys { records[key]?.reserved = .zero }
        }
    }

    func failed(_ keys: [Key]) {
        let now = time.monotonic
        records.withLock { records in
            for key in keys {
                if records[key] == nil, records.count >= capacity { Self.makeRoom(&records, now) }
                var record = records[key] ?? Record()
                if record.last + Self.memory < now { record = Record() }
                if case .address = key, record.names.count <= Self.usualNames {
                    for case .user(let name) in keys { record.names.insert(name.hashValue) }
                }
                record.failures += 1
                record.last = now
                record.until = Self.end(ofWaitAfter: record.failures, key, now)
                records[key] = record
            }
        }
    }

    private static func end(ofWaitAfter failures: Int, _ key: Key, _ now: Duration) -> Duration {
        let beyond = failures - key.free
        return beyond > 0 ? now + .seconds(min(longestWait, 1 << min(beyond - 1, 6))) : .zero
    }

    /// The failures of the user are forgotten, and those of the address unless they were about many names: there one good
    /// password would pay for guesses at all the others.
    func succeeded(_ keys: [Key]) {
        records.withLock { records in
            for key in keys {
                guard case .address = key else {
                    records[key] = nil
                    continue
                }
                guard let record = records[key], record.names.count <= Self.usualNames else { continue }
                records[key]?.failures = 0
                records[key]?.until = .zero
            }
        }
    }

    /// Forgets what is old; when nothing is, the half with the fewest failures: names made up by the thousand do not drive
    /// out the one that is guessed at.
    private static func makeRoom(_ records: inout [Key: Record], _ now: Duration) {
        let count = records.count
        records = records.filter { $0.value.last + memory >= now }
        guard records.count == count else { return }
        let middle = records.values.map(\.failures).sorted()[count / 2]
        records = records.filter { $0.value.failures > middle }
    }
}
