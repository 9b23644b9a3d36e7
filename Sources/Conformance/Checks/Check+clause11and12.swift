extension Check {
    /// DSP0226 clauses 11 and 12: Identify, and credentials for deliveries.
    static let clause11and12: [Check] = []
}
