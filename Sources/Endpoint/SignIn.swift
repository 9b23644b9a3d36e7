/// How clients may sign in, as Identify and the resource `config` tell them. Whoever puts the service on the network says
/// so; the service itself sees verified users only.
public struct SignIn: Sendable, Hashable {
    /// The URL schemes that are listened on.
    public var transports: [Transport]
    /// Whether Negotiate is offered beside Basic.
    public var negotiate: Bool
    /// Whether Kerberos is, alone or through Negotiate.
    public var kerberos: Bool

    /// Whether certificates of clients are, under TLS.
    public var certificates: Bool

    public enum Transport: String, Sendable { case http, https }

    public init(
        transports: [Transport] = [.http], negotiate: Bool = false, kerberos: Bool = false,
        certificates: Bool = false
    ) {
        self.transports = transports
        self.negotiate = negotiate
        self.kerberos = kerberos
        self.certificates = certificates
    }

    /// The URIs of DSP0226 annex C.3. Negotiate without Kerberos is told as `spnego-kerberos` too, as Windows tells it
    /// ([MS-WSMV] 3.1.4.1.29.2).
    var securityProfiles: [String] {
        let schemes = negotiate || kerberos ? ["basic", "spnego-kerberos"] : ["basic"]
        return transports.flatMap { transport in
            let offered = certificates && transport == .https ? schemes + ["mutual"] : schemes
            return offered.map { "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/\(transport.rawValue)/\($0)" }
        }
    }
}
