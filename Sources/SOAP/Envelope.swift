public import XML

/// A SOAP 1.2 envelope: header blocks and what the body holds.
///
///     <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">
///       <s:Header>…</s:Header><s:Body>…</s:Body>
///     </s:Envelope>
public struct Envelope: Sendable {
    /// The children of s:Header, in order.
    public var headers: [XMLElement]
    /// The element children of s:Body, in order.
    public var body: [XMLElement]

    public init(headers: [XMLElement], body: [XMLElement]) {
        self.headers = headers
        self.body = body
    }

    /// Parses a message.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, from ``Transcoding/decode(_:charset:)``.
    ///   - encoding: how it was encoded on the wire.
    ///   - limits: how large and how deep it may be.
    /// - Throws: ``Fault``: SchemaValidationError for XML that is broken or forbidden, VersionMismatch for another
    ///   SOAP, EncodingLimit for a document beyond the limits or in a contradictory encoding.
    public init(
        parsing bytes: [UInt8], decodedFrom encoding: CharacterEncoding = .utf8, limits: XMLLimits = XMLLimits()
    ) throws(Fault) {
        let root: XMLElement
        do {
            root = try XMLParser.parse(bytes, decodedFrom: encoding, limits: limits)
        } catch {
            throw Fault(error)
        }
        try self.init(root)
    }

    // MARK: - Wire

    private static let envelope = QName(Namespace.soap, "Envelope")
    private static let header = QName(Namespace.soap, "Header")
    private static let body = QName(Namespace.soap, "Body")

    init(_ root: XMLElement) throws(Fault) {
        guard root.name == Self.envelope else {
            guard root.name.localName == "Envelope" else {
                throw Fault(
                    .schemaValidationError,
                    "The root element is \(root.name); send a SOAP 1.2 Envelope of namespace \(Namespace.soap).")
            }
            throw Fault(
                .versionMismatch,
                "The Envelope's namespace is \"\(root.name.namespace)\"; send SOAP 1.2, namespace \(Namespace.soap).")
        }
        let children = root.elements
        let hasHeader = children.first?.name == Self.header
        let rest = hasHeader ? children.dropFirst() : children[...]
        guard let body = rest.first, body.name == Self.body, rest.count == 1 else {
            throw Fault(.schemaValidationError, Self.complaint(about: children))
        }
        headers = hasHeader ? children[0].elements : []
        self.body = body.elements
    }

    private static func complaint(about children: [XMLElement]) -> String {
        let rule = "an Envelope holds at most one Header and then exactly one Body"
        if children.count(where: { $0.name == header }) > 1 { return "There are two Headers: \(rule)." }
        if children.count(where: { $0.name == body }) > 1 { return "There are two Bodies: \(rule)." }
        if !children.contains(where: { $0.name == body }) { return "The Body is missing: \(rule)." }
        if let stranger = children.first(where: { $0.name != header && $0.name != body }) {
            return "\(stranger.name) stands in the Envelope: \(rule)."
        }
        return "The Body stands before the Header: \(rule)."
    }
}
