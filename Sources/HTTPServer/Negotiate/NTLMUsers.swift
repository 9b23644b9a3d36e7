internal import CGSSAPI
internal import Glibc

/// Who may sign in with NTLM: `alice`, `CORP\bob`. The scheme needs the password itself on the server, not a hash of
/// crypt(5). Somebody without a domain may name none, or this host.
public struct NTLMUsers: Sendable {
    struct User: Hashable {
        /// As it stands in the file: what the user is called from then on.
        let name: String
        let domain: String
        let account: String
        let password: String
    }

    private(set) var users: [User] = []
    /// By domain and account in lower case.
    private var names: [String: String] = [:]
    private let host: String

    public init() {
        var system = utsname()
        uname(&system)
        host = withUnsafeBytes(of: &system.nodename) {
            String(decoding: $0.prefix { $0 != 0 && $0 != UInt8(ascii: ".") }, as: UTF8.self)
        }
    }

    /// Whether nobody can sign in with NTLM.
    public var isEmpty: Bool { users.isEmpty }

    /// - Parameters:
    ///   - name: `alice` or `CORP\alice`.
    ///   - password: in clear; NTLM needs it.
    /// - Throws: `HTTPServerError`, a sentence, for a name or password that the library could not tell apart in its file, and
    ///   for a name that is there already.
    public mutating func add(_ name: String, password: String) throws(HTTPServerError) {
        let parts = name.split(separator: "\\", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (domain, account) = parts.count == 2 ? (parts[0], parts[1]) : ("", name)
        guard !account.isEmpty, parts.count == 1 || !domain.isEmpty, !password.isEmpty else {
            throw HTTPServerError(
                "'\(name)': a name for NTLM is NAME or DOMAIN\\NAME, with a password that is not empty.")
        }
        guard !(domain + account).contains(where: { ":#".contains($0) }),
            !(name + password).unicodeScalars.contains(where: { $0.value < 32 }), (name + password).utf8.count < 900
        else {
            throw HTTPServerError(
                "'\(name)': NTLM takes no colon, # or control character in a name, and 900 bytes in all.")
        }
        guard names.updateValue(name, forKey: Self.key(domain, account)) == nil else {
            throw HTTPServerError("'\(name)' is there twice for NTLM; keep one.")
        }
        users.append(User(name: name, domain: domain, account: account, password: password))
    }

    /// Whom a name of GSS-API means: `CORP\bob`, `VM\alice`, `alice`; nil for nobody. Whole names are compared.
    func user(named display: String) -> String? {
        let parts = display.split(separator: "\\", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (domain, account) = parts.count == 2 ? (parts[0], parts[1]) : ("", display)
        if let name = names[Self.key(domain, account)] { return name }
        return domain.lowercased() == host.lowercased() ? names[Self.key("", account)] : nil
    }

    private static func key(_ domain: String, _ account: String) -> String {
        "\(domain.lowercased())\\\(account.lowercased())"
    }

    /// Hands the secrets to gss-ntlmssp, which reads them from a file that a variable names: one in memory, of this
    /// process alone. Clients put in what the challenge told them, which is this host's name, where they know no domain.
    func publish() throws(HTTPServerError) {
        var lines = ""
        for user in users {
            // The first line that fits but for the case is taken, and its case decides over the password: clients put a
            // domain in the case that its user types, and this host's name as the challenge has it, in capitals.
            for domain in user.domain.isEmpty ? ["", host.uppercased()] : [user.domain] {
                lines += "\(domain):\(user.account):\(user.password)\n"
            }
        }
        let bytes = Array(lines.utf8)
        let descriptor = memfd_create("ntlm", UInt32(bitPattern: 1))  // MFD_CLOEXEC
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
            throw HTTPServerError("The secrets of NTLM cannot be kept: \(String(cString: strerror(errno))).")
        }
        setenv("NTLM_USER_FILE", "/proc/self/fd/\(descriptor)", 1)
    }
}
