import SOAP
import Testing
import WSMan
import XML

@Suite struct `Resource URIs` {
    private let microsoft = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
    private let dmtf = "http://schemas.dmtf.org/wbem/wscim/1/"

    @Test func `Microsoft's hold the namespace`() {
        let uri = ResourceURI(" \(microsoft)root/virtualization/v2/Msvm_ConcreteJob\n")
        #expect(uri.family == .microsoft)
        #expect(uri.namespace == "root/virtualization/v2")
        #expect(uri.className == "Msvm_ConcreteJob")
        #expect(!uri.isAllClasses)
        #expect(uri == .microsoft(namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob"))
    }

    @Test func `The DMTF's leave it to a selector`() {
        let uri = ResourceURI("\(dmtf)cim-schema/2/CIM_ConcreteJob")
        #expect(uri.family == .dmtf && uri.namespace == nil && uri.className == "CIM_ConcreteJob")
        #expect(uri == .dmtf(className: "CIM_ConcreteJob"))
    }

    @Test func `A star means all classes`() {
        #expect(ResourceURI("\(microsoft)root/cimv2/*").isAllClasses)
        #expect(ResourceURI("\(microsoft)root/cimv2/*").namespace == "root/cimv2")
        #expect(ResourceURI("\(dmtf)*").isAllClasses)
        #expect(ResourceURI.dmtf(className: nil).isAllClasses)
        #expect(ResourceURI("http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*").family == .classMetadata)
    }

    @Test func `Case does not matter, but is kept`() {
        let upper = ResourceURI("\(microsoft.uppercased())ROOT/CIMV2/WIN32_SERVICE")
        let lower = ResourceURI("\(microsoft)root/cimv2/win32_service")
        #expect(upper == lower)
        #expect(Set([upper, lower]).count == 1)
        #expect(upper.className == "WIN32_SERVICE")
        #expect(upper != ResourceURI("\(microsoft)root/cimv2/win32_servicf"))
    }

    @Test(arguments: [
        "http://schemas.microsoft.com/wbem/wsman/1/config",
        "HTTP://schemas.microsoft.com/wbem/wsman/1/config/service/auth",
    ])
    func `The configuration is known`(text: String) {
        #expect(ResourceURI(text).kind == .configuration)
    }

    @Test(arguments: [
        "", "x", "http://schemas.microsoft.com/wbem/wsman/1/wmi/",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/Class",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root//Class",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/Cl ass",
        "http://schemas.microsoft.com/wbem/wsman/1/configured",
        "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd",
        "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Class?Key=1",
    ])
    func `Nothing else is`(text: String) {
        #expect(ResourceURI(text).kind == .other)
    }
}

@Suite struct `Selectors` {
    private func set(_ content: String) throws -> SelectorSet {
        let request = try Message().with("SelectorSet", "<w:SelectorSet>\(content)</w:SelectorSet>").request
        return try #require(request.operation.target?.selectors)
    }

    private func code(_ content: String) throws -> FaultCode {
        try Message().with("SelectorSet", "<w:SelectorSet>\(content)</w:SelectorSet>").fault().code
    }

    @Test func `They keep their order and are found without case`() throws {
        let read = try set("<w:Selector Name='B'> 1 </w:Selector><!-- c --><w:Selector Name='A'/>")
        #expect(read.selectors == [Selector("B", .text("1")), Selector("A", .text(""))])
        #expect(read["b"] == .text("1") && read["c"] == nil)
        #expect(try set("").isEmpty)
    }

    @Test func `One may hold a reference`() throws {
        let reference = EndpointReference(
            resourceURI: .dmtf(className: "CIM_Job"), selectors: try SelectorSet([Selector("K", .text("v"))]))
        var writer = XMLWriter()
        reference.write(to: &writer)
        let text = String(decoding: writer.finish(), as: UTF8.self)
        #expect(try set("<w:Selector Name='Job'>\(text)</w:Selector>")["Job"] == .reference(reference))
    }

