import SOAP
import Testing
import WSMan
import XML

@Suite struct `Requests` {
    @Test func `A plain Get is understood`() throws {
        let request = try Message().request
        #expect(request.messageID == "uuid:11111111-2222-3333-4444-55555555AbCd")
        #expect(request.to == "http://localhost:5985/wsman")
        #expect(request.maxEnvelopeSize == 512_000)
        #expect(request.operationTimeout == nil)
        let target = try #require(request.operation.target)
        #expect(target.resourceURI.className == "Msvm_ConcreteJob")
        #expect(target.selectors.text("instanceid") == "J1")
    }

    @Test func `Control headers are read`() throws {
        let request =
            try Message()
            .with("OperationTimeout", "<w:OperationTimeout> PT1M30.5S </w:OperationTimeout>")
            .with("MaxEnvelopeSize", "<w:MaxEnvelopeSize s:mustUnderstand='true' Policy='x'>153600</w:MaxEnvelopeSize>")
            .with("Locale", "<w:Locale xml:lang='de-DE' s:mustUnderstand='false'/>")
            .with("DataLocale", "<p:DataLocale xml:lang='fr' s:mustUnderstand='0'/>")
            .with("Count", "<w:RequestTotalItemsCountEstimate/>")
            .with("RequestEPR", "<w:RequestEPR s:mustUnderstand='true'/>")
            .request
        #expect(request.operationTimeout == .milliseconds(90500))
        #expect(request.maxEnvelopeSize == 153_600)
        #expect(request.locale == "de-DE")
        #expect(request.dataLocale == "fr")
        #expect(request.wantsTotalItemsCountEstimate)
    }

    @Test func `Windows' session headers are tolerated`() throws {
        _ =
            try Message()
            .with("SessionId", "<p:SessionId s:mustUnderstand='true'>uuid:1</p:SessionId>")
            .with("ActivityId", "<p:ActivityId s:mustUnderstand='true'>1</p:ActivityId>")
            .with("OperationID", "<p:OperationID s:mustUnderstand='false'>uuid:2</p:OperationID>")
            .with("SequenceId", "<p:SequenceId s:mustUnderstand='true'>1</p:SequenceId>")
            .with("From", "<a:From s:mustUnderstand='true'><a:Address>urn:me</a:Address></a:From>")
            .with("RelatesTo", "<a:RelatesTo>urn:x</a:RelatesTo>").with("More", "<a:RelatesTo>urn:y</a:RelatesTo>")
            .request
    }

    @Test func `An OperationID that must be understood announces what is not offered`() throws {
        let fault = try Message().with("I", "<p:OperationID s:mustUnderstand='true'>uuid:2</p:OperationID>").fault()
        #expect(fault.code == .mustUnderstand(notUnderstood: [QName(Namespace.microsoft, "OperationID")]))
    }

    @Test func `Reference parameters of ReplyTo come back, of both kinds`() throws {
        let message = Message().with(
            "ReplyTo",
            "<a:ReplyTo><a:Address> \(Addressing.anonymous) </a:Address><a:ReferenceProperties><q xmlns='urn:q'>1</q>"
                + "</a:ReferenceProperties><a:ReferenceParameters><r xmlns='urn:q'>2</r></a:ReferenceParameters>"
                + "</a:ReplyTo>")
        #expect(try message.request.replyParameters.map(\.text) == ["1", "2"])
    }

    @Test func `The address of a fault is found in a faulty message`() throws {
        let message = Message().with("To", "").with(
            "FaultTo",
            "<a:FaultTo><a:Address>urn:x</a:Address><a:ReferenceParameters><q>9</q></a:ReferenceParameters></a:FaultTo>"
        )
        let address = ReplyAddress(of: try message.envelope)
        #expect(address.relatesTo == "uuid:11111111-2222-3333-4444-55555555AbCd")
        #expect(address.replyParameters.isEmpty)
        #expect(address.faultParameters.map(\.text) == ["9"])
    }
}

