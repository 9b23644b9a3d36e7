import Glibc
import SOAP
import Testing
import XML

/// The lines of a facts file beside this one, comments left out.
func facts(_ name: String, file: String = #filePath) throws -> [[String]] {
    let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/" + name
    let stream = try #require(fopen(path, "r"))
    defer { fclose(stream) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.split(separator: "\t").map(String.init) }
}

/// Every code there is, one for each row.
private let everyCode: [FaultCode] = {
    func optional<Detail: CaseIterable>(_ type: Detail.Type) -> [Detail?] { [nil] + type.allCases.map(Optional.some) }
    let header = QName(Namespace.addressing, "To")
    var codes: [FaultCode] = [
        .mustUnderstand(notUnderstood: [QName("urn:x", "X")]), .versionMismatch, .dataEncodingUnknown,
        .invalidMessageInformationHeader(header), .messageInformationHeaderRequired(header),
        .cannotProcessFilter(supportedSelectorNames: ["A"]), .filterDialectRequestedUnavailable(supported: ["urn:d"]),
        .invalidEnumerationContext, .enumerationTimedOut,
        .deliveryModeRequestedUnavailable(supported: ["urn:m"]), .invalidMessage, .unableToRenew, .accessDenied,
        .alreadyExists, .cannotProcessExpression(supportedSelectorNames: ["A"]), .concurrency, .deliveryRefused,
        .fragmentDialectNotSupported(supported: ["urn:d"]), .noAck, .quotaLimit, .schemaValidationError, .timedOut,
        .polymorphismModeNotSupported,
    ]
    for specification in FaultCode.FilteringSpecification.allCases {
        codes += [
            .filteringNotSupported(in: specification), .invalidExpirationTime(in: specification),
            .unsupportedExpirationType(in: specification),
        ]
    }
    codes += optional(FaultCode.ActionNotSupported.self).map { .actionNotSupported(action: "urn:action", $0) }
    codes += optional(FaultCode.DestinationUnreachable.self).map { .destinationUnreachable($0) }
    codes += optional(FaultCode.EndpointUnavailable.self).map { .endpointUnavailable($0, retryAfter: 1000) }
    codes += optional(FaultCode.InvalidRepresentation.self).map { .invalidRepresentation($0) }
    codes += optional(FaultCode.EventSourceUnableToProcess.self).map { .eventSourceUnableToProcess($0) }
    codes += optional(FaultCode.FilteringRequestedUnavailable.self).map {
        .filteringRequestedUnavailable($0, supported: ["urn:d"])
    }
    codes += optional(FaultCode.EncodingLimit.self).map { .encodingLimit($0) }
    codes += optional(FaultCode.EventDeliverToUnusable.self).map { .eventDeliverToUnusable($0) }
    codes += optional(FaultCode.InternalError.self).map { .internalError($0) }
    codes += optional(FaultCode.InvalidBookmark.self).map { .invalidBookmark($0) }
    codes += optional(FaultCode.InvalidOptions.self).map { .invalidOptions($0) }
    codes += optional(FaultCode.InvalidParameter.self).map { .invalidParameter($0) }
    codes += optional(FaultCode.InvalidSelectors.self).map { .invalidSelectors($0) }
    codes += optional(FaultCode.UnsupportedFeature.self).map { .unsupportedFeature($0) }
    return codes
}()

@Suite struct `The table of faults` {
    private static let prefixes = [
        "s": Namespace.soap, "wsa": Namespace.addressing, "wxf": Namespace.transfer, "wsen": Namespace.enumeration,
        "wse": Namespace.eventing, "wsman": Namespace.wsman, "wsmb": Namespace.cimBinding,
    ]

    /// A row in the words of the facts file.
    private func words(_ row: FaultRow) -> [String] {
        let prefix = Self.prefixes.first { $0.value == (row.subcode?.namespace ?? Namespace.soap) }?.key ?? "?"
        return [
            "\(prefix):\(row.subcode?.localName ?? row.role.rawValue)", row.role.rawValue, row.action,
            row.faultDetail?.rawValue ?? "-", row.windowsCode.map(String.init) ?? "-",
        ]
    }

