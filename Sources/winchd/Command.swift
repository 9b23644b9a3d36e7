/// What winchd is asked to do. `serve` when no command is named.
enum Command: String, CaseIterable {
    case serve
    case checkConfig = "check-config"
    case hashPassword = "hash-password"
    case makeCertificate = "make-certificate"
    case backup
    case restore
    case healthcheck
    case history
    case man

    struct Row {
        /// What stands behind the command's name.
        let synopsis: String
        /// A sentence without its full stop.
        let meaning: String
        /// The placeholder of the one operand the command takes, if it takes one.
        var operand: String?
        /// Whether it does something else without its operand.
        var isOperandOptional = false
    }

    var row: Row {
        switch self {
        case .serve: Row(synopsis: "[OPTIONS]", meaning: "serve until SIGTERM (a second one does not wait)")
        case .checkConfig:
            Row(
                synopsis: "FILE", meaning: "read a configuration, list everything that is wrong with it",
                operand: "FILE")
        case .hashPassword: Row(synopsis: "", meaning: "read a password from standard input, print its hash")
        case .makeCertificate:
            Row(
                synopsis: "[OPTIONS]",
                meaning: "make a certificate for https that signs itself, print its fingerprint")
        case .backup:
            Row(
                synopsis: "FILE [--data DIR]", meaning: "write the job store to a file, also while winchd serves",
                operand: "FILE")
        case .restore:
            Row(
                synopsis: "FILE [--data DIR]",
                meaning: "put a backup in the store's place, while winchd does not serve", operand: "FILE")
        case .healthcheck:
            Row(synopsis: "[OPTIONS]", meaning: "ask a running server who it is: exit code 0 when it answers")
        case .history:
            Row(
                synopsis: "[INSTANCEID]",
                meaning: "removed jobs; of one job everything, with earlier attempts and output",
                operand: "INSTANCEID", isOperandOptional: true)
        case .man: Row(synopsis: "", meaning: "print the manual page, winchd(8)")
        }
    }

    /// `backup FILE [--data DIR]`; the name of `serve` may be left out.
    var usage: String {
        let name = self == .serve ? "[serve]" : rawValue
        return row.synopsis.isEmpty ? name : "\(name) \(row.synopsis)"
    }
}
