import SOAP
import Testing
import WSMan
import XML

@Suite struct `Operations` {
    @Test func `Identify is known by the body alone, whatever the headers`() throws {
        var message = Message()
        message.headers = [("X", "<x s:mustUnderstand='true'/>"), ("A", "<a:Action/>")]
        message.body = "<wsmid:Identify><x/></wsmid:Identify>"
        let request = try message.request
        guard case .identify = request.operation else {
            Issue.record("\(request.operation)")
            return
        }
        #expect(request.messageID == nil)
    }

    @Test func `An Identify with a MessageID is answered to it`() throws {
        var message = Message()
        message.body = "<wsmid:Identify/>"
        #expect(try message.request.messageID == "uuid:11111111-2222-3333-4444-55555555AbCd")
    }

    @Test(arguments: [Action.enumerationEnd, Action.subscriptionEnd])
    func `What WS-Management knows and nobody offers is named`(action: String) throws {
        guard case .unsupported(let named) = try Message().action(action, body: "<x/>").request.operation else {
            Issue.record("offered")
            return
        }
        #expect(named == action)
    }

    @Test func `A Put and a Create carry one element, and a Delete needs none`() throws {
        guard case .put(_, let given) = try Message().action(Action.put, body: "<x/>").request.operation else {
            Issue.record("no Put")
            return
        }
        #expect(given.name.localName == "x")
        guard case .delete = try Message().action(Action.delete).request.operation else {
            Issue.record("no Delete")
            return
        }
        for action in [Action.put, Action.create] {
            #expect(try Message().action(action).fault().code == .invalidRepresentation(.missingValues))
            #expect(
                try Message().action(action, body: "<x/><y/>").fault().code == .invalidRepresentation(.invalidValues))
        }
    }

    @Test(arguments: [
        "urn:x", "http://schemas.xmlsoap.org/ws/2004/09/transfer/get", "nonsense", "http://x/y/",
        "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command", "\(Message.job)/",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*/Delete",
    ])
    func `An action nobody knows is named in the fault`(action: String) throws {
        #expect(try Message().action(action).fault().code == .actionNotSupported(action: action))
    }

    @Test(arguments: [
        "\(Message.job)/RequestStateChange", "\(Message.job.uppercased())/RequestStateChange",
        "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ConcreteJob/RequestStateChange",
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Other_Class/RequestStateChange",
    ])
    func `A method's action is a class's URI and its name`(action: String) throws {
        let message = Message().action(action, body: "<p:RequestStateChange_INPUT/>")
        guard case .invoke(let target, let method, let input) = try message.request.operation else {
            Issue.record("no invoke")
            return
        }
        #expect(target.resourceURI.text == Message.job)
        #expect(method == "RequestStateChange")
        #expect(input?.name.localName == "RequestStateChange_INPUT")
    }

    @Test func `A method of any resource is told by the resource URI itself`() throws {
        let message = Message().with("ResourceURI", "<w:ResourceURI>urn:thing</w:ResourceURI>").action("urn:thing/Do")
        guard case .invoke(_, "Do", nil) = try message.request.operation else {
            Issue.record("no invoke")
            return
        }
    }

    @Test func `Release takes a context`() throws {
        let body = "<n:Release><n:EnumerationContext> c7 </n:EnumerationContext></n:Release>"
        guard case .release("c7") = try Message().action(Action.release, body: body).request.operation else {
            Issue.record("no release")
            return
        }
    }

    @Test(arguments: [Action.enumerate, Action.pull, Action.release])
    func `A wrong body of an enumeration message is a schema error`(action: String) throws {
        for body in ["", "<x/>", "<Enumerate/>", "<n:Enumerate/><n:Enumerate/>", "<n:EnumerationContext/>"] {
            #expect(try Message().action(action, body: body).fault().code == .schemaValidationError)
        }
    }
}

@Suite struct `The body of an Enumerate` {
    private func enumerate(_ content: String) throws -> Enumerate {
        try #require(try Message.enumerate(content).request.operation.enumerate)
    }

    private func code(_ content: String) throws -> FaultCode { try Message.enumerate(content).fault().code }

    @Test func `An empty one asks for the defaults`() throws {
        #expect(try enumerate("") == Enumerate())
    }

