internal import Platform

/// How the user that CIM_Job.Notify names is told that a job has ended or a run of it has failed. Comes from the
/// configuration, never from a client.
public struct NotifySpecification: Sendable, Hashable {
    /// A program, as an absolute path, and its arguments; no shell. Placeholders are those of a job, and Notify, JobState,
    /// ErrorCode and ErrorDescription. Empty is none.
    public var command: [String] = []
    /// The whole environment of the command, beside PATH and the WINCH_… that it is told.
    public var environment: [String: String] = [:]
    /// The absolute path of sendmail(8), which is given a mail to the user; nil for none.
    public var sendmail: String?
    /// Whom the mails are from.
    public var sender = "winchd"
    /// Domains that mail goes to; without any, only to users of this host: a client may write what it likes into Notify.
    public var domains: [String] = []
    /// How long the command, and sendmail, may take.
    public var timeout = Duration.seconds(30)

    public init() {}

    public var isEmpty: Bool { command.isEmpty && sendmail == nil }

    /// - Throws: `JobError.configuration`: what is wrong, and what would be right.
    public func validate() throws(JobError) {
        for program in [command.first, sendmail].compactMap(\.self) where program.utf8.first != UInt8(ascii: "/") {
            throw .configuration("\"\(program)\" must be an absolute path; PATH is not searched.")
        }
        if let program = command.first, !PlaceholderText(program).names.isEmpty {
            throw .configuration("the program itself cannot hold placeholders: a client would choose what runs.")
        }
        let known = PlaceholderValues.ofEveryJob + PlaceholderValues.ofEndedJob
        for name in command.flatMap({ PlaceholderText($0).names })
        where !known.contains(where: { $0.isEqualIgnoringCase(to: name) }) {
            throw .configuration("unknown placeholder {\(name)}; there are: \(known.joined(separator: ", ")).")
        }
        guard !sender.isEmpty, NotificationMail.isAddress(sender) else {
            throw .configuration(
                "\"\(sender)\" cannot send mail: write a user's name or an address such as a@example.org.")
        }
    }
}
