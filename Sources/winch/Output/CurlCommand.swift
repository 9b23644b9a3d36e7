/// The command that sends the same with curl. It names the user, and curl asks for the password.
struct CurlCommand {
    private let options: [String]

    init(_ invocation: Invocation) throws(Complaint) {
        var options = ["--silent", "--show-error"]
        if let user = invocation[.user] {
            let name = user.prefix { $0 != ":" }
            options += ["--user \(Self.quoted(String(name)))"]
            // Several schemes at once would let curl choose Negotiate, which knows no password.
            if let scheme = invocation[.auth]?.split(separator: ",").last { options.append("--\(scheme)") }
        }
        if let file = invocation[.ca] { options.append("--cacert \(Self.quoted(file))") }
        if let key = invocation[.pin] { options.append("--insecure --pinnedpubkey \(Self.quoted(key))") }
        if invocation.has(.insecure) { options.append("--insecure") }
        if let file = invocation[.cert] { options.append("--cert \(Self.quoted(file))") }
        if let file = invocation[.key] { options.append("--key \(Self.quoted(file))") }
        if let proxy = invocation[.proxy] { options.append("--proxy \(Self.quoted(proxy))") }
        self.options = options
    }

    func text(url: String, headers: [(name: String, value: String)], body: [UInt8]) -> String {
        let headers = headers.map { "--header \(Self.quoted("\($0.name): \($0.value)"))" }
        let data = "--data-binary \(Self.quoted(String(decoding: body, as: UTF8.self)))"
        return (["curl"] + [options.joined(separator: " ")] + headers + [data, Self.quoted(url)]).joined(
            separator: " \\\n  ")
    }

    /// In single quotes, for any POSIX shell.
    private static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
