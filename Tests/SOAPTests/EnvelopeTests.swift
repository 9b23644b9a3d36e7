import SOAP
import Testing
import XML

@Suite struct `Envelopes` {
    private func parse(_ text: String) throws(Fault) -> Envelope { try Envelope(parsing: Array(text.utf8)) }

    private func soap(_ content: String) -> String {
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'>\(content)</s:Envelope>"
    }

    @Test func `Header blocks and body come apart`() throws {
        let envelope = try parse(soap("<!-- c --><s:Header><a/>\n<b/></s:Header><s:Body> <c/> </s:Body>"))
        #expect(envelope.headers.map(\.name.localName) == ["a", "b"])
        #expect(envelope.body.map(\.name.localName) == ["c"])
    }

    @Test func `A Header may be missing and a Body empty`() throws {
        let envelope = try parse(soap("<s:Body/>"))
        #expect(envelope.headers.isEmpty && envelope.body.isEmpty)
    }

    @Test(arguments: [
        ("<s:Header/>", "Body is missing"), ("", "Body is missing"), ("<s:Body/><s:Body/>", "two Bodies"),
        ("<s:Header/><s:Header/><s:Body/>", "two Headers"), ("<s:Body/><s:Header/>", "before the Header"),
        ("<s:Header/><s:Body/><x/>", "x stands in"),
    ])
    func `A wrong shape is told`(content: String, words: String) throws {
        let fault = try #require(throws: Fault.self) { try parse(soap(content)) }
        #expect(fault.code == .schemaValidationError)
        #expect(fault.reason.contains(words))
    }

    @Test func `SOAP 1.1 is a version mismatch`() throws {
        let fault = try #require(throws: Fault.self) {
            try parse("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>")
        }
        #expect(fault.code == .versionMismatch)
    }

    @Test(arguments: [
        ("<!DOCTYPE a><a/>", FaultCode.schemaValidationError, 500), ("<a", .schemaValidationError, 500),
        ("<html/>", .schemaValidationError, 500), ("", .schemaValidationError, 500),
        ("<?xml version='1.0' encoding='latin1'?><a/>", .encodingLimit(.characterSet), 400),
    ])
    func `What is no message says why`(text: String, code: FaultCode, status: Int) throws {
        let fault = try #require(throws: Fault.self) { try parse(text) }
        #expect(fault.code == code)
        #expect(fault.status == status)
        #expect(fault.windowsCode == (code == .schemaValidationError ? 2_150_858_817 : 2_150_858_828))
        #expect(!fault.reason.isEmpty)
    }

    @Test func `A message over the limit is refused`() throws {
        let fault = try #require(throws: Fault.self) {
            try Envelope(parsing: Array(soap("<s:Body/>").utf8), limits: XMLLimits(maximumBytes: 20))
        }
        #expect(fault.code == .encodingLimit(.maxEnvelopeSizeExceeded))
    }
}

@Suite struct `Replies` {
    @Test func `They are laid out as Windows lays them out`() throws {
        let header = ReplyHeader(
            action: "urn:actionResponse", messageID: "uuid:1", relatesTo: "uuid:Aa",
            referenceParameters: [XMLElement(QName("urn:r", "Ticket"), children: [.text("7")])],
            totalItemsCountEstimate: .count(12))
        let bytes = try Reply.write(header, prefixes: [.n, .w]) { (writer: inout XMLWriter) throws(Fault) in
            writer.empty("n:PullResponse")
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
                + "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
                + "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
                + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>"
                + "<a:Action>urn:actionResponse</a:Action><a:MessageID>uuid:1</a:MessageID>"
                + "<a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>"
                + "<a:RelatesTo>uuid:Aa</a:RelatesTo><w:TotalItemsCountEstimate "
                + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\">12</w:TotalItemsCountEstimate>"
                + "<ns0:Ticket xmlns:ns0=\"urn:r\">7</ns0:Ticket></s:Header>"
                + "<s:Body><n:PullResponse/></s:Body></s:Envelope>")
    }

    @Test func `An unknown count is nil`() throws {
        let header = ReplyHeader(action: "a", messageID: "m", relatesTo: nil, totalItemsCountEstimate: .unknown)
        let root = try XMLParser.parse(Reply.write(header) { _ in })
        let estimate = root.elements[0].first(QName(Namespace.wsman, "TotalItemsCountEstimate"))
        #expect(estimate?.isNil == true)
        #expect(root.elements[0].first(Addressing.relatesTo) == nil)
    }

    @Test func `A prefix means one namespace, and no two share it`() {
        #expect(Set(Prefix.allCases.map(\.namespace)).count == Prefix.allCases.count)
    }
}
