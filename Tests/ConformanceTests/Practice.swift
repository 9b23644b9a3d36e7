/// What Winch does about a rule, where that is more than to keep it and to have a check of `winch conform` show so.
///
/// `Documentation/Conformance.md` is made of this table and of a run.
struct Practice: Sendable {
    let rule: String
    /// What we do, a sentence; nil for "as asked".
    let conduct: String?
    let proof: Proof

    enum Proof: Sendable {
        /// The check of this rule, which passed in the run that wrote the page.
        case check
        /// A test, by its sentence and its file.
        case test(String, in: String)
        /// The file that decides it, for what no test can show.
        case code(String)
        /// A SHOULD or MAY that we choose not to follow; with the reason.
        case deviation(String)
        /// About something that is not offered.
        case absent(String)
    }

    init(_ rule: String, _ conduct: String?, _ proof: Proof) {
        self.rule = rule
        self.conduct = conduct
        self.proof = proof
    }

    static let all =
        clause5 + clause6 + clause7 + clause8 + clause9 + clause10 + clause11and12 + clause13and14 + annexes + annexE

    static let byRule = Dictionary(uniqueKeysWithValues: all.map { ($0.rule, $0) })
}
