extension Check {
    /// DSP0226 clause 5: the default addressing model, and the headers of WS-Addressing.
    static let clause5 =
        endpointReferences + resourceURIs + selectors + understanding + replyAddresses + identifiers
}
