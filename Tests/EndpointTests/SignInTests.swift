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
