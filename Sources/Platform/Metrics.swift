/// What is counted from the start of the process on, for whoever watches it.
public final class Metrics: Sendable {
    public enum Counter: String, Sendable, CaseIterable {
        /// By HTTP status.
        case responses
        /// By the fault's subcode.
        case faults
        /// By the limit that was reached.
        case limits
        /// Sign-ins that were refused, by nothing: the cause is in the log.
        case refusedCredentials
        /// Lines that the audit log could not take.
        case lostAuditLines
    }

    /// Something that grows and shrinks, and is read when it is asked for.
    public struct Gauge: Sendable {
        public let name: String
        public let help: String
        public let value: @Sendable () -> Int

        public init(_ name: String, _ help: String, _ value: @escaping @Sendable () -> Int) {
            self.name = name
            self.help = help
            self.value = value
        }
    }

    private let counts: Lock<[Counter: [String: Int]]>
    private let watched = Lock<[Gauge]>([])

    public init() {
        // What has not happened yet is told as 0: a rate can be computed from the first time on.
        let limits = Dictionary(uniqueKeysWithValues: Limit.allCases.map { ($0.rawValue, 0) })
        counts = Lock([.limits: limits, .refusedCredentials: ["": 0], .lostAuditLines: ["": 0]])
    }

    /// Adds one. Labels are of this program's making, and few.
    public func count(_ counter: Counter, _ label: String = "") {
        counts.withLock { $0[counter, default: [:]][label, default: 0] += 1 }
    }

    public func reached(_ limit: Limit) { count(.limits, limit.rawValue) }

    public func watch(_ gauges: [Gauge]) { watched.withLock { $0 += gauges } }

    public var gauges: [Gauge] { watched.withLock(\.self) }

    /// All labels of a counter with their numbers, in alphabetical order.
    public func values(of counter: Counter) -> [(label: String, count: Int)] {
        counts.withLock { $0[counter] ?? [:] }.sorted { $0.key < $1.key }.map { (label: $0.key, count: $0.value) }
    }
}
