import CIM
import SOAP
import Testing
import WSMan
import XML

@testable import WSCIM

@Suite struct `The arguments of a call` {
    private func arguments(
        _ method: CIMName, of className: CIMName, _ children: String
    ) throws -> [CIMName: CIMValue] {
        let text =
            #"<q:X_INPUT xmlns:q="urn:q" \#(Fixture.xsi) \#(Fixture.cim) \#(Fixture.addressing) \#(Fixture.wsman)>\#(children)</q:X_INPUT>"#
        let reader = ElementReader(schema: Fixture.schema, namespace: try Fixture.namespace())
        return try reader.arguments(of: Fixture.method(method, of: className), from: Fixture.element(text))
    }

    private func refusal(_ method: CIMName, of className: CIMName, _ children: String) throws -> Fault {
        do {
            let arguments = try arguments(method, of: className, children)
            return try #require(nil as Fault?, "accepted as \(arguments)")
        } catch let error as Fault {
            return error
        }
    }

    private let machine = CIMObjectPath(
        namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem",
        keys: [("CreationClassName", .string("Msvm_ComputerSystem")), ("Name", .string("M"))])

    @Test func `None come from an empty body`() throws {
        let reader = ElementReader(schema: Fixture.schema, namespace: try Fixture.namespace())
        #expect(try reader.arguments(of: Fixture.method("GetError", of: "Msvm_ConcreteJob"), from: nil).isEmpty)
        #expect(try arguments("GetError", of: "Msvm_ConcreteJob", "").isEmpty)
    }

