internal import SOAP
public import XML

/// Credentials that a subscriber hands over for its event sink: the header wst:IssuedTokens (DSP0226 10.2.1, 12.6).
///
///     <t:IssuedTokens><t:RequestSecurityTokenResponse>
///       <t:TokenType>…#UsernameToken</t:TokenType>
///       <t:RequestedSecurityToken><o:UsernameToken><o:Username>…</o:Username><o:Password>…</o:Password>
///         </o:UsernameToken></t:RequestedSecurityToken>
///       <p:AppliesTo><a:EndpointReference><a:Address>…</a:Address></a:EndpointReference></p:AppliesTo>
///     </t:RequestSecurityTokenResponse></t:IssuedTokens>
///
/// The description tells no secret.
public struct IssuedToken: Hashable, Sendable, CustomStringConvertible {
    public var user: String
    public var password: String
    /// The address it is meant for; nil for whatever NotifyTo says.
    public var appliesTo: String?

    public init(user: String, password: String, appliesTo: String? = nil) {
        self.user = user
        self.password = password
        self.appliesTo = appliesTo
    }

    public var description: String { "(credentials)" }

    // MARK: - Wire

    static let header = QName(trust, "IssuedTokens")
    private static let trust = "http://schemas.xmlsoap.org/ws/2005/02/trust"
    private static let security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    private static let policy = "http://schemas.xmlsoap.org/ws/2004/09/policy"
    private static let usernameToken =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken"

    /// - Throws: ``Fault``: UnsupportedFeature/FormatSecurityToken for what is not one user name with a password, such
    ///   as the thumbprint of a certificate.
    init(_ header: XMLElement) throws(Fault) {
        let responses = header.all(QName(Self.trust, "RequestSecurityTokenResponse"))
        let requested = responses.first?.first(QName(Self.trust, "RequestedSecurityToken"))
        guard responses.count == 1, let token = requested?.first(QName(Self.security, "UsernameToken")),
            let user = token.first(QName(Self.security, "Username"))?.text, !user.isEmpty,
            let password = token.first(QName(Self.security, "Password"))?.text
        else {
            throw Fault(
                .unsupportedFeature(.formatSecurityToken),
                "The IssuedTokens hold no wsse:UsernameToken with a Username and a Password, or more than one token; "
                    + "thumbprints of certificates and other tokens are not supported.")
        }
        let target = responses[0].first(QName(Self.policy, "AppliesTo"))?.first(Addressing.endpointReference)
        self.init(
            user: user, password: password, appliesTo: target?.first(Addressing.address)?.trimmedText)
    }

    /// Writes the header block. Needs the prefix a.
    public func write(to writer: inout XMLWriter) {
        writer.start("t:IssuedTokens")
        writer.declare("t", Self.trust)
        writer.start("t:RequestSecurityTokenResponse")
        writer.element("t:TokenType", Self.usernameToken)
        writer.start("t:RequestedSecurityToken")
        writer.start("o:UsernameToken")
        writer.declare("o", Self.security)
        writer.element("o:Username", user)
        writer.element("o:Password", password)
        writer.end("o:UsernameToken")
        writer.end("t:RequestedSecurityToken")
        if let appliesTo {
            writer.start("pol:AppliesTo")
            writer.declare("pol", Self.policy)
            writer.start("a:EndpointReference")
            writer.element("a:Address", appliesTo)
            writer.end("a:EndpointReference")
            writer.end("pol:AppliesTo")
        }
        writer.end("t:RequestSecurityTokenResponse")
        writer.end("t:IssuedTokens")
    }
}
