internal import CPAM
public import Platform

/// Passwords that this host's PAM verifies, for users of Basic whose passwords winchd does not know.
///
/// libpam is loaded when there is one of these, and not before.
public final class PAMService: Sendable {
    private let service: String
    private let directory: String?
    private let log: Logger
    /// One at a time: not every module can be used by several threads.
    private let turn = Lock(())

    /// - Parameters:
    ///   - service: the name of a file of PAM, `winch`.
    ///   - directory: where the file lies; nil for /etc/pam.d.
    ///   - log: is told why PAM refused a user, without the password.
    /// - Throws: `HTTPServerError` when libpam is not on this host.
    public init(service: String, directory: String? = nil, log: Logger) throws(HTTPServerError) {
        self.service = service
        self.directory = directory
        self.log = log
        if let failure = winch_pam_load() {
            throw HTTPServerError("PAM cannot be used: \(String(cString: failure)). Install the package libpam0g.")
        }
    }

    /// Whether the password is that user's. Blocks.
    func verify(_ credentials: BasicCredentials, from host: String) -> Bool {
        guard !credentials.user.isEmpty, !credentials.user.contains(0), !credentials.password.contains(0),
            credentials.user.count <= 256, credentials.password.count <= 512
        else { return false }
        let user = String(decoding: credentials.user, as: UTF8.self)
        var password = credentials.password.map { CChar(bitPattern: $0) } + [0]
        defer { for index in password.indices { password[index] = 0 } }
        let verdict = turn.withLock { _ in winch_pam_verify(service, directory, user, password, host) }
        if verdict == WINCH_PAM_BROKEN {
            log.log(.error, "PAM could not be asked; look at its service's file.", [("service", service)])
        }
        return verdict == WINCH_PAM_VERIFIED
    }
}
