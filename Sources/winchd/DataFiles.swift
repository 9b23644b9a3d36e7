/// winchd's own files in the data directory, beside those of the job store.
///
///     winch-data/            mode 0700
///       password             the password made for the user `winch`, mode 0600
///       certificate.pem      made for https addresses without a certificate of their own
///       certificate-key.pem  its private key, mode 0600
///       audit.log            decisions about requests, unless the configuration names another file
///       url                  where the running winchd listens
struct DataFiles {
    static let defaultDirectory = "./winch-data"
    /// Who the password made at the first start belongs to.
    static let generatedUser = "winch"

    let directory: String

    var password: String { "\(directory)/password" }
    var certificate: String { "\(directory)/certificate.pem" }
    var certificateKey: String { "\(directory)/certificate-key.pem" }
    var auditLog: String { "\(directory)/audit.log" }
    var url: String { "\(directory)/url" }

    /// The password of the user `winch`: made at the first start, the same at every later one.
    /// - Throws: a failure when the file cannot be read or written, or when others can read it.
    func generatedPassword() throws(Complaint) -> String {
        if let mode = fileMode(password) {
            guard mode & 0o077 == 0 else {
                throw .failure(
                    "\(password) can be read by others. Run: chmod 600 \(password), or remove it for a new password.")
            }
            let text = trimmed(String(decoding: try readFile(password), as: UTF8.self))
            guard !text.isEmpty else {
                throw .failure("\(password) is empty. Remove it; the next start makes a new password.")
            }
            return text
        }
        let text = DataFiles.makePassword()
        try writeFile(password, text + "\n", mode: 0o600)
        return text
    }

    /// Five groups of five letters and digits, none easily taken for another: 123 bits that need no quoting in a shell.
    static func makePassword() -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        let groups = (0..<5).map { _ in
            String((0..<5).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
        }
        return groups.joined(separator: "-")
    }
}
