public import SOAP
public import XML

/// A reference to a resource (WS-Addressing of August 2004, DSP0226 5.1.1), in the default addressing model.
///
///     <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>
///     <a:ReferenceParameters>
///       <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Msvm_ConcreteJob</w:ResourceURI>
///       <w:SelectorSet><w:Selector Name="InstanceID">…</w:Selector></w:SelectorSet>
///     </a:ReferenceParameters>
public struct EndpointReference: Hashable, Sendable {
    public var address: String
    public var resourceURI: ResourceURI?
    public var selectors: SelectorSet
    /// Reference parameters of other kinds, for whoever made the reference.
    public var otherParameters: [XMLElement]

    public init(
        address: String = Addressing.anonymous, resourceURI: ResourceURI?, selectors: SelectorSet = .empty,
        otherParameters: [XMLElement] = []
    ) {
        self.address = address
        self.resourceURI = resourceURI
        self.selectors = selectors
        self.otherParameters = otherParameters
    }

    // MARK: - Wire

    /// Reads an element whose content is a reference: wsa:EndpointReference itself, a CIM reference, wsa:ReplyTo, or
    /// any of them with a wsa:EndpointReference wrapped around the content.
    ///
    /// - Throws: ``Fault``: SchemaValidationError without a wsa:Address, and what ``SelectorSet`` throws.
    public init(_ element: XMLElement) throws(Fault) {
        guard let address = element.first(Addressing.address) else {
            guard let wrapped = element.first(Addressing.endpointReference) else {
                throw Fault(
                    .schemaValidationError,
                    "\(element.name) is not an endpoint reference: its wsa:Address is missing.")
            }
            try self.init(wrapped)
            return
        }
        self.init(address: address.trimmedText, resourceURI: nil)
        for parameter in Self.parameters(in: element) {
            switch parameter.name {
            case Header.resourceURI: resourceURI = ResourceURI(parameter.text)
            case Header.selectorSet: selectors = try SelectorSet(parameter)
            default: otherParameters.append(parameter)
            }
        }
    }

    /// The reference parameters, of the newer and the older kind alike.
    static func parameters(in element: XMLElement) -> [XMLElement] {
        element.elements
            .filter { $0.name == Addressing.referenceParameters || $0.name == Addressing.referenceProperties }
            .flatMap(\.elements)
    }

    /// Writes the reference as an element.
    ///
    /// `a` and `w` are declared on it although the Envelope declares them, and again on its children and the
    /// SelectorSet: clients cut references out of the text, whole or any of these pieces, and paste them into their
    /// next request.
    public func write(to writer: inout XMLWriter, as tag: String = "a:EndpointReference") {
        writer.start(tag)
        writeContent(to: &writer)
        writer.end(tag)
    }

    /// Writes what an element that was just started needs to be a reference: two declarations and the content.
    public func writeContent(to writer: inout XMLWriter) {
        writer.declare(.a, .w)
        writer.start("a:Address")
        writer.declare(.a)
        writer.text(address)
        writer.end("a:Address")
        guard resourceURI != nil || !selectors.isEmpty || !otherParameters.isEmpty else { return }
        writer.start("a:ReferenceParameters")
        writer.declare(.a, .w)
        if let resourceURI { writer.element("w:ResourceURI", resourceURI.text) }
        if !selectors.isEmpty { selectors.write(to: &writer) }
        for parameter in otherParameters { writer.copy(parameter) }
        writer.end("a:ReferenceParameters")
    }
}
