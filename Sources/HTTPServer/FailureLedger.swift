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
        var until: Duration = .zero
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
    /// It counts as a failure until it is given back: those that are made at the same time do not pass for one.
    func begin(_ keys: [Key]) -> Bool {
        let now = time.monotonic
        return records.withLock { records in
            guard !keys.contains(where: { records[$0].map { $0.until > now } ?? false }) else { return false }
            count(keys, at: now, &records)
            return true
        }
    }

    /// An attempt that was begun was none, or has ended: what it counts as is said anew.
    func giveBack(_ keys: [Key]) {
        records.withLock { records in
            for key in keys {
                guard var record = records[key] else { continue }
                record.failures = max(0, record.failures - 1)
                record.until = .zero
                records[key] = record
            }
        }
    }

    func failed(_ keys: [Key]) {
        let now = time.monotonic
        records.withLock { count(keys, at: now, &$0) }
    }

    private func count(_ keys: [Key], at now: Duration, _ records: inout [Key: Record]) {
        for key in keys {
            if records[key] == nil, records.count >= capacity { Self.makeRoom(&records, now) }
            var record = records[key] ?? Record()
            if record.last + Self.memory < now { record = Record() }
            if case .address = key, record.names.count <= Self.usualNames {
                for case .user(let name) in keys { record.names.insert(name.hashValue) }
            }
            record.failures += 1
            record.last = now
            let beyond = record.failures - key.free
            if beyond > 0 { record.until = now + .seconds(min(Self.longestWait, 1 << min(beyond - 1, 6))) }
            records[key] = record
        }
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
