internal import HTTPMessage
internal import SOAP
public import WSMan
public import XML

/// Part of a resource, for operations on fragments (DSP0226 clause 7.7).
public struct FragmentExpression: Hashable, Sendable {
    /// `JobState`, `OperationalStatus[1]/text()`: an XPath relative to the resource.
    public var text: String
    /// nil means XPath 1.0.
    public var dialect: String?

    public init(_ text: String, dialect: String? = nil) {
        self.text = text
        self.dialect = dialect
    }
}

extension Client {
    /// Gets an instance (WS-Transfer).
    public func get(_ target: Target, options: OperationOptions = OperationOptions()) async throws(ClientError)
        -> Representation
    {
        Representation(try await element(of: getMessage(target, nil, options)))
    }

    /// Gets part of an instance: its elements as properties, or for `…/text()` the bare text in `element.text`.
    public func get(
        _ fragment: FragmentExpression, of target: Target, options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> Representation {
        let element = try await element(of: getMessage(target, fragment, options))
        guard element.name == QName(Namespace.wsman, "XmlFragment") else {
            throw .unexpected(
                "The server answered with \(element.name) and not with a fragment: it ignored the header.")
        }
        return Representation(element)
    }

    /// Replaces an instance's properties; those left out keep their values (CIM's practice).
    ///
    /// - Returns: the new state, if the server tells it.
    public func put(
        _ target: Target, _ properties: [NewProperty], options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> Representation? {
        try checkNames([target.resourceURI.elementName], of: "a class")
        try checkNames(properties.map(\.name), of: "a property")
        let content = RequestContent(action: Action.put) { writer in
            writer.object(target.resourceURI.elementName, namespace: target.resourceURI.text, properties)
        }
        return try await exchange(message(content, to: target, options)).body.first.map { Representation($0) }
    }

    /// Replaces an instance by a representation, as `get` returned it or otherwise made.
    public func put(
        _ target: Target, _ representation: XMLElement, options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> Representation? {
        let content = RequestContent(action: Action.put) { $0.copy(representation) }
        return try await exchange(message(content, to: target, options)).body.first.map { Representation($0) }
    }

    /// Replaces part of an instance; a null value sets the property to no value.
    public func put(
        _ fragment: FragmentExpression, of target: Target, _ properties: [NewProperty],
        options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> Representation? {
        try checkNames(properties.map(\.name), of: "a property")
        var content = RequestContent(action: Action.put)
        content.blocks = { $0.write(fragment) }
        content.body = { writer in
            writer.start("w:XmlFragment")
            writer.declare("p", target.resourceURI.text)
            for property in properties { property.value.write(to: &writer, as: "p:\(property.name)") }
            writer.end("w:XmlFragment")
        }
        return try await exchange(message(content, to: target, options)).body.first.map { Representation($0) }
    }

    /// Creates an instance of a class.
    ///
    /// - Returns: the reference of what was created.
    public func create(
        _ target: Target, _ properties: [NewProperty], options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> EndpointReference {
        try checkNames([target.resourceURI.elementName], of: "a class")
        try checkNames(properties.map(\.name), of: "a property")
        let content = RequestContent(action: Action.create) { writer in
            writer.object(target.resourceURI.elementName, namespace: target.resourceURI.text, properties)
        }
        let element = try await element(of: message(content, to: target, options))
        // ResourceCreated is the reference itself (DSP0226 R7.5-4).
        return try EndpointReference(reply: element)
    }

    /// Deletes an instance.
    public func delete(_ target: Target, options: OperationOptions = OperationOptions()) async throws(ClientError) {
        _ = try await exchange(message(RequestContent(action: Action.delete), to: target, options))
    }

    /// Sends an envelope that the caller wrote, and returns the reply as it came, faults and HTTP errors included.
    public func raw(
        _ envelope: [UInt8], timeout: Duration? = nil
    ) async throws(ClientError) -> (status: Int, contentType: String?, body: [UInt8]) {
        let message = RequestMessage(
            action: nil, messageID: nil, body: envelope, isRepeatable: false,
            operationTimeout: timeout ?? configuration.operationTimeout)
        let reply = try await post(message)
        return (reply.status, reply.headers["Content-Type"], reply.body)
    }

    private func getMessage(
        _ target: Target, _ fragment: FragmentExpression?, _ options: OperationOptions
    ) -> RequestMessage {
        var content = RequestContent(action: Action.get, isRepeatable: true)
        if let fragment { content.blocks = { $0.write(fragment) } }
        return message(content, to: target, options)
    }
}

extension RequestContent {
    init(action: String, isRepeatable: Bool = false, body: @escaping (inout XMLWriter) -> Void) {
        self.init(action: action, isRepeatable: isRepeatable)
        self.body = body
    }
}

extension XMLWriter {
    fileprivate mutating func write(_ fragment: FragmentExpression) {
        start("w:FragmentTransfer")
        attribute("s:mustUnderstand", "true")
        if let dialect = fragment.dialect { attribute("Dialect", dialect) }
        text(fragment.text)
        end("w:FragmentTransfer")
    }
}

extension ResourceURI {
    /// What the element of an instance is called: its class, or the last part of the URI.
    var elementName: String {
        className ?? text.split(separator: "/").last.map(String.init) ?? text
    }
}

extension EndpointReference {
    /// Reads a reference out of a reply.
    init(reply element: XMLElement) throws(ClientError) {
        do {
            try self.init(element)
        } catch {
            throw .unexpected("The reply holds no usable reference: \(error.reason)")
        }
    }

    /// The instance it stands for; nil when it names no resource.
    public var target: Target? { resourceURI.map { Target(resourceURI: $0, selectors: selectors) } }
}
