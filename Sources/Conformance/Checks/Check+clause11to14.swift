extension Check {
    /// DSP0226 clauses 11 to 14: Identify, messages, faults.
    static let clause11to14: [Check] = []
}
