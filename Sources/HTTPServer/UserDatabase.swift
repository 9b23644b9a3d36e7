internal import Glibc
internal import HTTPMessage
public import Platform

/// The users that may come in, and the memory of whose credentials were right a moment ago.
///
/// A password's hash costs tens of milliseconds of a core by design. So an Authorization field that was verified is
/// remembered for some minutes, as a hash under a key that only this process knows, and verifications run one per core
/// at a time with a short queue before them.
public final class UserDatabase: Sendable {
    /// What an Authorization field is worth.
    enum Verdict: Equatable {
        case verified(Principal)
        case refused
        /// Too many verifications wait already; nothing was looked at.
        case busy
    }

    private let hashes: [[UInt8]: PasswordHash]
    /// One for each cost that there is among them.
    private let decoys: [PasswordHash]
    /// Asked about names that are not in `hashes`; nil for nobody.
    private let pam: PAMService?
    private let verified: CredentialCache
    private let slots: VerificationSlots

    /// - Parameters:
    ///   - users: each user's name, compared byte by byte, and password.
    ///   - pam: verifies the passwords of everybody else.
    ///   - time: the clock by which verified credentials are forgotten.
    public convenience init(
        _ users: [String: PasswordHash], pam: PAMService? = nil, time: any TimeSource = SystemTime()
    ) {
        self.init(users, pam: pam, cache: CredentialCache(time: time), slots: VerificationSlots())
    }

    init(_ users: [String: PasswordHash], pam: PAMService? = nil, cache: CredentialCache, slots: VerificationSlots) {
        self.pam = pam
        hashes = Dictionary(users.map { (Array($0.utf8), $1) }, uniquingKeysWith: { first, _ in first })
        decoys = Array(
            Dictionary(users.values.map { ($0.cost, $0) }, uniquingKeysWith: { first, _ in first }).values)
        verified = cache
        self.slots = slots
    }

    /// Nobody can come in.
    public var isEmpty: Bool { hashes.isEmpty }

    /// Whether there is a user of this name; those of PAM are not known by name.
    func knows(_ name: String) -> Bool { hashes[Array(name.utf8)] != nil }

    /// Who has shown the same field a moment ago.
    func remembered(_ authorization: UnsafeRawBufferPointer) -> Principal? {
        authorization.isEmpty ? nil : verified.principal(for: verified.digest(authorization))
    }

    /// Decides about the value of an Authorization field. Blocks while a password is hashed.
    func authenticate(_ authorization: UnsafeRawBufferPointer, from host: String = "") -> Verdict {
        guard !authorization.isEmpty else { return .refused }
        let digest = verified.digest(authorization)
        if let principal = verified.principal(for: digest) { return .verified(principal) }
        guard let credentials = BasicCredentials(authorization: authorization), !hashes.isEmpty || pam != nil
        else { return .refused }
        guard slots.enter() else { return .busy }
        defer { slots.leave() }
        // Whoever waited for the same credentials' first verification finds them here.
        if let principal = verified.principal(for: digest) { return .verified(principal) }
        guard verify(credentials, from: host) else { return .refused }
        let principal = Principal(name: String(decoding: credentials.user, as: UTF8.self))
        verified.remember(principal, for: digest)
        return .verified(principal)
    }

    /// Every name, known or not, costs one verification of each cost: the time must not tell which names exist.
    private func verify(_ credentials: BasicCredentials, from host: String) -> Bool {
        let known = hashes[credentials.user]
        if known == nil, let pam { return pam.verify(credentials, from: host) }
        var isRight = false
        for decoy in decoys {
            let own = known.flatMap { $0.cost == decoy.cost ? $0 : nil }
            let isMatch = (own ?? decoy).verify(credentials.password)
            if own != nil { isRight = isMatch }
        }
        return isRight
    }
}

/// Lets as many threads in as there are cores, a bounded number wait, and turns the rest away.
final class VerificationSlots: Sendable {
    private struct Queue {
        var running = 0
        var waiting = 0
    }

    private let queue = Condition(Queue())
    private let width: Int
    private let length: Int

    /// - Parameters:
    ///   - width: how many run at a time.
    ///   - length: how many may wait.
    init(width: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), length: Int = 64) {
        self.width = width
        self.length = length
    }

    /// Waits for a place; false, at once, when too many wait already. Each true needs its `leave()`.
    func enter() -> Bool {
        let mayWait = queue.update { queue in
            guard queue.running + queue.waiting < width + length else { return false }
            queue.waiting += 1
            return true
        }
        guard mayWait else { return false }
        _ = queue.wait { queue -> Void? in
            guard queue.running < width else { return nil }
            queue.running += 1
            queue.waiting -= 1
            return ()
        }
        return true
    }

    func leave() {
        queue.update { $0.running -= 1 }
    }
}
