/// Where a client connects and how: everything about the other side that is not part of one operation.
///
///     var configuration = ClientConfiguration(url: "https://hv1.example:5986/wsman")
///     configuration.credentials = Credentials(user: "CORP\\alice", password: password)
///     configuration.trust = .authorities(file: "/etc/ssl/corp.pem")
public struct ClientConfiguration: Sendable {
    /// `http(s)://host:port/path`; without user, password or fragment.
    public var url: String
    public var credentials: Credentials?
    /// The schemes that may be used; nil lets the URL decide, see ``AuthenticationSchemes/default(for:_:)``.
    public var schemes: AuthenticationSchemes?
    public var trust: Trust = .system
    /// A client certificate for mutual TLS.
    public var identity: ClientCertificate?
    /// Proxy URL, `http://proxy:3128`; nil takes the usual environment variables, an empty string none at all.
    public var proxy: String?
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(10)
    /// How long the server may work on an operation when that says nothing else: wsman:OperationTimeout.
    public var operationTimeout: Duration = .seconds(60)
    /// What the network may take on top, so that the server's own fault arrives before we give up. Windows' default.
    public var networkDelay: Duration = .seconds(5)
    /// wsman:MaxEnvelopeSize: how many octets a reply should have at most.
    public var maximumEnvelopeSize: Int = 512_000
    /// How many octets of a reply are taken before it is dropped, whatever was asked of the server.
    public var maximumReplyBytes: Int = 8 << 20
    /// How often an operation without effect is repeated when the connection fails before any byte of a reply.
    public var retries: Int = 2
    /// Connections at once; further operations wait for one. A subscription in Pull mode occupies one while it is read.
    public var maximumConnections: Int = 8
    public var userAgent: String = "winch"
    /// Whether addresses of the local link, of many and of nobody are refused: where others choose the URL.
    var staysBeyondLink = false
    /// Of the connections, those to one host and port.
    var maximumHostConnections: Int { staysBeyondLink ? Int(Int32.max) : maximumConnections }
    /// Sees every message in both directions; never a password.
    public var trace: (@Sendable (TraceEvent) -> Void)?

    public init(url: String, credentials: Credentials? = nil) {
        self.url = url
        self.credentials = credentials
    }
}

/// A user and a password. The description shows neither.
public struct Credentials: Hashable, Sendable, CustomStringConvertible {
    /// `alice`, `CORP\alice` or `alice@corp.example`.
    public var user: String
    public var password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    public var description: String { "(credentials)" }
}

/// Ways of HTTP authentication, as a set: libcurl takes the strongest that the server offers too.
public struct AuthenticationSchemes: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let basic = AuthenticationSchemes(rawValue: 1)
    public static let digest = AuthenticationSchemes(rawValue: 2)
    public static let ntlm = AuthenticationSchemes(rawValue: 4)
    /// Kerberos inside SPNEGO, with the credentials of the ticket cache: user and password are left empty.
    public static let negotiate = AuthenticationSchemes(rawValue: 8)

    /// With a password, all that use it; Basic, which sends it, only where nobody can listen (TLS, or this host alone).
    /// Without one, Negotiate: libcurl takes the strongest scheme that a server offers, and its Negotiate knows the
    /// ticket cache but no password.
    public static func `default`(for url: EndpointURL, _ credentials: Credentials) -> AuthenticationSchemes {
        guard !credentials.password.isEmpty else { return .negotiate }
        return url.isSecure || url.isLoopback ? [.basic, .digest, .ntlm] : [.digest, .ntlm]
    }
}

/// Which server certificates are believed.
public enum Trust: Hashable, Sendable {
    /// The host's certificate authorities.
    case system
    /// The authorities in this PEM file, and no other.
    case authorities(file: String)
    /// The server with this public key: `sha256//` and base64, several parted by `;`, or a PEM or DER file. Whoever
    /// signed its certificate does not matter then, nor the name in it.
    case publicKey(String)
    /// Anybody: for trials. Whoever answers could read the password.
    case anyone
}

/// The certificate and key a client shows, as PEM files (or one PKCS#12 file without `keyFile`).
public struct ClientCertificate: Hashable, Sendable {
    public var certificateFile: String
    public var keyFile: String?
    public var passphrase: String?

    public init(certificateFile: String, keyFile: String? = nil, passphrase: String? = nil) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.passphrase = passphrase
    }
}