@Suite struct `Header faults` {
    @Test(arguments: [
        ("To", FaultCode.messageInformationHeaderRequired(Addressing.to)),
        ("Action", .messageInformationHeaderRequired(Addressing.action)),
        ("MessageID", .invalidMessageInformationHeader(Addressing.messageID)),
        ("ReplyTo", .messageInformationHeaderRequired(Addressing.replyTo)),
        ("ResourceURI", .destinationUnreachable(.invalidResourceURI)),
    ])
    func `A missing header`(name: String, code: FaultCode) throws {
        #expect(try Message().with(name, "").fault().code == code)
    }

    @Test(arguments: [
        ("To", FaultCode.invalidMessageInformationHeader(Addressing.to)),
        ("Action", .invalidMessageInformationHeader(Addressing.action)),
        ("MessageID", .invalidMessageInformationHeader(Addressing.messageID)),
        ("ReplyTo", .invalidMessageInformationHeader(Addressing.replyTo)),
    ])
    func `An empty header`(name: String, code: FaultCode) throws {
        #expect(try Message().with(name, "<a:\(name)> </a:\(name)>").fault().code == code)
    }

    @Test func `An empty ResourceURI`() throws {
        let fault = try Message().with("ResourceURI", "<w:ResourceURI/>").fault()
        #expect(fault.code == .destinationUnreachable(.invalidResourceURI))
    }

    @Test(arguments: [
        "To", "Action", "MessageID", "ReplyTo", "ResourceURI", "SelectorSet", "OperationTimeout", "MaxEnvelopeSize",
        "OptionSet", "FaultTo",
    ])
    func `A header sent twice`(name: String) throws {
        let message = Message()
        let prefix = ["To", "Action", "MessageID", "ReplyTo", "FaultTo"].contains(name) ? "a" : "w"
        let xml = message.headers.first { $0.name == name }?.xml ?? "<\(prefix):\(name)/>"
        let fault = try message.with(name, xml).with("again", xml).fault()
        let namespace = prefix == "a" ? Namespace.addressing : Namespace.wsman
        #expect(fault.code == .invalidMessageInformationHeader(QName(namespace, name)))
    }

    @Test(arguments: ["ReplyTo", "FaultTo"])
    func `An answer elsewhere`(name: String) throws {
        let message = Message().with(name, "<a:\(name)><a:Address>http://elsewhere/</a:Address></a:\(name)>")
        #expect(try message.fault().code == .unsupportedFeature(.addressingMode))
    }

