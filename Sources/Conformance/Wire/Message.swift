internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// A request in the making: header blocks and a body that a check changes as it likes, right or wrong.
///
///     var message = try await it.get()
///     message[.wsman("MaxEnvelopeSize")] = XMLElement(.wsman("MaxEnvelopeSize"), "8191")
struct Message: Sendable {
    static let mediaType = "application/soap+xml"

    var headers: [XMLElement]
    var body: [XMLElement]
    /// What the Envelope, Header and Body are of.
    var namespace = Namespace.soap
    var contentType = "\(mediaType);charset=UTF-8"
    /// Further HTTP fields.
    var fields: [(name: String, value: String)] = []
    /// Text of a comment before each header block, in the body, and around the Envelope.
    var comment: String?

    init(headers: [XMLElement] = [], body: [XMLElement] = []) {
        self.headers = headers
        self.body = body
    }

    /// A request with everything the standard asks for: To, Action, MessageID, an anonymous ReplyTo, and the target.
    init(_ action: String, to address: String, _ target: Target?, body: [XMLElement] = []) {
        headers = [XMLElement(Addressing.to, address)]
        if let target { headers.append(XMLElement(.wsman("ResourceURI"), target.resourceURI.text).marked()) }
        headers += [
            XMLElement(Addressing.replyTo, [:], [XMLElement(Addressing.address, Addressing.anonymous)]),
            XMLElement(Addressing.action, action).marked(),
            XMLElement(Addressing.messageID, Self.identifier()),
        ]
        if let target, !target.selectors.isEmpty { headers.append(target.selectors.element) }
        headers.append(XMLElement(.wsman("OperationTimeout"), "PT20S"))
        self.body = body
    }

    /// A new wsa:MessageID.
    static func identifier() -> String { "urn:uuid:" + "\(RandomIdentifiers().next())".lowercased() }

    var messageID: String { self[Addressing.messageID]?.text ?? "" }
    var action: String { self[Addressing.action]?.text ?? "" }

    /// The first header block of a name. Setting it replaces all of that name, or adds it; nil removes them.
    subscript(name: QName) -> XMLElement? {
        get { headers.first { $0.name == name } }
        set {
            let place = headers.firstIndex { $0.name == name } ?? headers.endIndex
            headers.removeAll { $0.name == name }
            if let newValue { headers.insert(newValue, at: min(place, headers.endIndex)) }
        }
    }

    /// The same with a header block, in the place of all of its name.
    func with(_ header: XMLElement) -> Message {
        var message = self
        message[header.name] = header
        return message
    }

    /// The same with another block, whatever there is already.
    func adding(_ header: XMLElement) -> Message {
        var message = self
        message.headers.append(header)
        return message
    }

    func without(_ name: QName) -> Message {
        var message = self
        message[name] = nil
        return message
    }

    /// The same under a new MessageID, to be sent again.
    func again() -> Message { with(XMLElement(Addressing.messageID, Self.identifier())) }

    // MARK: - Wire

    /// UTF-8, without a declaration.
    var bytes: [UInt8] {
        let prefixes = Prefix.allCases.filter { $0 != .s }.map { ($0.rawValue, $0.namespace) } + [("s", namespace)]
        let used = prefixes.filter { uses($0.1) }
        var writer = XMLWriter(capacity: 2048)
        if let comment { writer.comment(comment) }
        writer.start("s:Envelope")
        for (prefix, namespace) in used { writer.declare(prefix, namespace) }
        let scope = NamespaceScope(declaring: used)
        writer.start("s:Header")
        for header in headers {
            if let comment { writer.comment(comment) }
            writer.copy(header, within: scope)
        }
        writer.end("s:Header")
        writer.start("s:Body")
        for element in body {
            if let comment { writer.comment(comment) }
            writer.copy(element, within: scope)
        }
        writer.end("s:Body")
        writer.end("s:Envelope")
        if let comment { writer.comment(comment) }
        return writer.finish()
    }

    private func uses(_ namespace: String) -> Bool {
        namespace == self.namespace || (headers + body).contains { $0.uses(namespace) }
    }
}

extension XMLElement {
    fileprivate func uses(_ namespace: String) -> Bool {
        name.namespace == namespace || attributes.contains { $0.name.namespace == namespace }
            || elements.contains { $0.uses(namespace) }
    }
}

extension SelectorSet {
    /// As a header block.
    var element: XMLElement {
        XMLElement(
            .wsman("SelectorSet"), [:],
            selectors.map { selector in
                switch selector.value {
                case .text(let text): XMLElement(.wsman("Selector"), text, ["Name": selector.name])
                case .reference(let reference):
                    XMLElement(.wsman("Selector"), ["Name": selector.name], [reference.element])
                }
            })
    }
}

extension EndpointReference {
    /// As `wsa:EndpointReference`.
    var element: XMLElement {
        var parameters = otherParameters
        if let resourceURI { parameters.append(XMLElement(.wsman("ResourceURI"), resourceURI.text)) }
        if !selectors.isEmpty { parameters.append(selectors.element) }
        return XMLElement(
            Addressing.endpointReference, [:],
            [XMLElement(Addressing.address, address), XMLElement(Addressing.referenceParameters, [:], parameters)])
    }
}
