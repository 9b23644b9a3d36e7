internal import Glibc
public import Platform
internal import SOAP
public import WSMan

/// A client of one WS-Management service.
///
///     let client = try Client(ClientConfiguration(url: "http://127.0.0.1:5985/wsman", credentials: credentials))
///     let job = try await client.get(Target(resourceURI: uri, selectors: selectors))
///     for try await item in client.query("SELECT * FROM Msvm_ConcreteJob", in: "root/virtualization/v2") { … }
///
/// Any number of tasks may use it at once; connections are kept and shared. Every operation throws ``ClientError`` and
/// stops within its time limit, or at once when its task is cancelled. It has no state of a conversation: releasing it
/// closes its connections.
public final class Client: Sendable {
    public let url: EndpointURL
    public let configuration: ClientConfiguration
    let transport: Transport
    let eventWaits: EventWaits
    private let identifiers: any IdentifierSource

    /// - Throws: ``ClientError/invalidArgument(_:)`` for a URL or another part of the configuration that cannot be used.
    public init(
        _ configuration: ClientConfiguration, identifiers: any IdentifierSource = RandomIdentifiers()
    ) throws(ClientError) {
        try configuration.checkFiles()
        url = try EndpointURL(configuration.url)
        self.configuration = configuration
        self.identifiers = identifiers
        transport = try Transport(configuration, url: url)
        eventWaits = EventWaits(limit: configuration.maximumConnections / 2)
    }

    /// A fresh wsa:MessageID.
    func nextMessageID() -> String { "uuid:\(identifiers.next())" }
}

/// What may be said for a single operation.
public struct OperationOptions: Sendable {
    /// wsman:OperationTimeout; nil takes ``ClientConfiguration/operationTimeout``.
    public var timeout: Duration?
    /// wsman:OptionSet.
    public var options: [RequestOption]
    /// wsman:Locale, a language tag.
    public var locale: String

    public init(timeout: Duration? = nil, options: [RequestOption] = [], locale: String = "en-US") {
        self.timeout = timeout
        self.options = options
        self.locale = locale
    }
}

extension ClientConfiguration {
    /// libcurl looks at these files only when it connects, and says little when they are missing.
    func checkFiles() throws(ClientError) {
        var files: [String] = []
        if case .authorities(let file) = trust { files.append(file) }
        if let identity { files += [identity.certificateFile] + (identity.keyFile.map { [$0] } ?? []) }
        for file in files where access(file, R_OK) != 0 {
            throw .invalidArgument("The file \(file) cannot be read: \(String(cString: strerror(errno))).")
        }
    }
}
