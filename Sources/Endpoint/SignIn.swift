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

    /// Where the service listens.
    public var listeners: [Listener] = []
    /// Whether Identify tells those who did not sign in a version; Windows tells them one without the system's number.
    public var anonymousVersion = true

    /// One address that is listened on.
    public struct Listener: Sendable, Hashable {
        /// `*` for all of the host's addresses.
        public let address: String
        public let transport: Transport
        /// 0 for one that the system chooses.
        public let port: Int

        public init(address: String, transport: Transport, port: Int) {
            self.address = address
            self.transport = transport
            self.port = port
        }
    }

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
