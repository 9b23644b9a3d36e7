internal import SOAP
public import XML

/// The body of the answer to Identify (DSP0226 clause 11).
///
///     <wsmid:IdentifyResponse><wsmid:ProtocolVersion>…</wsmid:ProtocolVersion>
///       <wsmid:ProductVendor>…</wsmid:ProductVendor><wsmid:ProductVersion>…</wsmid:ProductVersion>
///     </wsmid:IdentifyResponse>
public struct IdentifyResponse: Hashable, Sendable {
    public var productVendor: String?
    public var productVersion: String?
    /// The URIs of DSP0226 annex C.3, told to authenticated clients only.
    public var securityProfiles: [String]

    public init(productVendor: String?, productVersion: String?, securityProfiles: [String] = []) {
        self.productVendor = productVendor
        self.productVersion = productVersion
        self.securityProfiles = securityProfiles
    }

    // MARK: - Wire

    /// Writes the element with its namespace declared.
    public func write(to writer: inout XMLWriter) {
        writer.start("wsmid:IdentifyResponse")
        writer.declare(.wsmid)
        writer.element("wsmid:ProtocolVersion", Namespace.wsman)
        if let productVendor { writer.element("wsmid:ProductVendor", productVendor) }
        if let productVersion { writer.element("wsmid:ProductVersion", productVersion) }
        if !securityProfiles.isEmpty {
            writer.start("wsmid:SecurityProfiles")
            for profile in securityProfiles { writer.element("wsmid:SecurityProfileName", profile) }
            writer.end("wsmid:SecurityProfiles")
        }
        writer.end("wsmid:IdentifyResponse")
    }
}
