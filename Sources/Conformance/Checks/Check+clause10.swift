extension Check {
    /// DSP0226 clause 10: eventing.
    static let clause10 =
        sources + eventFilters + retries + heartbeats + bookmarks + modes + pullMode + managers + ends + acks + dropped
}