    @Test(arguments: [
        "<q:RequestedState>4</q:RequestedState>", "<requestedstate> 4\n</requestedstate>",
        #"<q:TimeoutPeriod xsi:nil="true"/><z:RequestedState xmlns:z="urn:z">04</z:RequestedState>"#,
        #"<q:TimeoutPeriod xsi:nil="1"></q:TimeoutPeriod><q:Job xsi:nil="true"/><q:RequestedState>4</q:RequestedState>"#,
    ])
    func `Are found in any case, namespace and order, NULL left out`(children: String) throws {
        #expect(
            try arguments("RequestStateChange", of: "Msvm_ComputerSystem", children) == ["RequestedState": .uint16(4)])
    }

    @Test(arguments: [
        "<cim:Interval>PT1M40S</cim:Interval>", "PT100S", "00000000000140.000000:000",
        "<Interval>P0DT0H1M40S</Interval>",
    ])
    func `That are datetimes come wrapped or bare`(content: String) throws {
        let arguments = try arguments(
            "RequestStateChange", of: "Msvm_ComputerSystem", "<q:TimeoutPeriod>\(content)</q:TimeoutPeriod>")
        #expect(arguments == ["TimeoutPeriod": .datetime(CIMDateTime(interval: 100_000_000))])
    }

    @Test func `That are references come bare, wrapped, or as text`() throws {
        let selectors =
            #"<w:SelectorSet><w:Selector Name="Name">M</w:Selector><w:Selector Name="CreationClassName">Msvm_ComputerSystem</w:Selector></w:SelectorSet>"#
        let bare =
            "<a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>\(Fixture.v2)/Msvm_ComputerSystem</w:ResourceURI>"
            + "\(selectors)</a:ReferenceParameters>"
        let older =
            "<a:Address>x</a:Address><a:ReferenceProperties><w:ResourceURI>\(Fixture.dmtf)/msvm_computersystem</w:ResourceURI>"
            + "\(selectors)</a:ReferenceProperties>"
        let text = #"\\H\root\virtualization\v2:Msvm_ComputerSystem.Name="M",CreationClassName='Msvm_ComputerSystem'"#
        for content in [bare, "<a:EndpointReference>\(bare)</a:EndpointReference>", older, text] {
            let arguments = try arguments(
                "ExportSystemDefinition", of: "Msvm_VirtualSystemManagementService",
                "<q:ComputerSystem>\(content)</q:ComputerSystem>")
            #expect(arguments == ["ComputerSystem": .reference(machine)])
        }
    }

    @Test func `That are arrays are gathered, also when apart`() throws {
        let arguments = try arguments(
            "DefineSystem", of: "Msvm_VirtualSystemManagementService",
            "<q:ResourceSettings>a</q:ResourceSettings><q:SystemSettings>s</q:SystemSettings><q:ResourceSettings/>")
        #expect(
            arguments == ["ResourceSettings": .array(.strings(["a", ""])), "SystemSettings": .string("s")])
    }

    @Test func `That are embedded instances come as text, as typed element or as nested element`() throws {
        let error = try Fixture.instance("Msvm_Error", [("Message", .string("m")), ("CIMStatusCode", .uint32(4))])
        let properties = "<p:Message>m</p:Message><p:CIMStatusCode>4</p:CIMStatusCode>"
        let uri = #"xmlns:p="\#(Fixture.v2)/Msvm_Error""#
        let text = CIMXML.text(of: error)
        let escaped = Fixture.written { $0.text(text) }
        for content in [
            #"<q:Errors \#(uri) xsi:type="p:Msvm_Error_Type">\#(properties)</q:Errors>"#,
            #"<q:Errors \#(uri)>\#(properties)</q:Errors>"#,
            #"<q:Errors \#(uri) xsi:type="unknown:Msvm_Error_Type">\#(properties)</q:Errors>"#,
            "<q:Errors><p:Msvm_Error \(uri)>\(properties)</p:Msvm_Error></q:Errors>",
            "<q:Errors>\(text)</q:Errors>",
        ] {
            let arguments = try arguments("FormatError", of: "Msvm_VirtualSystemManagementService", content)
            #expect(arguments == ["Errors": .array(try CIMArray(.string, [.instance(error)]))], "\(content)")
        }
        for content in [escaped, "<![CDATA[\(text)]]>"] {
            let arguments = try arguments(
                "FormatError", of: "Msvm_VirtualSystemManagementService", "<q:Errors>\(content)</q:Errors>")
            #expect(arguments == ["Errors": .array(.strings([text]))])
        }
    }

    @Test(arguments: ["<q:ImcData>1</q:ImcData><q:ImcData>255</q:ImcData>", "<q:ImcData>Af8=</q:ImcData>"])
    func `That are bytes come as numbers or as base64`(content: String) throws {
        let method = try #require(
            try Fixture.cimClass("Msvm_VirtualSystemManagementService").methods.first { method in
                method.parameters.contains { $0.name == "ImcData" }
            })
        let arguments = try arguments(method.name, of: "Msvm_VirtualSystemManagementService", content)
        #expect(arguments["ImcData"] == .array(try CIMArray(.uint8, [.uint8(1), .uint8(255)])))
    }

    @Test(arguments: [
        ("<q:RequestedState>x</q:RequestedState>", "0 to 65535"),
        ("<q:RequestedState>70000</q:RequestedState>", "0 to 65535"),
        ("<q:RequestedState/>", "0 to 65535"), ("<q:RequestedState><q:A/></q:RequestedState>", "holds elements"),
        ("<q:RequestedState>2</q:RequestedState><q:RequestedState>3</q:RequestedState>", "2 times"),
        (#"<q:RequestedState xsi:nil="true">2</q:RequestedState>"#, "xsi:nil"),
        ("<q:TimeoutPeriod>soon</q:TimeoutPeriod>", "xs:dateTime"),
        ("<q:TimeoutPeriod><q:A/></q:TimeoutPeriod>", "no datetime"),
    ])
    func `Of another type are refused with TypeMismatch`(children: String, reason: String) throws {
        let fault = try refusal("RequestStateChange", of: "Msvm_ComputerSystem", children)
        #expect(fault.code == .invalidParameter(.typeMismatch))
        #expect(fault.reason.contains(reason), "\(fault.reason)")
    }

    @Test(arguments: [
        ("<q:ComputerSystem>Msvm_Nothing.A=1</q:ComputerSystem>", "no class"),
        (#"<q:ComputerSystem>Msvm_ConcreteJob.InstanceID="1"</q:ComputerSystem>"#, "is wanted"),
        ("<q:ComputerSystem><a:Address>x</a:Address></q:ComputerSystem>", "ResourceURI"),
        ("<q:ComputerSystem><q:A/></q:ComputerSystem>", "endpoint reference"),
    ])
    func `That refer to nothing are refused with TypeMismatch`(children: String, reason: String) throws {
        let fault = try refusal("ExportSystemDefinition", of: "Msvm_VirtualSystemManagementService", children)
        #expect(fault.code == .invalidParameter(.typeMismatch))
        #expect(fault.reason.contains(reason), "\(fault.reason)")
    }

    @Test(arguments: [
        ("<q:Errors><q:Nothing>1</q:Nothing></q:Errors>", "no property Nothing"),
        ("<q:Errors><q:Msvm_ConcreteJob/></q:Errors>", "is wanted"),
        (#"<q:Errors><INSTANCE CLASSNAME="Nothing"/></q:Errors>"#, "no class"),
        (#"<q:Errors>a</q:Errors><q:Errors xsi:nil="true"/>"#, "NULL"),
    ])
    func `With wrong embedded instances are refused with TypeMismatch`(children: String, reason: String) throws {
        let fault = try refusal("FormatError", of: "Msvm_VirtualSystemManagementService", children)
        #expect(fault.code == .invalidParameter(.typeMismatch))
        #expect(fault.reason.contains(reason), "\(fault.reason)")
    }

    @Test(arguments: ["<q:Nothing>1</q:Nothing>", "<q:Job>1</q:Job>"])
    func `That the method does not take are refused with InvalidName`(children: String) throws {
        let fault = try refusal("RequestStateChange", of: "Msvm_ComputerSystem", children)
        #expect(fault.code == .invalidParameter(.invalidName))
        #expect(fault.reason.contains("it takes RequestedState, TimeoutPeriod"), "\(fault.reason)")
    }

    @Test func `That are required and missing are refused`() throws {
        let namespace = try CIMNamespace(
            name: "root/t",
            mof: [
                MOFSource(
                    file: "t.mof", text: "class T { uint32 M([In, Required] string A, [In, Out, Required] string B); };"
                )
            ])
        let method = try #require(namespace.cimClass("T")?.method("M"))
        let reader = ElementReader(schema: Fixture.schema, namespace: namespace)
        let fault = try fault { () throws(Fault) in try reader.arguments(of: method, from: nil) }
        #expect(fault.code == .invalidParameter())
        #expect(fault.reason.contains("needs the parameter A"))
        #expect(try reader.arguments(of: method, from: Fixture.element("<M><A/></M>")) == ["A": .string("")])
    }
}

@Suite struct `The answer of a method` {
    @Test func `Has out parameters in alphabetical order, NULL as xsi nil, and the return value last`() throws {
        let job = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_StorageJob", keys: [("InstanceID", .string("A"))])
        let cimClass = try Fixture.cimClass("Msvm_VirtualSystemManagementService")
        let method = try Fixture.method("DefineSystem", of: cimClass.name)
        let text = Fixture.written {
            $0.methodOutput(
                method, of: cimClass, returnValue: .uint32(4096), outputs: ["job": .reference(job)], family: .microsoft)
        }
        #expect(
            text
                == #"<p:DefineSystem_OUTPUT \#(Fixture.xsi) xmlns:p="\#(Fixture.v2)/Msvm_VirtualSystemManagementService" "#
                + #"\#(Fixture.cim)><p:Job \#(Fixture.addressing) \#(Fixture.wsman)>\#(Fixture.anonymous)"#
                + #"<a:ReferenceParameters \#(Fixture.addressing) \#(Fixture.wsman)><w:ResourceURI>\#(Fixture.v2)/Msvm_StorageJob</w:ResourceURI><w:SelectorSet \#(Fixture.wsman)>"#
                + #"<w:Selector Name="__cimnamespace">root/virtualization/v2</w:Selector>"#
                + #"<w:Selector Name="InstanceID">A</w:Selector></w:SelectorSet></a:ReferenceParameters></p:Job>"#
                + #"<p:ResultingSystem xsi:nil="true"/><p:ReturnValue>4096</p:ReturnValue></p:DefineSystem_OUTPUT>"#)
    }

    @Test func `Has embedded instances as typed elements, text as text, and leaves NULL arrays out`() throws {
        let error = try Fixture.instance("Msvm_Error", [("Message", .string("m"))])
        let cimClass = try Fixture.cimClass("Msvm_ConcreteJob")
        let method = try Fixture.method("GetError", of: cimClass.name)
        let embedded = try Fixture.element(
            Fixture.written {
                $0.methodOutput(
                    method, of: cimClass, returnValue: .uint32(0), outputs: ["Error": .instance(error)], family: .dmtf)
            })
        #expect(embedded.elements[0].elements.contains { $0.name == QName("\(Fixture.dmtf)/Msvm_Error", "Message") })
        let text = Fixture.written {
            $0.methodOutput(
                method, of: cimClass, returnValue: nil, outputs: ["Error": .string("<INSTANCE/>")], family: .dmtf)
        }
        #expect(text.hasSuffix("<p:Error>&lt;INSTANCE/&gt;</p:Error></p:GetError_OUTPUT>"))
        let none = Fixture.written {
            $0.methodOutput(
                method, of: cimClass, returnValue: .uint32(0), outputs: [:], family: .dmtf)
        }
        #expect(none.hasSuffix(#"><p:Error xsi:nil="true"/><p:ReturnValue>0</p:ReturnValue></p:GetError_OUTPUT>"#))
    }
}
