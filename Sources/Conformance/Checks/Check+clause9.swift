extension Check {
    /// DSP0226 clause 9.
    static let clause9: [Check] = []
}
