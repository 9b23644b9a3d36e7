/// The mail that tells of a job.
struct NotificationMail {
    let recipient: String
    let text: String

    /// - Returns: nil when the user that the job names is none that mail may go to.
    init?(_ job: Job, _ specification: NotifySpecification) {
        guard let notify = job.notify, NotificationMail.isAddress(notify) else { return nil }
        let parts = notify.split(separator: "@").map(String.init)
        if parts.count == 2, !specification.domains.contains(where: { $0.isEqualIgnoringCase(to: parts[1]) }) {
            return nil
        }
        recipient = notify
        let state = job.phase.isEnded ? "\(job.state)" : "failed, and goes on"
        var lines = [
            "From: \(specification.sender)", "To: \(notify)",
            "Subject: Job \(NotificationMail.line(job.key.instanceID)): \(state)",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit", "",
            "Job       \(job.key.instanceID)", "Namespace \(job.key.namespace)", "Template  \(job.template)",
            "Owner     \(job.owner)", "State     \(state)", "Status    \(job.status)",
        ]
        if let error = job.error { lines += ["Error     \(error.code)", "", error.description] }
        // sendmail takes line ends of this host; others would let a text write headers.
        text = lines.map { $0.replacing("\r", with: "") }.joined(separator: "\n") + "\n"
    }

    /// A user's name or an address, of letters, digits and a few signs: nothing that sendmail could take for an option, a
    /// file or a program.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, isAlphanumeric(first) else { return false }
                return part.utf8.count <= 255 && part.utf8.allSatisfy { isAlphanumeric($0) || "._+-".utf8.contains($0) }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// A text that stays within its header: printable ASCII, and not long.
    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.prefix(200).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
