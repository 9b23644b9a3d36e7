internal import Client
internal import SOAP

/// What stops winch: a sentence that says what is wrong and what to do next, printed on standard error.
struct Complaint: Error, Equatable {
    let code: ExitCode
    let sentence: String

    static func usage(_ sentence: String) -> Complaint { Complaint(code: .usage, sentence: sentence) }
    static func refused(_ sentence: String) -> Complaint { Complaint(code: .refused, sentence: sentence) }

    init(code: ExitCode, sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    init(_ error: ClientError) {
        sentence = error.explained + error.hint
        code =
            switch error {
            case .invalidArgument: .usage
            case .unreachable, .untrusted, .timedOut, .connectionLost, .cancelled: .unreachable
            case .unauthorized, .forbidden: .unauthorized
            case .redirected, .status, .truncated, .replyTooLarge, .notHTTP, .contentType, .contentEncoding, .malformed,
                .unexpected, .endless:
                .unusable
            case .fault, .unknownFault, .subscriptionEnded: .refused
            }
    }
}

extension ClientError {
    /// Where winch has an option for it.
    fileprivate var hint: String {
        switch self {
        case .unauthorized(let offered) where offered.contains("Negotiate"):
            "\nPasswords go over https: --auth negotiate where Basic is not offered. 'kinit' gets a ticket for --auth negotiate."
        default: ""
        }
    }

    /// The reason, and for a fault its code, number and provider.
    fileprivate var explained: String {
        switch self {
        case .fault(let fault):
            var lines = [fault.reason]
            if let provider = fault.providerFault, provider != fault.reason {
                lines.append("The provider says: \(provider)")
            }
            let name = FaultName(fault.code).description
            let number = fault.windowsCode.map { String($0) }
            lines.append("Fault \(name)\(number.map { " \($0)" } ?? ""). 'winch explain \(number ?? name)' says more.")
            return lines.joined(separator: "\n")
        case .unknownFault(let fault):
            var lines = [fault.reason]
            if let provider = fault.providerFault, provider != fault.reason {
                lines.append("The provider says: \(provider)")
            }
            lines.append("Fault \(fault.subcode ?? fault.code)\(fault.windowsCode.map { " \($0)" } ?? "").")
            return lines.joined(separator: "\n")
        case .unauthorized:
            return reason
                + "\nSay who asks: --user or --user-file; with a Kerberos ticket, --auth negotiate alone. Over plain "
                + "HTTP to another host, Basic sends the password readably and is used with --auth basic only."
        default: return reason
        }
    }
}
