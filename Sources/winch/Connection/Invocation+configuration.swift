internal import Client
internal import Usage

extension Invocation {
    /// The CIM namespace of plain class names.
    var namespace: String { self[.namespace] ?? defaultNamespace }

    func resource(_ text: String) throws(Complaint) -> Resource {
        try Resource(text, namespace: namespace, isNamespaceGiven: isGiven(.namespace))
    }

    /// Everything about the other side, from options, environment and files.
    ///
    /// - Parameter warn: told of files that others can read.
    func configuration(warn: (String) -> Void) throws(Complaint) -> ClientConfiguration {
        let operand = request == .command(.conform) ? operands.first : nil
        guard operand == nil || !isGiven(.url) else { throw .usage("The URL is given twice; leave out --url.") }
        let url: EndpointURL
        do {
            url = try EndpointURL(operand ?? self[.url] ?? "127.0.0.1:5985")
        } catch {
            throw Complaint(error)
        }
        var configuration = ClientConfiguration(url: url.text)
        configuration.userAgent = "winch/\(winchVersion)"
        configuration.proxy = self[.proxy].map { $0 == "none" ? "" : $0 }
        configuration.trust = try trust()
        configuration.schemes = try schemes()
        if let timeout = try seconds(.timeout) { configuration.operationTimeout = timeout }
        if let timeout = try seconds(.connectTimeout) { configuration.connectTimeout = timeout }
        if let file = self[.cert] {
            configuration.identity = ClientCertificate(certificateFile: file, keyFile: self[.key])
        }
        if !has(.anonymous), !has(.asCurl) { configuration.credentials = try credentials(at: url, warn: warn) }
        if let credentials = configuration.credentials, !credentials.password.isEmpty,
            configuration.schemes?.contains(.negotiate) == true
        {
            try NegotiatedPassword.provide(credentials)
            configuration.credentials = Credentials(user: "", password: "")
            configuration.schemes = .negotiate
        }
        return configuration
    }

    private func trust() throws(Complaint) -> Trust {
        let given = [Option.ca, .pin, .insecure].filter { isGiven($0) }
        guard given.count <= 1 else {
            throw .usage("\(given.map(\.flag).joined(separator: " and ")) contradict each other; give one.")
        }
        if let file = self[.ca] { return .authorities(file: file) }
        if let key = self[.pin] { return .publicKey(key) }
        return has(.insecure) ? .anyone : .system
    }

    private func schemes() throws(Complaint) -> AuthenticationSchemes? {
        guard let text = self[.auth] else { return nil }
        var schemes: AuthenticationSchemes = []
        for name in text.split(separator: ",") {
            switch name.lowercased() {
            case "basic": schemes.insert(.basic)
            case "digest": schemes.insert(.digest)
            case "ntlm": schemes.insert(.ntlm)
            case "negotiate": schemes.insert(.negotiate)
            default: throw .usage("--auth does not know '\(name)': basic, digest, ntlm, negotiate.")
            }
        }
        return schemes
    }

    /// From --user or WINCH_USER, --user-file, netrc, or a question; nil when nobody is named anywhere.
    private func credentials(at url: EndpointURL, warn: (String) -> Void) throws(Complaint) -> Credentials? {
        let user = self[.user]
        if let user, let colon = user.firstIndex(of: ":") {
            return Credentials(user: String(user[..<colon]), password: String(user[user.index(after: colon)...]))
        }
        if let path = self[.userFile] { return try credentials(inFile: path, user: user, warn: warn) }
        if let found = try netrc(at: url, user: user, warn: warn) { return found }
        guard let user else {
            // Kerberos takes who is signed in to this host.
            return self[.auth]?.contains("negotiate") == true ? Credentials(user: "", password: "") : nil
        }
        guard let password = Password.ask(for: user, at: url.host) else {
            throw .usage(
                "The password of \(user) is unknown and there is no terminal to ask on; use --user-file or netrc.")
        }
        return Credentials(user: user, password: password)
    }

    private func credentials(inFile path: String, user: String?, warn: (String) -> Void) throws(Complaint)
        -> Credentials
    {
        let file = try SecretFile(path)
        if let warning = file.warning { warn(warning) }
        for line in file.text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            let password = String(line[line.index(after: colon)...])
            guard user == nil || user == name else { continue }
            guard !password.hasPrefix("$y$"), !password.hasPrefix("$6$") else {
                throw .usage("\(path) holds a hash of \(name)'s password; winch needs the password itself.")
            }
            return Credentials(user: name, password: password)
        }
        throw .usage("\(path) has no line NAME:PASSWORD\(user.map { " for \($0)" } ?? "").")
    }

    private func netrc(at url: EndpointURL, user: String?, warn: (String) -> Void) throws(Complaint) -> Credentials? {
        let path: String
        if let named = variable("NETRC") {
            path = named
        } else if let home = variable("HOME"), isReadable("\(home)/.netrc") {
            path = "\(home)/.netrc"
        } else {
            return nil
        }
        let file = try SecretFile(path)
        guard let entry = Netrc(file.text, host: url.host, user: user), let password = entry.password,
            let name = user ?? entry.login
        else { return nil }
        if let warning = file.warning { warn(warning) }
        return Credentials(user: name, password: password)
    }
}
