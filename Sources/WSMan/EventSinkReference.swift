public import SOAP
public import XML

/// Where a service sends messages by itself: wse:NotifyTo, or the EndTo of a subscription or an enumeration.
///
///     <e:NotifyTo><a:Address>https://collector.example:5986/events</a:Address>
///       <a:ReferenceParameters><x:Key>…</x:Key></a:ReferenceParameters></e:NotifyTo>
///
/// Other than in an ``EndpointReference`` the reference parameters stay as they came, for they are the header blocks of
/// every message that goes there (DSP0226 R10.2.1-5).
public struct EventSinkReference: Hashable, Sendable {
    public var address: String
    public var parameters: [XMLElement]

    public init(address: String, parameters: [XMLElement] = []) {
        self.address = address
        self.parameters = parameters
    }

    /// The most octets of reference parameters that are taken: they are kept, and sent with every message.
    public static let maximumParameterBytes = 8192

    // MARK: - Wire

    /// - Throws: ``Fault``: EventDeliverToUnusable without an address, with too large parameters, and with a policy.
    public init(_ element: XMLElement) throws(Fault) {
        let name = element.name.localName
        func unusable(_ what: String) -> Fault { Fault(.eventDeliverToUnusable(), "The \(name) \(what)") }
        let reference = element.first(Addressing.endpointReference) ?? element
        guard let address = reference.first(Addressing.address)?.trimmedText, !address.isEmpty else {
            throw unusable("lacks its wsa:Address, the URL of the event sink.")
        }
        guard address != Addressing.anonymous else {
            throw unusable("is the anonymous address; send the URL of the event sink, or ask for Pull mode.")
        }
        guard address.utf8.count <= 2048 else {
            throw unusable("has an address of \(address.utf8.count) characters; 2048 are the most accepted.")
        }
        if reference.elements.contains(where: { $0.name.localName == "Policy" }) {
            throw Fault(
                .eventDeliverToUnusable(.cannotComplyWithPolicy),
                "The \(name) has a policy, which is not supported; say with wsman:Auth how to sign in at the sink.")
        }
        self.init(address: address, parameters: EndpointReference.parameters(in: reference))
        guard parameterBytes <= Self.maximumParameterBytes else {
            throw unusable(
                "has reference parameters of \(parameterBytes) octets; \(Self.maximumParameterBytes) are the most accepted."
            )
        }
    }

    private var parameterBytes: Int {
        var writer = XMLWriter()
        for parameter in parameters { writer.copy(parameter) }
        return writer.count
    }

    /// Needs the prefix a.
    public func write(to writer: inout XMLWriter, as tag: String) {
        writer.start(tag)
        writer.element("a:Address", address)
        if !parameters.isEmpty {
            writer.start("a:ReferenceParameters")
            for parameter in parameters { writer.copy(parameter) }
            writer.end("a:ReferenceParameters")
        }
        writer.end(tag)
    }
}
