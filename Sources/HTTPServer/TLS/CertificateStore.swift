internal import Platform

/// The certificate that new connections are given. A connection keeps the one it began with.
final class CertificateStore: Sendable {
    private struct State {
        /// Nil before the server starts.
        var certificate: Certificate?
        /// What the files looked like when they were last read, with success or not.
        var readStamp: [Int]?
        /// What they looked like at the last look.
        var seenStamp: [Int]?
        var nextLook: Duration
        var nextWarning: Duration
    }

    private let files: CertificateFiles
    private let state: Lock<State>
    private let time: any TimeSource
    private let log: Logger
    private static let lookEvery: Duration = .seconds(1)
    private static let warnEvery: Duration = .seconds(86_400)
    private static let warnBefore: Duration = .seconds(30 * 86_400)

    init(_ files: CertificateFiles, time: any TimeSource, log: Logger) {
        self.files = files
        self.time = time
        self.log = log
        state = Lock(State(nextLook: time.monotonic, nextWarning: time.monotonic))
    }

    /// - Throws: `HTTPServerError` when there is no certificate to begin with.
    func open() throws(HTTPServerError) {
        let stamp = files.stamp
        let certificate = try files.load()
        state.withLock {
            $0.certificate = certificate
            ($0.readStamp, $0.seenStamp) = (stamp, stamp)
        }
        log.log(.info, "Loaded the certificate.", Self.fields(certificate))
    }

    var current: Certificate? { state.withLock { $0.certificate } }

    /// Reads the files again. When they are bad, the certificate in use stays and the log says why.
    func reload() {
        let stamp = files.stamp
        do {
            let certificate = try files.load()
            state.withLock {
                $0.certificate = certificate
                ($0.readStamp, $0.seenStamp) = (stamp, stamp)
                $0.nextWarning = time.monotonic
            }
            log.log(.notice, "Loaded a new certificate; open connections keep theirs.", Self.fields(certificate))
        } catch {
            state.withLock { ($0.readStamp, $0.seenStamp) = (stamp, stamp) }
            log.log(.error, "The new certificate is not used, the old one stays: \(error.description)")
        }
    }

    /// To be called now and then: looks for changed files and for the certificate's end.
    func look() {
        let now = time.monotonic
        let isTime = state.withLock { state in
            guard state.nextLook <= now else { return false }
            state.nextLook = now + Self.lookEvery
            return true
        }
        guard isTime else { return }
        let stamp = files.stamp
        let isNew = state.withLock { state in
            // A certificate and its key are written one after the other: what is read has been still for one look.
            defer { state.seenStamp = stamp }
            return stamp != nil && stamp != state.readStamp && stamp == state.seenStamp
        }
        if isNew { reload() }
        warnOfItsEnd(now)
    }

    private func warnOfItsEnd(_ now: Duration) {
        let certificate = state.withLock { state -> Certificate? in
            guard state.nextWarning <= now else { return nil }
            state.nextWarning = now + Self.warnEvery
            return state.certificate
        }
        guard let certificate else { return }
        let left = certificate.description.expires.microseconds - time.now.microseconds
        if left < 0 {
            log.log(.error, "The certificate has expired; clients refuse it. Replace it.", Self.fields(certificate))
        } else if left < Self.warnBefore.microseconds {
            log.log(
                .warning, "The certificate expires in \(left / 86_400_000_000) days; replace it.",
                Self.fields(certificate))
        }
    }

    private static func fields(_ certificate: Certificate) -> [(name: String, value: String)] {
        [("sha256", certificate.description.fingerprint), ("expires", certificate.description.expiresText)]
    }
}
