internal import SOAP
internal import WSMan
internal import XML

/// Who a service says it is (DSP0226 clause 11).
public struct Identity: Hashable, Sendable {
    /// The versions of WS-Management it speaks, as namespace URIs.
    public var protocolVersions: [String]
    public var productVendor: String?
    public var productVersion: String?
    /// The URIs of DSP0226 annex C.3; most services tell them only to those who authenticated.
    public var securityProfiles: [String]
    /// Whatever else the service says: names and texts.
    public var others: [Property]
    /// The answer as it came.
    public let representation: Representation
}

extension Client {
    /// Asks a service who it is.
    ///
    /// - Parameter anonymously: sends no credentials, and asks for the answer that is for everybody.
    public func identify(anonymously: Bool = false) async throws(ClientError) -> Identity {
        try Identity(try await element(of: identifyMessage(anonymously: anonymously)))
    }

    func identifyMessage(anonymously: Bool) -> RequestMessage {
        var writer = XMLWriter(capacity: 512)
        writer.start("s:Envelope")
        writer.declare(.s, .wsmid)
        writer.empty("s:Header")
        writer.start("s:Body")
        writer.empty("wsmid:Identify")
        writer.end("s:Body")
        writer.end("s:Envelope")
        var message = RequestMessage(
            action: nil, messageID: nil, body: writer.finish(), isRepeatable: true,
            operationTimeout: configuration.operationTimeout)
        if anonymously {
            message.usesCredentials = false
            message.httpHeaders = [("WSMANIDENTIFY", "unauthenticated")]  // what Windows' clients say
        }
        return message
    }
}

extension Identity {
    // MARK: - Wire

    /// Reads by local names: OMI's server puts the answer into SOAP's namespace.
    init(_ element: XMLElement) throws(ClientError) {
        guard element.name.localName == "IdentifyResponse" else {
            throw .unexpected("The answer to Identify is \(element.name), not an IdentifyResponse.")
        }
        func texts(_ name: String) -> [String] {
            element.elements.filter { $0.name.localName == name }.map(\.trimmedText)
        }
        protocolVersions = texts("ProtocolVersion")
        productVendor = texts("ProductVendor").first
        productVersion = texts("ProductVersion").first
        securityProfiles = element.elements.filter { $0.name.localName == "SecurityProfiles" }
            .flatMap { $0.elements.map(\.trimmedText) }
        let known = ["ProtocolVersion", "ProductVendor", "ProductVersion", "SecurityProfiles"]
        representation = Representation(element)
        others = representation.properties.filter { !known.contains($0.name) }
    }
}
