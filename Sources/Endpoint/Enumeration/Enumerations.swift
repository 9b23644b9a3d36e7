internal import Platform
internal import SOAP
internal import WSMan

/// The open enumerations of all clients.
///
/// A context is an unguessable text, belongs to the principal that opened it, and dies with each Pull: the reply carries
/// a new one, as Windows does. One that nobody asks for expires. What is kept is a query and a cursor, never rows, so that
/// ten thousand of them are cheap.
final class Enumerations: Sendable {
    private struct Entry {
        let owner: String
        /// nil while a Pull is at work on it.
        var enumeration: Enumeration?
        /// On the monotonic clock.
        var expires: Duration
    }

    private struct Table {
        var entries: [String: Entry] = [:]
        var held: [String: Int] = [:]
        var nextSweep: Duration = .zero
        /// Those that have expired, of which somebody is to be told.
        var ended: [Ended] = []
    }

    /// An enumeration that is over before its last item, and who wants to know.
    struct Ended: Sendable {
        let context: String
        let endTo: EventSinkReference
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

    /// Keeps an enumeration for its owner and names it. Throws QuotaLimit when the owner, or the service, holds too many.
    func open(_ enumeration: Enumeration, owner: String) throws(Fault) -> String {
        let now = time.monotonic
        let context = "uuid:\(identifiers.next())"
        try table.withLock { (table) throws(Fault) in
            Self.sweep(&table, at: now)
            if table.entries.count >= limits.enumerations {
                Self.sweep(&table, at: now, force: true)
            }
            guard table.entries.count < limits.enumerations else {
                throw Fault(
                    .quotaLimit,
                    "The service holds \(limits.enumerations) open enumerations and accepts no more. "
                        + "Pull or Release an open one, or wait until abandoned ones expire.",
                    windowsCode: WindowsNumber.quotaOperations, limit: .enumerations)
            }
            guard table.held[owner, default: 0] < limits.enumerationsPerUser else {
                throw Fault(
                    .quotaLimit,
                    "\(limits.enumerationsPerUser) enumerations of this user are open, which is the limit. "
                        + "Pull them to their end or Release them.",
                    windowsCode: WindowsNumber.quotaUser, limit: .enumerationsPerUser)
            }
            table.entries[context] = Entry(
                owner: owner, enumeration: enumeration,
                expires: enumeration.deadline(after: now, idle: limits.enumerationIdle))
            table.held[owner, default: 0] += 1
        }
        return context
    }

    /// Takes an enumeration for one Pull. Throws InvalidEnumerationContext when there is none of that name that is this
    /// owner's, alive and not being pulled at this moment: a foreign context is an unknown one.
    func lease(_ context: String, owner: String) throws(Fault) -> Lease {
        let now = time.monotonic
        let enumeration = table.withLock { table -> Enumeration? in
            Self.sweep(&table, at: now)
            guard let entry = table.entries[context], entry.owner == owner, entry.expires > now else { return nil }
            table.entries[context]?.enumeration = nil
            return entry.enumeration
        }
        guard let enumeration else { throw Self.unknown }
        return Lease(enumeration: enumeration, context: context, table: self)
    }

    /// Forgets an enumeration, even one that a Pull is at work on: that Pull fails (DSP0226 R8.5-4). Throws
    /// InvalidEnumerationContext when there is none of that name that is this owner's and alive.
    func release(_ context: String, owner: String) throws(Fault) {
        let now = time.monotonic
        try table.withLock { (table) throws(Fault) in
            guard let entry = table.entries[context], entry.owner == owner, entry.expires > now else {
                throw Self.unknown
            }
            table.entries[context] = nil
            Self.drop(owner, in: &table)
        }
    }

    /// Gives an enumeration another end, nil for none but idleness. Throws as `lease` does.
    func renew(_ context: String, owner: String, expires: Duration?) throws(Fault) {
        let now = time.monotonic
        try table.withLock { (table) throws(Fault) in
            guard let entry = table.entries[context], entry.owner == owner, entry.expires > now,
                var enumeration = entry.enumeration
            else { throw Self.unknown }
            enumeration.expires = expires
            table.entries[context]?.enumeration = enumeration
            table.entries[context]?.expires = enumeration.deadline(after: now, idle: limits.enumerationIdle)
        }
    }

