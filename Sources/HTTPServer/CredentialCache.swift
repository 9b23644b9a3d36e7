internal import HTTPMessage
internal import Platform

/// Remembers for a while which Authorization fields were right, without holding one of them.
///
/// A field is kept as its BLAKE2s hash under a random key of this process: a copy of the memory gives away no
/// password, and nobody outside can compute a field's hash or learn something from the time a comparison takes.
final class CredentialCache: Sendable {
    private struct Entry {
        let principal: Principal
        let expires: Duration
    }

    private let entries = Lock<[BLAKE2s.Digest: Entry]>([:])
    private let hash = BLAKE2s(key: BLAKE2s.randomKey())
    private let lifetime: Duration
    private let capacity: Int
    private let time: any TimeSource

    init(lifetime: Duration = .seconds(300), capacity: Int = 1024, time: any TimeSource) {
        self.lifetime = lifetime
        self.capacity = capacity
        self.time = time
    }

    /// - Precondition: the field is not empty.
    func digest(_ authorization: UnsafeRawBufferPointer) -> BLAKE2s.Digest { hash.digest(authorization) }

    func principal(for digest: BLAKE2s.Digest) -> Principal? {
        guard let entry = entries.withLock({ $0[digest] }), entry.expires > time.monotonic else { return nil }
        return entry.principal
    }

    func remember(_ principal: Principal, for digest: BLAKE2s.Digest) {
        let now = time.monotonic
        entries.withLock { entries in
            if entries.count >= capacity { entries = entries.filter { $0.value.expires > now } }
            // Still full: one user's spellings of one field cannot keep another's out.
            if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
            entries[digest] = Entry(principal: principal, expires: now + lifetime)
        }
    }
}