    @Test(arguments: [
        (
            "<w:Selector Name='A'>1</w:Selector><w:Selector Name='a'>2</w:Selector>",
            FaultCode.invalidSelectors(.duplicate)
        ),
        ("<w:Selector>1</w:Selector>", .invalidSelectors()),
        ("<w:Selector Name=' '>1</w:Selector>", .invalidSelectors()),
        ("<w:Option Name='A'>1</w:Option>", .invalidSelectors()),
        ("<w:Selector Name='A'><x/></w:Selector>", .invalidSelectors()),
        ("<w:Selector Name='A'>1<a:EndpointReference/></w:Selector>", .invalidSelectors()),
        ("<w:Selector Name='A'><a:EndpointReference/></w:Selector>", .schemaValidationError),
    ])
    func `Bad ones have their faults`(content: String, expected: FaultCode) throws {
        #expect(try code(content) == expected)
    }

    @Test func `They have limits`() throws {
        func selector(_ name: String, _ value: String) -> String { "<w:Selector Name='\(name)'>\(value)</w:Selector>" }
        func text(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(try set(selector(text(2048), text(4096))).count == 1)
        #expect(try code(selector(text(2049), "")) == .encodingLimit(.selectorLimit))
        #expect(try code(selector("A", text(4097))) == .encodingLimit(.selectorLimit))
        #expect(try code(["A", "B", "C"].map { selector($0, text(3000)) }.joined()) == .encodingLimit(.selectorLimit))
        #expect(try set((0..<64).map { selector("A\($0)", "") }.joined()).count == 64)
        #expect(try code((0..<65).map { selector("A\($0)", "") }.joined()) == .encodingLimit(.selectorLimit))
    }
}

@Suite struct `Endpoint references` {
    private func parse(_ content: String) throws -> EndpointReference {
        let declarations = "xmlns:a='\(Namespace.addressing)' xmlns:w='\(Namespace.wsman)'"
        return try EndpointReference(XMLParser.parse(Array("<Job \(declarations)>\(content)</Job>".utf8)))
    }

    private let parameters =
        "<w:ResourceURI>\(Message.job)</w:ResourceURI>"
        + "<w:SelectorSet><w:Selector Name='K'>v</w:Selector></w:SelectorSet>"

    @Test func `Bare, wrapped and older ones are the same`() throws {
        let bare = try parse(
            "<a:Address>urn:x</a:Address><a:ReferenceParameters>\(parameters)</a:ReferenceParameters>")
        #expect(bare.address == "urn:x")
        #expect(bare.resourceURI == ResourceURI(Message.job))
        #expect(bare.selectors.text("K") == "v")
        #expect(
            try parse(
                "<a:EndpointReference><a:Address>urn:x</a:Address><a:ReferenceProperties>\(parameters)"
                    + "</a:ReferenceProperties></a:EndpointReference>") == bare)
    }

    @Test func `One without an address is none`() throws {
        let fault = try #require(throws: Fault.self) {
            try parse("<a:ReferenceParameters>\(parameters)</a:ReferenceParameters>")
        }
        #expect(fault.code == .schemaValidationError)
    }

    @Test func `What is written can be cut out, pasted elsewhere and read again`() throws {
        let ticket = XMLElement(QName("urn:t", "Ticket"), children: [.text("1")])
        let reference = EndpointReference(
            address: "urn:x", resourceURI: ResourceURI(Message.job),
            selectors: try SelectorSet([
                Selector("A", .text("<1>")),
                Selector("B", .reference(EndpointReference(resourceURI: .dmtf(className: "CIM_X")))),
            ]), otherParameters: [ticket])
        var writer = XMLWriter()
        reference.write(to: &writer)
        let alone = try XMLParser.parse(writer.finish())
        #expect(alone.name == Addressing.endpointReference)
        #expect(try EndpointReference(alone) == reference)
    }
}