    @Test func `An endless MessageID or URI`() throws {
        let long = String(repeating: "x", count: 2049)
        #expect(
            try Message().with("MessageID", "<a:MessageID>\(long)</a:MessageID>").fault().code
                == .invalidMessageInformationHeader(Addressing.messageID))
        for (name, prefix) in [("To", "a"), ("Action", "a"), ("ResourceURI", "w")] {
            let message = Message().with(name, "<\(prefix):\(name)>\(long)</\(prefix):\(name)>")
            #expect(try message.fault().code == .encodingLimit(.uriLimitExceeded))
        }
    }

    @Test(arguments: ["true", "1", " true "], ["", "next", "ultimateReceiver"])
    func `A stranger that must be understood`(value: String, role: String) throws {
        let attribute =
            role.isEmpty ? "" : " s:role='http://www.w3.org/2003/05/soap-envelope/role/\(role)'"
        let fault =
            try Message().with("X", "<q:X xmlns:q='urn:q' s:mustUnderstand='\(value)'\(attribute)/>")
            .with("Y", "<Y s:mustUnderstand='true'/>").fault()
        #expect(fault.code == .mustUnderstand(notUnderstood: [QName("urn:q", "X"), QName("", "Y")]))
    }

    @Test(arguments: [
        "<q s:mustUnderstand='false'/>", "<q s:mustUnderstand='0'/>", "<q mustUnderstand='true'/>", "<q/>",
        "<q s:mustUnderstand='true' s:role='http://www.w3.org/2003/05/soap-envelope/role/none'/>",
        "<q s:mustUnderstand='true' s:role='urn:somebody-else'/>", "<w:Unknown/>",
    ])
    func `A stranger that need not be`(xml: String) throws {
        #expect(throws: Never.self) { try Message().with("q", xml).request }
    }

    @Test func `Languages that must be spoken`() throws {
        let locale = Message().with("L", "<w:Locale xml:lang='de' s:mustUnderstand='true'/>")
        #expect(try locale.fault().code == .unsupportedFeature(.locale))
        #expect(try locale.fault().windowsCode == 2_150_858_887)
        let data = Message().with("L", "<p:DataLocale xml:lang='de' s:mustUnderstand='1'/>")
        #expect(try data.fault().code == .unsupportedFeature(.dataLocale))
    }

    @Test(arguments: ["PT-1S", "-PT1S", "", "60", "soon", "PT", "P1Y"])
    func `A bad OperationTimeout`(text: String) throws {
        let fault = try Message().with("O", "<w:OperationTimeout>\(text)</w:OperationTimeout>").fault()
        #expect(fault.code == .invalidMessageInformationHeader(QName(Namespace.wsman, "OperationTimeout")))
        #expect(fault.windowsCode == 2_150_858_767)
        #expect(fault.code.row.detail == nil)
    }

    @Test(arguments: ["0", "-1", "8191", "+100"])
    func `A MaxEnvelopeSize that is too small`(text: String) throws {
        let fault = try Message().with("M", "<w:MaxEnvelopeSize>\(text)</w:MaxEnvelopeSize>").fault()
        #expect(fault.code == .encodingLimit(.minimumEnvelopeLimit))
    }

    @Test(arguments: ["", "many", "1.5", "0x9000"])
    func `A MaxEnvelopeSize that is no number`(text: String) throws {
        let fault = try Message().with("M", "<w:MaxEnvelopeSize>\(text)</w:MaxEnvelopeSize>").fault()
        #expect(fault.code == .invalidMessageInformationHeader(QName(Namespace.wsman, "MaxEnvelopeSize")))
    }

    @Test func `A MaxEnvelopeSize beyond all numbers is no limit`() throws {
        let text = String(repeating: "9", count: 40)
        #expect(
            try Message().with("M", "<w:MaxEnvelopeSize>\(text)</w:MaxEnvelopeSize>").request.maxEnvelopeSize == .max)
    }

    @Test func `A fragment of what is no transfer`() throws {
        let message = Message.enumerate("").with(
            "F", "<w:FragmentTransfer s:mustUnderstand='true'>Name</w:FragmentTransfer>")
        #expect(try message.fault().code == .unsupportedFeature(.fragmentLevelAccess))
    }

    @Test func `Every reason is a sentence`() throws {
        for name in ["To", "Action", "MessageID", "ReplyTo", "ResourceURI"] {
            #expect(try Message().with(name, "").fault().reason.hasSuffix("."))
        }
    }
}

@Suite struct `Options` {
    private func options(_ xml: String) throws(Fault) -> [RequestOption] {
        try Message().with("OptionSet", "<w:OptionSet s:mustUnderstand='true'>\(xml)</w:OptionSet>").request.options
    }

    @Test func `Names with colons, repeated names and an empty set are fine`() throws {
        #expect(try options("").isEmpty)
        let read = try options(
            "<w:Option Name='wmi:X'/><w:Option Name='msftwinrm:UsePreciseArrays' Type='xs:boolean'> true </w:Option>"
                + "<w:Option Name='wmi:X' MustComply='false'>2</w:Option>")
        #expect(
            read == [
                RequestOption(name: "wmi:X", value: ""),
                RequestOption(name: "msftwinrm:UsePreciseArrays", value: "true", type: "xs:boolean"),
                RequestOption(name: "wmi:X", value: "2"),
            ])
    }

    @Test(arguments: [
        ("<w:Option Name='x' MustComply='true'/>", FaultCode.invalidOptions(.notSupported)),
        ("<w:Option Name='x' MustComply='1'>y</w:Option>", .invalidOptions(.notSupported)),
        ("<w:Option>y</w:Option>", .invalidOptions(.invalidName)),
        ("<w:Option Name='\(String(repeating: "x", count: 2049))'/>", .encodingLimit(.optionLimit)),
        (String(repeating: "<w:Option Name='x'/>", count: 257), .encodingLimit(.optionLimit)),
    ])
    func `Those that must be complied with, and bad ones, are refused`(xml: String, code: FaultCode) throws {
        let fault = try #require(throws: Fault.self) { try options(xml) }
        #expect(fault.code == code)
    }
}
