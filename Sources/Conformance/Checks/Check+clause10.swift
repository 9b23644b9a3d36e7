extension Check {
    /// DSP0226 clause 10.
    static let clause10: [Check] = []
}
