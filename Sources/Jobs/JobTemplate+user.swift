internal import Glibc

extension JobTemplate {
    /// Whether this service can run the template's program as the user that it names; apart from `validate`, because it
    /// depends on the host and on who runs the service, not on the template alone.
    ///
    /// - Throws: `JobError.configuration`.
    func checkUser() throws(JobError) {
        guard case .process(let process) = runner, let name = process.user else { return }
        guard let user = HostUser(name) else {
            throw .configuration("Job template \"\(self.name)\": this host has no user \"\(name)\".")
        }
        guard geteuid() == 0 || geteuid() == user.number else {
            throw .configuration(
                "Job template \"\(self.name)\": its program is to run as \(name), and only a service that runs as root can "
                    + "change users. Leave `user` out, or run winchd as root.")
        }
    }
}

/// A user as the host's user database knows it.
private struct HostUser {
    let number: uid_t

    /// - Returns: nil when there is none of that name.
    init?(_ name: String) {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        number = entry.pw_uid
    }
}