    /// The facts; a detail without a number of its own has that of its subcode.
    private func expected() throws -> Set<[String]> {
        let facts = try facts("faults.tsv").dropFirst()
        let general = Dictionary(
            facts.filter { $0[3] == "-" }.map { ($0[0], $0[4]) }, uniquingKeysWith: { first, _ in first })
        return Set(facts.map { $0.dropLast() + [$0[4] == "-" ? general[$0[0]] ?? "-" : $0[4]] })
    }

    @Test func `It says what the specifications say, no more and no less`() throws {
        let rows = Set(everyCode.map { words($0.row) })
        #expect(try rows.subtracting(expected()) == [])
        #expect(try expected().subtracting(rows) == [])
    }

    @Test func `Every FaultDetail of the specification can be told`() throws {
        let told = Set(everyCode.compactMap(\.row.faultDetail))
        #expect(try Set(facts("fault-details.tsv").map { $0[0] }).isSubset(of: told.map(\.rawValue)))
        #expect(told == Set(FaultDetail.allCases))
        #expect(FaultDetail.ack.uri == "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/Ack")
    }

    @Test func `Strictly, the sender's faults are 400; by default all are 500, as on Windows`() {
        #expect(FaultCode.accessDenied.row.strictStatus == 400)
        #expect(FaultCode.timedOut.row.strictStatus == 500)
        #expect(FaultCode.versionMismatch.row.strictStatus == 500)
        #expect(everyCode.allSatisfy { $0.row.status == 500 })
    }
}

@Suite struct `A fault on the wire` {
    private func parsed(_ fault: Fault) throws -> XMLElement {
        try XMLParser.parse(Reply.write(fault, messageID: "uuid:1", relatesTo: "uuid:2", machine: "host.example"))
    }

