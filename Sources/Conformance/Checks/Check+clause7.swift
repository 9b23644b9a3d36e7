extension Check {
    /// DSP0226 clause 7.
    static let clause7: [Check] = []
}
