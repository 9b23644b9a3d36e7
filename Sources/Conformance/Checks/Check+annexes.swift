extension Check {
    /// DSP0226 annexes B, C and E: conformance, HTTP, the selector filter.
    static let annexes: [Check] = []
}
