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
    }

    private let records = Lock<[Key: Record]>([:])
    private let capacity: Int
    private let time: any TimeSource
    private static let longestWait = 60
    private static let memory: Duration = .seconds(900)

    init(capacity: Int = 4096, time: any TimeSource) {
        self.capacity = capacity
        self.time = time
    }

    /// One of the keys has to wait.
    func mustWait(_ keys: [Key]) -> Bool {
        let now = time.monotonic
        return records.withLock { records in keys.contains { records[$0].map { $0.until > now } ?? false } }
    }

    func failed(_ keys: [Key]) {
        let now = time.monotonic
        records.withLock { records in
            for key in keys {
                if records[key] == nil, records.count >= capacity { Self.makeRoom(&records, now) }
                var record = records[key] ?? Record()
                if record.last + Self.memory < now { record.failures = 0 }
                record.failures += 1
                record.last = now
                let beyond = record.failures - key.free
                if beyond > 0 { record.until = now + .seconds(min(Self.longestWait, 1 << min(beyond - 1, 6))) }
                records[key] = record
            }
        }
    }

    func succeeded(_ keys: [Key]) {
        records.withLock { records in
            for key in keys { records[key] = nil }
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
