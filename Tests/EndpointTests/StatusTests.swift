import Endpoint
import HTTPMessage
import TestSupport
import Testing

/// HTTP statuses and the limit of the service's own envelopes: what a recorded body does not show.
@Suite struct StatusTests {
    @Test(arguments: [(false, 500), (true, 400)])
    func `A fault of the sender has the status that the configuration asks for`(isStrict: Bool, status: Int) throws {
        let service = try TestEndpoint(strictStatus: isStrict)
        #expect(service.post(Array("<x/>".utf8)).status == status)
        #expect(
            service.post(
                Self.message(
                    "enumeration/Release",
                    "<n:Release><n:EnumerationContext>gone"
                        + "</n:EnumerationContext></n:Release>")
            ).status == 500)
    }

    @Test func `A reply beyond the service's own limit is told so, whatever the client would take`() throws {
        var limits = EndpointLimits()
        limits.envelopeBytes = 1024
        let reply = try TestEndpoint(limits: limits).post(
            Self.message(
                "transfer/Get", "", uri: "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/winch/Winch_JobService"))
        #expect(String(decoding: reply.body, as: UTF8.self).contains("faultDetail/ServiceEnvelopeLimit"))
    }

    private static func message(
        _ action: String, _ body: String,
        uri: String = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"
    ) -> [UInt8] {
        Array(
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://localhost/wsman</a:To>\
            <w:ResourceURI>\(uri)</w:ResourceURI><a:ReplyTo><a:Address>\
            http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <a:Action>http://schemas.xmlsoap.org/ws/2004/09/\(action)</a:Action>\
            <a:MessageID>uuid:11111111-2222-3333-4444-555555555555</a:MessageID></s:Header>\
            <s:Body>\(body)</s:Body></s:Envelope>
            """.utf8)
    }
}
