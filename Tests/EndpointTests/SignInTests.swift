import Endpoint
import TestSupport
import Testing

/// What clients are told of the ways to sign in: in Identify, and in the resource that pypsrp asks first.
@Suite struct SignInTests {
    @Test(arguments: [
        (SignIn(), ["http/basic"], ["false", "false"]),
        (
            SignIn(transports: [.http, .https], negotiate: true),
            ["http/basic", "http/spnego-kerberos", "https/basic", "https/spnego-kerberos"], ["true", "false"]
        ),
        (
            SignIn(transports: [.https], negotiate: true, kerberos: true),
            ["https/basic", "https/spnego-kerberos"], ["true", "true"]
        ),
    ])
    func `Clients are told the ways to sign in that there are`(
        signIn: SignIn, profiles: [String], negotiateAndKerberos: [String]
    ) throws {
        let service = try TestEndpoint(signIn: signIn)
        let identity = service.post(Self.identify)
        let prefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/"
        #expect(
            identity.split(separator: "<wsmid:SecurityProfileName>").dropFirst().map { $0.prefix { $0 != "<" } }
                == profiles.map { "\(prefix)\($0)" })
        let configuration = service.post(Self.configuration)
        #expect(configuration.contains("<cfg:Basic>true</cfg:Basic>"))
        #expect(configuration.contains("<cfg:Negotiate>\(negotiateAndKerberos[0])</cfg:Negotiate>"))
        #expect(configuration.contains("<cfg:Kerberos>\(negotiateAndKerberos[1])</cfg:Kerberos>"))
    }

    @Test func `Who did not sign in is told no version where the configuration says so`() throws {
        var signIn = SignIn()
        #expect(try TestEndpoint(signIn: signIn).post(Self.identify, user: nil).contains("OS: 0.0.0"))
        signIn.anonymousVersion = false
        let service = try TestEndpoint(signIn: signIn)
        #expect(!service.post(Self.identify, user: nil).contains("ProductVersion"))
        #expect(service.post(Self.identify).contains("OS: 10.0.20348"))
    }

    // MARK: - The resource config

    private func part(_ path: String, _ selectors: [String: String] = [:], of service: TestEndpoint) -> String {
        let set = selectors.map { "<w:Selector Name=\"\($0.key)\">\($0.value)</w:Selector>" }.joined()
        return service.post(
            Self.configuration.replacing(
                "/1/config</w:ResourceURI>",
                with: "/1/config\(path)</w:ResourceURI><w:SelectorSet>\(set)</w:SelectorSet>"))
    }

    /// The body's element, its namespace checked.
    private func element(_ reply: String, _ name: String, _ path: String) -> String? {
        let start = "<cfg:\(name) xmlns:cfg=\"http://schemas.microsoft.com/wbem/wsman/1/config\(path)\">"
        guard let range = reply.firstRange(of: "<s:Body>\(start)"),
            let end = reply.firstRange(of: "</cfg:\(name)></s:Body>")
        else { return nil }
        return String(reply[range.upperBound..<end.lowerBound])
    }

    @Test func `A part of the configuration is what it is in the whole`() throws {
        let service = try TestEndpoint(signIn: SignIn(negotiate: true))
        let whole = try #require(element(service.post(Self.configuration), "Config", ""))
        for (path, name) in [
            ("/service", "Service"), ("/service/auth", "Auth"), ("/Service/DefaultPorts", "DefaultPorts"),
        ] {
            let reply = part(path, of: service)
            let content = try #require(element(reply, name, path.lowercased()), "\(reply)")
            #expect(whole.contains("<cfg:\(name)>\(content)</cfg:\(name)>"))
        }
        for path in ["/client", "/winrs", "/service/nothing"] {
            #expect(part(path, of: service).contains("InvalidResourceURI"), "\(path)")
        }
    }

    @Test func `A listener is named by its address and its transport`() throws {
        var signIn = SignIn(transports: [.http, .https])
        signIn.listeners = [
            .init(address: "127.0.0.1", transport: .http, port: 5985),
            .init(address: "*", transport: .https, port: 5986),
        ]
        let service = try TestEndpoint(signIn: signIn)
        let secure = part("/listener", ["Transport": "HTTPS", "Address": "*"], of: service)
        #expect(
            element(secure, "Listener", "/listener")
                == "<cfg:Address>*</cfg:Address><cfg:Transport>HTTPS</cfg:Transport><cfg:Port>5986</cfg:Port>"
                + "<cfg:Enabled>true</cfg:Enabled><cfg:URLPrefix>wsman</cfg:URLPrefix>")
        #expect(part("/listener", ["Transport": "http"], of: service).contains("<cfg:Port>5985</cfg:Port>"))
        #expect(part("/listener", of: service).contains("InsufficientSelectors"))
        #expect(part("/listener", ["Name": "x"], of: service).contains("UnexpectedSelectors"))
        #expect(part("/listener", ["Address": "192.0.2.1"], of: service).contains("DestinationUnreachable"))
    }

    @Test func `Who did not sign in is told no way`() throws {
        #expect(try !TestEndpoint().post(Self.identify, user: nil).contains("SecurityProfile"))
    }

    private static let identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>\
        <i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>
        """
    private static let configuration = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://localhost/wsman</a:To>\
        <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/config</w:ResourceURI>\
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>\
        <a:MessageID>uuid:11111111-2222-3333-4444-555555555555</a:MessageID></s:Header><s:Body/></s:Envelope>
        """
}
