extension Check {
    /// DSP0226 annex E: the selector filter.
    static let annexE: [Check] = []
}
