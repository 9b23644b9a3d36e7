internal import XML

/// The resource `http://schemas.microsoft.com/wbem/wsman/1/config`: the limits of this service, under Windows' names.
///
/// pypsrp asks it before anything else and sizes its messages by `MaxEnvelopeSizekb`. Only what is true here is said;
/// elements of Windows' that have no meaning here are left out.
struct ServiceConfiguration {
    let limits: EndpointLimits
    let signIn: SignIn

    func write(to writer: inout XMLWriter) {
        writer.start("cfg:Config")
        writer.declare("cfg", Namespace.microsoftConfiguration)
        number("cfg:MaxEnvelopeSizekb", limits.envelopeBytes / 1024, &writer)
        number("cfg:MaxTimeoutms", limits.operationTimeout.milliseconds, &writer)
        number("cfg:MaxBatchItems", limits.batchItems, &writer)
        number("cfg:MaxProviderRequests", 4_294_967_295, &writer)
        writer.start("cfg:Service")
        number("cfg:MaxConcurrentOperations", 4_294_967_295, &writer)
        number("cfg:MaxConcurrentOperationsPerUser", limits.enumerationsPerUser, &writer)
        number("cfg:EnumerationTimeoutms", limits.enumerationIdle.milliseconds, &writer)
        number("cfg:MaxConnections", limits.connections, &writer)
        writer.start("cfg:Auth")
        writer.element("cfg:Basic", "true")
        writer.element("cfg:Kerberos", "\(signIn.kerberos)")
        writer.element("cfg:Negotiate", "\(signIn.negotiate)")
        writer.element("cfg:Certificate", "\(signIn.certificates)")
        writer.element("cfg:CredSSP", "false")
        writer.end("cfg:Auth")
        writer.start("cfg:DefaultPorts")
        number("cfg:HTTP", 5985, &writer)
        number("cfg:HTTPS", 5986, &writer)
        writer.end("cfg:DefaultPorts")
        writer.end("cfg:Service")
        writer.end("cfg:Config")
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
