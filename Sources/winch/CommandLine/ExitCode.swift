/// What winch tells the shell.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case refused = 1
    case usage = 2
    case unreachable = 3
    case unauthorized = 4
    case unusable = 5

    var meaning: String {
        switch self {
        case .done: "done; a job that was waited for ended well"
        case .refused: "the server refused (a SOAP fault, a method's return value), a job ended badly, a MUST is broken"
        case .usage: "wrong usage, an unknown resource form, a file that cannot be read or written"
        case .unreachable: "no answer: name, connection, TLS or time"
        case .unauthorized: "credentials missing, wrong or not enough (HTTP 401, 403)"
        case .unusable: "an answer that is no proper WS-Management reply"
        }
    }
}