    @Test func `Children come in any order, and strangers are ignored`() throws {
        let read = try enumerate(
            "<p:SessionId>uuid:1</p:SessionId><w:MaxElements>32000</w:MaxElements>"
                + "<w:OptimizeEnumeration xsi:nil='true'/>"
                + "<b:PolymorphismMode>None</b:PolymorphismMode><n:Expires>PT5M</n:Expires>"
                + "<w:EnumerationMode> EnumerateObjectAndEPR </w:EnumerationMode>"
                + "<w:Filter Dialect='http://schemas.microsoft.com/wbem/wsman/1/WQL'> select * from X </w:Filter>")
        #expect(read.optimize)
        #expect(read.maxElements == 32000)
        #expect(read.mode == .objectAndEPR)
        #expect(read.polymorphism == PolymorphismMode.none)
        #expect(read.expires == .duration(.seconds(300)))
        #expect(read.filter?.dialect == .wql)
        #expect(read.filter?.text == "select * from X")
    }

    @Test(arguments: [
        ("EnumerateEPR", Enumerate.Mode.epr), ("EnumerateObject", .object), ("EnumerateObjectAndEPR", .objectAndEPR),
    ])
    func `Modes`(text: String, mode: Enumerate.Mode) throws {
        #expect(try enumerate("<w:EnumerationMode>\(text)</w:EnumerationMode>").mode == mode)
    }

    @Test func `A dateTime may be when it expires`() throws {
        let read = try enumerate("<n:Expires>2026-01-01T00:00:00+01:00</n:Expires>")
        #expect(read.expires == .dateTime(microsecondsSince1970: 1_767_222_000_000_000))
    }

    @Test(arguments: [
        ("<w:EnumerationMode>All</w:EnumerationMode>", FaultCode.unsupportedFeature(.enumerationMode)),
        ("<w:EnumerationMode/>", .unsupportedFeature(.enumerationMode)),
        ("<w:MaxElements>0</w:MaxElements>", .schemaValidationError),
        ("<w:MaxElements>-3</w:MaxElements>", .schemaValidationError),
        ("<w:MaxElements>many</w:MaxElements>", .schemaValidationError),
        ("<n:Expires>later</n:Expires>", .invalidExpirationTime(in: .enumeration)),
        ("<n:Expires>PT0S</n:Expires>", .invalidExpirationTime(in: .enumeration)),
        ("<n:Expires>-PT5M</n:Expires>", .invalidExpirationTime(in: .enumeration)),
        ("<b:PolymorphismMode>Some</b:PolymorphismMode>", .polymorphismModeNotSupported),
        ("<n:EndTo/>", .unsupportedFeature(.addressingMode)),
    ])
    func `Bad values have their faults`(content: String, expected: FaultCode) throws {
        #expect(try code(content) == expected)
    }

    @Test func `A number beyond all is no limit`() throws {
        #expect(
            try enumerate("<w:MaxElements>\(String(repeating: "9", count: 30))</w:MaxElements>").maxElements == .max)
    }
}

@Suite struct `Filters` {
    private let wql = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
    private let selector = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"

    private func filter(_ xml: String) throws -> Filter {
        try #require(try Message.enumerate(xml).request.operation.enumerate?.filter)
    }

    private func code(_ xml: String) throws -> FaultCode { try Message.enumerate(xml).fault().code }

    @Test func `Either namespace will do, both together will not`() throws {
        #expect(try filter("<n:Filter Dialect='\(wql)'>x</n:Filter>").text == "x")
        let both = "<n:Filter Dialect='\(wql)'>x</n:Filter><w:Filter Dialect='\(wql)'>x</w:Filter>"
        #expect(try code(both) == .cannotProcessFilter())
    }

    @Test(arguments: [
        "http://schemas.dmtf.org/wbem/wsman/1/WQL", "http://microsoft.com/wbem/wsman/1/WQL",
        "HTTP://SCHEMAS.MICROSOFT.COM/wbem/wsman/1/wql",
    ])
    func `WQL has several names`(uri: String) throws {
        #expect(try filter("<w:Filter Dialect='\(uri)'>x</w:Filter>").dialect == .wql)
    }

