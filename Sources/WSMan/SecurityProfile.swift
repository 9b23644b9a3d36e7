internal import SOAP
internal import XML

/// A way to sign in over HTTP, as wsman:Auth names it (DSP0226 annex C.3).
public enum SecurityProfile: String, CaseIterable, Sendable {
    case httpBasic = "http/basic"
    case httpDigest = "http/digest"
    case httpKerberos = "http/spnego-kerberos"
    case httpsBasic = "https/basic"
    case httpsDigest = "https/digest"
    case httpsMutual = "https/mutual"
    case httpsMutualBasic = "https/mutual/basic"
    case httpsMutualDigest = "https/mutual/digest"
    case httpsKerberos = "https/spnego-kerberos"
    case httpsMutualKerberos = "https/mutual/spnego-kerberos"

    public var uri: String { Self.base + rawValue }

    /// Whether it asks for TLS.
    public var isSecure: Bool { rawValue.hasPrefix("https") }

    private static let base = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/"

    // MARK: - Wire

    /// Reads `<w:Auth Profile="…"/>`.
    ///
    /// - Throws: ``Fault``: UnsupportedFeature/AuthorizationMode for a profile that nobody knows.
    init(_ element: XMLElement) throws(Fault) {
        let uri = element.attribute(QName("", "Profile"))?.trimmingXMLSpace ?? ""
        guard let profile = Self.allCases.first(where: { $0.uri == uri }) else {
            throw Fault(
                .unsupportedFeature(.authorizationMode),
                "The security profile \"\(uri.prefix(200))\" is unknown; use \(Self.httpsBasic.uri).")
        }
        self = profile
    }
}