    private func child(_ element: XMLElement, _ path: (String, String)...) throws -> XMLElement {
        try path.reduce(element) { try #require($0.first(QName($1.0, $1.1)), "\($1.1) of \($0.name)") }
    }

    @Test(arguments: everyCode)
    func `Each carries its code, reason, detail and number`(code: FaultCode) throws {
        let row = code.row
        let root = try parsed(Fault(code, "What was <wrong>."))
        let fault = try child(root, (Namespace.soap, "Body"), (Namespace.soap, "Fault"))
        #expect(try child(root, (Namespace.soap, "Header"), (Namespace.addressing, "Action")).text == row.action)
        let value = try child(fault, (Namespace.soap, "Code"), (Namespace.soap, "Value"))
        #expect(value.resolve(value.text) == QName(Namespace.soap, row.role.rawValue))
        let subcode = try child(fault, (Namespace.soap, "Code")).first(QName(Namespace.soap, "Subcode"))
        let name = subcode?.elements.first.map { $0.resolve($0.text) }
        #expect(name == row.subcode)
        let text = try child(fault, (Namespace.soap, "Reason"), (Namespace.soap, "Text"))
        #expect(text.text == "What was <wrong>." && text.attribute(QName(Namespace.xml, "lang")) == "en-US")
        let detail = try child(fault, (Namespace.soap, "Detail"))
        #expect(detail.first(QName(Namespace.wsman, "FaultDetail"))?.text == row.detail)
        let windows = detail.first(QName(Namespace.microsoftFault, "WSManFault"))
        #expect(windows?.attribute(QName("", "Code")) == row.windowsCode.map(String.init))
        #expect(windows == nil || windows?.attribute(QName("", "Machine")) == "host.example")
        #expect(windows == nil || windows?.elements.first?.text == "What was <wrong>.")
    }

    @Test(
        arguments: [
            (.actionNotSupported(action: "urn:a"), QName(Namespace.addressing, "Action"), "urn:a"),
            (.endpointUnavailable(retryAfter: 500), QName(Namespace.addressing, "RetryAfter"), "500"),
            (.messageInformationHeaderRequired(Addressing.to), Addressing.to, ""),
            (.invalidMessageInformationHeader(Addressing.to), Addressing.to, ""),
            (.cannotProcessFilter(supportedSelectorNames: ["A"]), QName(Namespace.wsman, "SupportedSelectorName"), "A"),
            (
                .filterDialectRequestedUnavailable(supported: ["d"]), QName(Namespace.enumeration, "SupportedDialect"),
                "d"
            ),
            (.filteringRequestedUnavailable(supported: ["d"]), QName(Namespace.eventing, "SupportedDialect"), "d"),
            (
                .deliveryModeRequestedUnavailable(supported: ["m"]), QName(Namespace.eventing, "SupportedDeliveryMode"),
                "m"
            ),
            (.fragmentDialectNotSupported(supported: ["d"]), QName(Namespace.wsman, "FragmentDialect"), "d"),
        ] as [(FaultCode, QName, String)])
    func `Some tell more in the detail`(code: FaultCode, name: QName, text: String) throws {
        let fault = try child(parsed(Fault(code, "R.")), (Namespace.soap, "Body"), (Namespace.soap, "Fault"))
        #expect(try child(fault, (Namespace.soap, "Detail")).first(name)?.text == text)
    }

    @Test func `What was not understood is named in the header`() throws {
        let names = [QName("urn:x", "One"), QName("urn:y", "Two"), QName("", "Three")]
        let header = try child(parsed(Fault(.mustUnderstand(notUnderstood: names), "R.")), (Namespace.soap, "Header"))
        let told = header.all(QName(Namespace.soap, "NotUnderstood")).map {
            $0.resolve($0.attribute(QName("", "qname")) ?? "")
        }
        #expect(told == names)
    }

    @Test func `Another SOAP is told which one to use`() throws {
        let header = try child(parsed(Fault(.versionMismatch, "R.")), (Namespace.soap, "Header"))
        let supported = try child(header, (Namespace.soap, "Upgrade"), (Namespace.soap, "SupportedEnvelope"))
        #expect(supported.resolve(supported.attribute(QName("", "qname")) ?? "") == QName(Namespace.soap, "Envelope"))
    }

    @Test func `A number and a provider's words can be given`() throws {
        let fault = Fault(.quotaLimit, "R.", windowsCode: 2_150_859_174, providerFault: "Class not found.")
        let element = try child(parsed(fault), (Namespace.soap, "Body"), (Namespace.soap, "Fault"))
        let windows = try child(element, (Namespace.soap, "Detail"), (Namespace.microsoftFault, "WSManFault"))
        #expect(windows.attribute(QName("", "Code")) == "2150859174")
        let message = try child(windows, (Namespace.microsoftFault, "Message"))
        #expect(try child(message, (Namespace.microsoftFault, "ProviderFault")).text == "Class not found.")
    }

    @Test func `What a client can make long is cut, so that a fault fits into the smallest envelope`() throws {
        let long = String(repeating: "x", count: 100_000)
        let parameters = [XMLElement(QName("urn:p", "P"), children: [.text(long)])]
        let bytes = Reply.write(
            Fault(.actionNotSupported(action: "urn:a"), long), messageID: "uuid:1", relatesTo: "uuid:2",
            machine: "host", referenceParameters: parameters)
        #expect(bytes.count < 8192)
        let short = Reply.write(
            Fault(.timedOut, "R."), messageID: "uuid:1", relatesTo: nil, machine: "host",
            referenceParameters: [XMLElement(QName("urn:p", "P"), children: [.text("7")])])
        let header = try child(XMLParser.parse(short), (Namespace.soap, "Header"))
        #expect(header.first(QName("urn:p", "P"))?.text == "7")
    }
}
