internal import SOAP
internal import WSMan
internal import XML

/// The resource `http://schemas.microsoft.com/wbem/wsman/1/config`: the limits of this service, under Windows' names.
///
/// pypsrp asks it before anything else and sizes its messages by `MaxEnvelopeSizekb`. Only what is true here is said;
/// elements of Windows' that have no meaning here are left out. `…/config/service`, `…/config/service/auth`,
/// `…/config/service/defaultports` and `…/config/listener` are parts of it; as on Windows, the namespace of a part is its
/// own URI.
struct ServiceConfiguration {
    let limits: EndpointLimits
    let signIn: SignIn

    private static let parts = ["service", "service/auth", "service/defaultports", "listener"]

    /// Writes what a target asks for.
    ///
    /// - Throws: ``Fault``: DestinationUnreachable/InvalidResourceURI for a part that is not here, InvalidSelectors or
    ///   ResourceNotFound when the selectors do not name one listener.
    func write(_ target: Target, to writer: inout XMLWriter) throws(Fault) {
        switch target.resourceURI.configurationPart ?? "" {
        case "":
            start("Config", "", &writer)
            number("cfg:MaxEnvelopeSizekb", limits.envelopeBytes / 1024, &writer)
            number("cfg:MaxTimeoutms", limits.operationTimeout.milliseconds, &writer)
            number("cfg:MaxBatchItems", limits.batchItems, &writer)
            number("cfg:MaxProviderRequests", 4_294_967_295, &writer)
            writer.start("cfg:Service")
            service(&writer)
            writer.end("cfg:Config")
        case "service":
            start("Service", "/service", &writer)
            service(&writer)
        case "service/auth":
            start("Auth", "/service/auth", &writer)
            auth(&writer)
        case "service/defaultports":
            start("DefaultPorts", "/service/defaultports", &writer)
            defaultPorts(&writer)
        case "listener": listener(try listener(target.selectors), &writer)
        case let part:
            throw Fault(
                .destinationUnreachable(.invalidResourceURI),
                "There is nothing at config/\(part.prefix(100)) here; below config there are "
                    + "\(Self.parts.joined(separator: ", ")).")
        }
    }

    private func start(_ name: String, _ part: String, _ writer: inout XMLWriter) {
        writer.start("cfg:\(name)")
        writer.declare("cfg", Namespace.microsoftConfiguration + part)
    }

    private func service(_ writer: inout XMLWriter) {
        number("cfg:MaxConcurrentOperations", 4_294_967_295, &writer)
        number("cfg:MaxConcurrentOperationsPerUser", limits.enumerationsPerUser, &writer)
        number("cfg:EnumerationTimeoutms", limits.enumerationIdle.milliseconds, &writer)
        number("cfg:MaxConnections", limits.connections, &writer)
        writer.start("cfg:Auth")
        auth(&writer)
        writer.start("cfg:DefaultPorts")
        defaultPorts(&writer)
        writer.end("cfg:Service")
    }

    private func auth(_ writer: inout XMLWriter) {
        writer.element("cfg:Basic", "true")
        writer.element("cfg:Kerberos", "\(signIn.kerberos)")
        writer.element("cfg:Negotiate", "\(signIn.negotiate)")
        writer.element("cfg:Certificate", "\(signIn.certificates)")
        writer.element("cfg:CredSSP", "false")
        writer.end("cfg:Auth")
    }

    private func defaultPorts(_ writer: inout XMLWriter) {
        number("cfg:HTTP", 5985, &writer)
        number("cfg:HTTPS", 5986, &writer)
        writer.end("cfg:DefaultPorts")
    }

    // MARK: - Listeners

    /// Windows names a listener by Address and Transport; one of them will do where there is no other like it.
    private func listener(_ selectors: SelectorSet) throws(Fault) -> SignIn.Listener {
        for selector in selectors.selectors
        where !["address", "transport"].contains(selector.name.lowercased()) {
            throw Fault(
                .invalidSelectors(.unexpected), "A listener is named by Address and Transport, not by \(selector.name)."
            )
        }
        let found = signIn.listeners.filter { listener in
            (selectors.text("Transport").map { $0.lowercased() == listener.transport.rawValue } ?? true)
                && (selectors.text("Address").map { $0.lowercased() == listener.address.lowercased() } ?? true)
        }
        guard let first = found.first else { throw .noSuchInstance("a listener with this Address and Transport") }
        guard found.count == 1 else {
            throw Fault(
                .invalidSelectors(.insufficient),
                "There are \(found.count) such listeners; name one by the selectors Address and Transport.")
        }
        return first
    }

    private func listener(_ listener: SignIn.Listener, _ writer: inout XMLWriter) {
        start("Listener", "/listener", &writer)
        writer.element("cfg:Address", listener.address)
        writer.element("cfg:Transport", listener.transport.rawValue.uppercased())
        if listener.port != 0 { number("cfg:Port", listener.port, &writer) }
        writer.element("cfg:Enabled", "true")
        writer.element("cfg:URLPrefix", "wsman")
        writer.end("cfg:Listener")
    }

    private func number(_ tag: String, _ value: Int, _ writer: inout XMLWriter) {
        writer.start(tag)
        writer.integer(value)
        writer.end(tag)
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