    @Test func `A dialect not offered is answered with those that are`() throws {
        #expect(
            try code("<w:Filter Dialect='urn:unknown'>x</w:Filter>")
                == .filterDialectRequestedUnavailable(supported: FilterDialect.offered.map(\.uri)))
        #expect(FilterDialect.offered.count == 5)
    }

    @Test func `Without a Dialect it is XPath`() throws {
        #expect(try filter("<w:Filter>/x</w:Filter>").dialect == .xpath)
    }

    @Test func `An association filter names its object, and either end of the associations`() throws {
        let dialect = FilterDialect.association.uri
        func read(_ content: String) throws -> AssociationExpression {
            try filter(
                "<w:Filter Dialect='\(dialect)' xmlns:b='http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd'>"
                    + "\(content)</w:Filter>"
            ).association()
        }
        let object = "<b:Object><a:Address>x</a:Address></b:Object>"
        let associated = try read(
            "<b:AssociatedInstances>\(object)<b:AssociationClassName>A</b:AssociationClassName><b:Role>B</b:Role>"
                + "<b:ResultClassName>C</b:ResultClassName><b:ResultRole>D</b:ResultRole></b:AssociatedInstances>")
        #expect([associated.associationClassName, associated.role] == ["A", "B"])
        #expect([associated.resultClassName, associated.resultRole] == ["C", "D"])
        let references = try read(
            "<b:AssociationInstances>\(object)<b:ResultClassName>C</b:ResultClassName></b:AssociationInstances>")
        #expect(references.associationClassName == "C" && references.resultClassName == nil)
        for bad in ["<b:AssociatedInstances/>", "<b:Other>\(object)</b:Other>", "text"] {
            let fault = try #require(throws: Fault.self) { try read(bad) }
            #expect(fault.code == .cannotProcessFilter())
        }
    }

    @Test(arguments: ["", " ", "<x/><y/>", "text<x/>", "<x/>text"])
    func `Content is text or one element`(content: String) throws {
        #expect(try code("<w:Filter Dialect='\(wql)'>\(content)</w:Filter>") == .cannotProcessFilter())
    }

    @Test func `Selector filters hold a SelectorSet`() throws {
        let set = "<w:SelectorSet><w:Selector Name='JobState'>7</w:Selector></w:SelectorSet>"
        #expect(try filter("<w:Filter Dialect='\(selector)'> \(set) </w:Filter>").selectors().text("jobstate") == "7")
        for bad in ["text", "<x/>", set.replacing("Name='JobState'", with: "")] {
            let filter = try filter("<w:Filter Dialect='\(selector)'>\(bad)</w:Filter>")
            let fault = try #require(throws: Fault.self) { try filter.selectors() }
            #expect(fault.code == .cannotProcessFilter())
        }
        let twice = try filter(
            "<w:Filter Dialect='\(selector)'>\(set.replacing("</w:SelectorSet>", with: ""))"
                + "<w:Selector Name='JOBSTATE'>8</w:Selector></w:SelectorSet></w:Filter>")
        let fault = try #require(throws: Fault.self) { try twice.selectors() }
        #expect(fault.code == .cannotProcessFilter(supportedSelectorNames: [], .duplicate))
    }
}

@Suite struct `The body of a Pull` {
    private let context = "<n:EnumerationContext>uuid:7</n:EnumerationContext>"

    @Test func `Limits are read in both namespaces, strangers ignored`() throws {
        let read = try #require(
            try Message.pull(
                "<p:SessionId>x</p:SessionId><n:MaxTime>PT5S</n:MaxTime><n:MaxElements>999</n:MaxElements>"
                    + "<n:MaxCharacters>99999</n:MaxCharacters>\(context)"
            ).request.operation.pull)
        #expect(read == Pull(context: "uuid:7", maxElements: 999, maxCharacters: 99999, maxTime: .seconds(5)))
        let dracclient = try Message.pull("\(context)<w:MaxElements>50</w:MaxElements>").request.operation.pull
        #expect(dracclient == Pull(context: "uuid:7", maxElements: 50))
    }

    @Test(arguments: [
        ("", FaultCode.schemaValidationError), ("<n:EnumerationContext/>", .invalidEnumerationContext),
        ("<n:EnumerationContext>x</n:EnumerationContext><n:MaxElements>0</n:MaxElements>", .schemaValidationError),
        ("<n:EnumerationContext>x</n:EnumerationContext><n:MaxTime>soon</n:MaxTime>", .schemaValidationError),
        ("<n:EnumerationContext>x</n:EnumerationContext><n:MaxCharacters>x</n:MaxCharacters>", .schemaValidationError),
    ])
    func `Bad ones have their faults`(content: String, code: FaultCode) throws {
        #expect(try Message.pull(content).fault().code == code)
    }
}