    /// When the client's Expires ends an enumeration, on the monotonic clock; nil without one. Throws as `lease` does.
    func expiry(of context: String, owner: String) throws(Fault) -> Duration? {
        let now = time.monotonic
        return try table.withLock { (table) throws(Fault) in
            guard let entry = table.entries[context], entry.owner == owner, entry.expires > now,
                let enumeration = entry.enumeration
            else { throw Self.unknown }
            return enumeration.expires
        }
    }

    /// Those that have expired since this was last called, of which somebody is to be told.
    func takeEnded() -> [Ended] {
        let now = time.monotonic
        return table.withLock { table in
            Self.sweep(&table, at: now)
            defer { table.ended = [] }
            return table.ended
        }
    }

    /// Ends all of them: the service stops.
    func endAll() -> [Ended] {
        table.withLock { table in
            let ended = table.entries.compactMap { context, entry in
                entry.enumeration?.endTo.map { Ended(context: context, endTo: $0) }
            }
            table.entries = [:]
            table.held = [:]
            return ended
        }
    }

    /// How many are open now.
    var count: Int { table.withLock { $0.entries.count } }

    static let unknown = Fault(
        .invalidEnumerationContext,
        "No enumeration of yours has this EnumerationContext: it is finished, released, expired, being pulled by another "
            + "request, or was never given out. Each PullResponse carries a new context. Send a new Enumerate.")

    // MARK: - Settling a lease

    fileprivate func settle(_ context: String, with enumeration: Enumeration) {
        let expires = enumeration.deadline(after: time.monotonic, idle: limits.enumerationIdle)
        table.withLock { table in
            table.entries[context]?.enumeration = enumeration
            table.entries[context]?.expires = expires
        }
    }

    fileprivate func replace(_ context: String, with enumeration: Enumeration?) -> String? {
        let renewed = enumeration.map { ("uuid:\(identifiers.next())", $0) }
        let now = time.monotonic
        return table.withLock { table in
            guard let entry = table.entries.removeValue(forKey: context) else { return nil }
            guard let (name, enumeration) = renewed else {
                Self.drop(entry.owner, in: &table)
                return nil
            }
            table.entries[name] = Entry(
                owner: entry.owner, enumeration: enumeration,
                expires: enumeration.deadline(after: now, idle: limits.enumerationIdle))
            return name
        }
    }

    // MARK: - Expiry

    /// Looks for expired entries at most once a second, so that a request pays for it rarely.
    private static func sweep(_ table: inout Table, at now: Duration, force: Bool = false) {
        guard force || now >= table.nextSweep else { return }
        table.nextSweep = now + .seconds(1)
        for (context, entry) in table.entries where entry.enumeration != nil && entry.expires <= now {
            table.entries[context] = nil
            if let endTo = entry.enumeration?.endTo { table.ended.append(Ended(context: context, endTo: endTo)) }
            drop(entry.owner, in: &table)
        }
    }

    private static func drop(_ owner: String, in table: inout Table) {
        let left = table.held[owner, default: 1] - 1
        table.held[owner] = left == 0 ? nil : left
    }
}

/// One Pull's hold on an enumeration. Dropped without a word (the Pull failed), the enumeration keeps its place and name.
struct Lease: ~Copyable {
    let enumeration: Enumeration
    fileprivate let context: String
    fileprivate let table: Enumerations
    private var isSettled = false

    fileprivate init(enumeration: Enumeration, context: String, table: Enumerations) {
        self.enumeration = enumeration
        self.context = context
        self.table = table
    }

    /// The Pull succeeded and more is to come: the enumeration goes on under a new name, the old one is dead.
    /// Throws InvalidEnumerationContext when it was released meanwhile.
    consuming func advance(to cursor: Cursor) throws(Fault) -> String {
        isSettled = true
        guard let renewed = table.replace(context, with: enumeration.moved(to: cursor)) else {
            throw Enumerations.unknown
        }
        return renewed
    }

    /// The Pull succeeded and was the last: there is no context any more.
    consuming func finish() -> String? {
        isSettled = true
        return table.replace(context, with: nil)
    }

    deinit {
        if !isSettled { table.settle(context, with: enumeration) }
    }
}
