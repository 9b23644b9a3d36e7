/// What stops winchd: a sentence that says what is wrong, where, and what to do next.
///
/// Printed on standard error after `winchd: `; the kind decides the exit code.
struct Complaint: Error, Equatable {
    enum Kind: Int32 {
        /// Something about files, addresses or the other side.
        case failure = 1
        /// The command line or an environment variable.
        case usage = 2
    }

    let kind: Kind
    let sentence: String

    static func usage(_ sentence: String) -> Complaint { Complaint(kind: .usage, sentence: sentence) }
    static func failure(_ sentence: String) -> Complaint { Complaint(kind: .failure, sentence: sentence) }
}
