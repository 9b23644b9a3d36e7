extension Check {
    /// DSP0226 clause 7: Get, Put, Delete, Create, and fragments of them.
    static let clause7 = get + put + delete + create + fragments + fragmentChanges
}
