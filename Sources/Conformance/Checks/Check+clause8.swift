extension Check {
    /// DSP0226 clause 8: enumeration.
    static let clause8 = enumerate + filter + pull + release + items
}
