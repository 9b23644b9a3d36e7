internal import Client
internal import Glibc

/// Lets Negotiate sign in with a name and a password. libcurl leaves it to GSS-API, which knows tickets alone; its NTLM
/// (gss-ntlmssp) takes names and passwords from a file. That file is in memory, and
/// loses its name before anything is in it.
enum NegotiatedPassword {
    /// To be called once, before anything connects.
    static func provide(_ credentials: Credentials) throws(Complaint) {
        let parts = credentials.user.split(separator: "\\", maxSplits: 1, omittingEmptySubsequences: false)
        let (domain, user) = parts.count == 2 ? (parts[0], parts[1]) : ("", parts[0])
        guard !(domain + user).contains(":"), !credentials.password.contains(where: \.isNewline) else {
            throw .usage("--auth negotiate takes no colon in a name and no line end in a password.")
        }
        let line = Array("\(domain):\(user):\(credentials.password)\n".utf8)
        var name = Array("/dev/shm/winch-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        guard file >= 0, unlink(name) == 0, write(file, line, line.count) == line.count else {
            throw .usage("The password cannot be handed to GSS-API: \(String(cString: strerror(errno))).")
        }
        setenv("NTLM_USER_FILE", "/proc/self/fd/\(file)", 1)
        // Or a ticket of somebody else's would count for more than the name that was given.
        setenv("KRB5CCNAME", "MEMORY:winch", 1)
    }
}
