extension Check {
    /// DSP0226 clause 8.
    static let clause8: [Check] = []
}
