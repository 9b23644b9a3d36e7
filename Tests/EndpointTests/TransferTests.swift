import TestSupport
import Testing

/// What the recorded conversations cannot say: that a reply can be sent back as it is.
@Suite struct TransferTests {
    private static let job = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"

    @Test func `What a Get shows can be Put back, and changes nothing`() throws {
        let service = try TestEndpoint()
        let started = service.post(
            Self.message(
                "Create", "<w:OptionSet><w:Option Name='Template'>failing</w:Option></w:OptionSet>",
                body: "<p:Msvm_ConcreteJob xmlns:p='\(Self.job)'/>"))
        let identifier = try #require(started.firstRange(of: "InstanceID\">")).upperBound
        let selectors = """
            <w:SelectorSet><w:Selector Name="InstanceID">\(started[identifier...].prefix { $0 != "<" })</w:Selector>\
            </w:SelectorSet>
            """
        let shown = try Self.body(service.post(Self.message("Get", selectors)))
        #expect(shown.contains("<p:JobState>4</p:JobState>"))
        #expect(try Self.body(service.post(Self.message("Put", selectors, body: shown))) == shown)
        let changed = shown.replacing("<p:Notify xsi:nil=\"true\"/>", with: "<p:Notify>bob</p:Notify>")
        #expect(changed != shown)
        #expect(try Self.body(service.post(Self.message("Put", selectors, body: changed))) == changed)
        #expect(try Self.body(service.post(Self.message("Get", selectors))) == changed)
    }

    private static func body(_ reply: String) throws -> String {
        let start = try #require(reply.firstRange(of: "<s:Body>")).upperBound
        let end = try #require(reply.firstRange(of: "</s:Body>")).lowerBound
        return String(reply[start..<end])
    }

    private static func message(_ action: String, _ headers: String, body: String = "") -> String {
        """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://localhost/wsman</a:To>\
        <w:ResourceURI>\(job)</w:ResourceURI><a:ReplyTo><a:Address>\
        http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/\(action)</a:Action>\
        <a:MessageID>uuid:11111111-2222-3333-4444-555555555555</a:MessageID>\(headers)</s:Header>\
        <s:Body>\(body)</s:Body></s:Envelope>
        """
    }
}
