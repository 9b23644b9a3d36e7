import Client
import Platform
import SOAP
import TestSupport
import Testing
import WSMan
import XML

@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    private func errorOfGet(_ server: RawServer) async throws -> ClientError? {
        let client = try client(of: server)
        let target = try job("J1")
        return await error { () throws(ClientError) in _ = try await client.get(target) }
    }

    /// The way to the wire and back, for the whole table.
    @Test func `Every fault of the table is read as what it was written`() async throws {
        let current = Lock(Fault(.timedOut, ""))
        let server = RawServer(answering: { request in
            let fault = current.withLock { $0 }
            let body = Reply.write(fault, messageID: "uuid:1", relatesTo: request.messageID, machine: "hv1")
            return RawReply(status: fault.status, body: String(decoding: body, as: UTF8.self))
        })
        for code in FaultCode.known {
            let fault = Fault(Self.filled(code), "Because of \(code).")
            current.withLock { $0 = fault }
            #expect(try await errorOfGet(server) == .fault(fault))
        }
        #expect(Set(FaultCode.known).count == FaultCode.known.count)
    }

    /// With what the messages of some codes carry besides.
    private static func filled(_ code: FaultCode) -> FaultCode {
        let name = QName(Namespace.wsman, "OperationTimeout")
        return switch code {
        case .mustUnderstand: .mustUnderstand(notUnderstood: [QName("urn:x", "Header")])
        case .actionNotSupported(_, let detail): .actionNotSupported(action: "urn:action", detail)
        case .endpointUnavailable(let detail, _): .endpointUnavailable(detail, retryAfter: 1500)
        case .invalidMessageInformationHeader: .invalidMessageInformationHeader(name)
        case .messageInformationHeaderRequired: .messageInformationHeaderRequired(name)
        case .cannotProcessFilter: .cannotProcessFilter(supportedSelectorNames: ["a", "b"], .duplicate)
        case .cannotProcessExpression: .cannotProcessExpression(supportedSelectorNames: ["a"])
        case .filterDialectRequestedUnavailable: .filterDialectRequestedUnavailable(supported: ["urn:1", "urn:2"])
        case .filteringRequestedUnavailable(let detail, _): .filteringRequestedUnavailable(detail, supported: ["urn:1"])
        case .deliveryModeRequestedUnavailable: .deliveryModeRequestedUnavailable(supported: ["urn:1"])
        case .fragmentDialectNotSupported: .fragmentDialectNotSupported(supported: ["urn:1"])
        default: code
        }
    }

    @Test func `A fault of Windows keeps its number and the provider's words`() async throws {
        let server = RawServer(answering: { request in
            Replies.fault(
                request, action: "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
                """
                <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:DestinationUnreachable</s:Value></s:Subcode>\
                </s:Code><s:Reason><s:Text xml:lang="en-US">No such thing here. </s:Text></s:Reason><s:Detail>\
                <w:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI</w:FaultDetail>\
                <f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150858752" \
                Machine="hv1"><f:Message><f:ProviderFault provider="WMI Provider" path="wmi.dll"><f:WSManFault \
                Code="2150858752" Machine="HV1.corp.example"><f:Message>Gone since noon. </f:Message></f:WSManFault>\
                </f:ProviderFault></f:Message></f:WSManFault></s:Detail>
                """)
        })
        #expect(
            try await errorOfGet(server)
                == .fault(
                    Fault(
                        .destinationUnreachable(.resourceNotFound), "No such thing here.",
                        providerFault: "Gone since noon.")))
    }

    @Test func `A number of its own is kept beside the code`() async throws {
        let server = RawServer(answering: { request in
            Replies.fault(
                request,
                """
                <s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode></s:Code>\
                <s:Reason><s:Text xml:lang="de-DE">Zu viel.</s:Text></s:Reason><s:Detail><f:WSManFault \
                xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150859174" Machine="m">\
                <f:Message>Zu viel.</f:Message></f:WSManFault></s:Detail>
                """)
        })
        #expect(
            try await errorOfGet(server) == .fault(Fault(.internalError(), "Zu viel.", windowsCode: 2_150_859_174)))
    }

    @Test func `A CIM error in place of Windows' own element is read too`() async throws {
        let server = RawServer(answering: { request in
            Replies.fault(
                request,
                """
                <s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:QuotaLimit</s:Value></s:Subcode></s:Code>\
                <s:Reason><s:Text xml:lang="">Enough.</s:Text></s:Reason><s:Detail><e:MSFT_WmiError \
                xmlns:e="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError" \
                xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" b:IsCIM_Error="true">\
                <e:Message>Five shells are open.</e:Message><e:error_Code>2150859173</e:error_Code></e:MSFT_WmiError>\
                </s:Detail>
                """)
        })
        #expect(
            try await errorOfGet(server)
                == .fault(
                    Fault(
                        .quotaLimit, "Enough.", windowsCode: 2_150_859_173, providerFault: "Five shells are open.")))
    }

    /// OMI: a default namespace here and there, no detail, and only a text.
    @Test func `A fault of OMI is read by its code alone`() async throws {
        let server = RawServer(answering: { request in
            RawReply(
                status: 500,
                body: """
                    <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" \
                    xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
                    xmlns:wsman="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><SOAP-ENV:Header><wsa:To>\
                    http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To><wsa:Action>\
                    http://schemas.dmtf.org/wbem/wsman/1/wsman/fault</wsa:Action><wsa:RelatesTo>\(request.messageID)\
                    </wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body><SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>\
                    SOAP-ENV:Sender</SOAP-ENV:Value><SOAP-ENV:Subcode><SOAP-ENV:Value>wsman:InvalidParameter\
                    </SOAP-ENV:Value></SOAP-ENV:Subcode></SOAP-ENV:Code><SOAP-ENV:Reason>\
                    <SOAP-ENV:Text xml:lang="en-US">What is that?</SOAP-ENV:Text></SOAP-ENV:Reason></SOAP-ENV:Fault>\
                    </SOAP-ENV:Body></SOAP-ENV:Envelope>
                    """)
        })
        #expect(try await errorOfGet(server) == .fault(Fault(.invalidParameter(), "What is that?")))
    }

    /// openwsman: status 400, pretty-printed, a detail without a text of its own.
    @Test func `A fault of openwsman comes with another status and white space`() async throws {
        let server = RawServer(answering: { request in
            var reply = Replies.fault(
                request,
                """
                \n  <s:Code>\n    <s:Value>s:Sender</s:Value>\n    <s:Subcode>\n      <s:Value>
                        w:InvalidSelectors
                  </s:Value>\n    </s:Subcode>\n  </s:Code>\n  <s:Reason>\n    <s:Text xml:lang="en">Wrong. </s:Text>
                  </s:Reason>\n  <s:Detail>\n    <w:FaultDetail>
                  http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InsufficientSelectors
                  </w:FaultDetail>\n  </s:Detail>\n
                """)
            reply.status = 400
            return reply
        })
        #expect(try await errorOfGet(server) == .fault(Fault(.invalidSelectors(.insufficient), "Wrong.")))
    }

    @Test(arguments: [
        ("2150858843", "ERROR_WSMAN_UNEXPECTED_SELECTORS"), ("0x8033805b", "ERROR_WSMAN_UNEXPECTED_SELECTORS"),
        ("-2144108453", "ERROR_WSMAN_UNEXPECTED_SELECTORS"),
        ("unexpected_selectors", "ERROR_WSMAN_UNEXPECTED_SELECTORS"),
        ("ERROR_WINRS_CODE_PAGE_NOT_SUPPORTED", "ERROR_WINRS_CODE_PAGE_NOT_SUPPORTED"),
    ])
    func `Numbers are known in all their spellings`(text: String, symbol: String) {
        #expect(WindowsError(text)?.symbol == symbol)
    }

    @Test func `Every number of the table of faults has a name`() {
        for code in FaultCode.known {
            guard let number = code.row.windowsCode, number > 0x8033_0000 else { continue }
            #expect(WindowsError(number).symbol != nil, "\(code): \(number)")
        }
    }
}
