internal import HTTPServer

/// Who may sign in, from the highest place that names anybody: options, environment, configuration file.
struct Users {
    private(set) var hashes: [String: PasswordHash] = [:]
    /// Those whose password is known in plain text, and not from a file that others can read: NTLM needs it.
    private(set) var ntlm = NTLMUsers()
    private(set) var warnings: [String] = []

    /// - Parameter file: the configuration file, to name it when others can read its passwords.
    init(_ invocation: Invocation, _ configuration: Configuration, file: String?) throws(Complaint) {
        for value in invocation.all(.user) {
            try add(line: value.text, origin: value.origin, isPrivate: true, .usage)
        }
        if let value = invocation.single(.userFile) { try read(value.text) }
        if hashes.isEmpty, let users = configuration.users, let file {
            for (name, secret) in users.sorted(by: { $0.key < $1.key }) {
                try add(name, secret, origin: "\(file): users.\(name)", isPrivate: Users.isPrivate(file), .failure)
            }
            if users.values.contains(where: { !Users.isHash($0) }) { try guardSecrets(in: file, "passwords") }
        }
    }

    /// Lines `NAME:PASSWORD` or `NAME:HASH`; empty ones and those that begin with # are passed over.
    private mutating func read(_ file: String) throws(Complaint) {
        var holdsPassword = false
        let isPrivate = Users.isPrivate(file)
        let lines = String(decoding: try readFile(file, limit: 1 << 20), as: UTF8.self).split(
            omittingEmptySubsequences: false
        ) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let text = trimmed(line)
            if text.isEmpty || text.hasPrefix("#") { continue }
            try add(line: text, origin: "\(file):\(index + 1)", isPrivate: isPrivate, .failure)
            holdsPassword = holdsPassword || !Users.isHash(String(text.drop { $0 != ":" }.dropFirst()))
        }
        try guardSecrets(in: file, holdsPassword ? "passwords" : nil)
    }

    private mutating func add(line: String, origin: String, isPrivate: Bool, _ kind: Complaint.Kind) throws(Complaint) {
        guard let colon = line.firstIndex(of: ":") else {
            throw Complaint(kind: kind, sentence: "\(origin): expected NAME:PASSWORD, but there is no colon.")
        }
        try add(
            String(line[..<colon]), String(line[line.index(after: colon)...]), origin: origin, isPrivate: isPrivate,
            kind)
    }

    private mutating func add(
        _ name: String, _ secret: String, origin: String, isPrivate: Bool, _ kind: Complaint.Kind
    ) throws(Complaint) {
        guard !name.isEmpty else {
            throw .usage("\(origin): expected NAME:PASSWORD, but there is no name before the colon.")
        }
        guard hashes[name] == nil else { throw .usage("\(origin): the user '\(name)' is there twice; keep one.") }
        do {
            hashes[name] = Users.isHash(secret) ? try PasswordHash(parsing: secret) : try Users.hash(secret)
        } catch {
            throw Complaint(kind: kind, sentence: "\(origin): user '\(name)': \(error.description)")
        }
        guard isPrivate, !Users.isHash(secret) else { return }
        do {
            try ntlm.add(name, password: secret)
        } catch {
            warnings.append("\(origin): Negotiate is not for this user: \(error.description)")
        }
    }

    private static func isPrivate(_ file: String) -> Bool { fileMode(file).map { $0 & 0o077 == 0 } ?? false }

    /// A user whose password winchd made itself.
    mutating func add(generated name: String, password: String) throws(Complaint) {
        try add(name, password, origin: "the password of the data directory", isPrivate: true, .failure)
    }

    /// What stands in a file or a command line in plain text gains nothing from a hash that is slow to make: the cheapest
    /// keeps start-up short.
    private static func hash(_ password: String) throws(PasswordHashError) -> PasswordHash {
        try PasswordHash.make(password, cost: 1)
    }

    /// Whether a text is meant as a hash of crypt(5): `$`, a short name, `$`.
    private static func isHash(_ text: String) -> Bool {
        guard text.hasPrefix("$"), let end = text.dropFirst().firstIndex(of: "$") else { return false }
        return (1...4).contains(text.distance(from: text.startIndex, to: end) - 1)
    }

    /// Passwords that everybody can read are refused; hashes, or a group that can read, get a warning.
    private mutating func guardSecrets(in file: String, _ secrets: String?) throws(Complaint) {
        guard let mode = fileMode(file), mode & 0o046 != 0 else { return }
        guard mode & 0o002 == 0 else {
            throw .failure("\(file) says who may sign in, and everybody can write to it. Run: chmod 600 \(file)")
        }
        if let secrets, mode & 0o004 != 0 {
            throw .failure(
                "\(file) holds \(secrets) and everybody can read it. Run: chmod 600 \(file), or keep hashes (winchd hash-password)."
            )
        }
        let readers = mode & 0o004 != 0 ? "everybody" : "its group"
        warnings.append("\(file) holds \(secrets ?? "password hashes") and \(readers) can read it; chmod 600 is better")
    }
}
