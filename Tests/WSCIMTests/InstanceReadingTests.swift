import CIM
import SOAP
import Testing
import WSMan
import XML

@testable import WSCIM

@Suite struct `An instance read from its element` {
    private func reader() throws -> ElementReader {
        ElementReader(schema: Fixture.schema, namespace: try Fixture.namespace())
    }

    @Test func `Is the one that was written`() throws {
        let job = try Fixture.instance(
            "Msvm_ConcreteJob",
            [
                ("InstanceID", .string("A")), ("Name", .string("R & D")), ("JobState", .uint16(4)),
                ("OperationalStatus", .array(.uint16([2, 5]))), ("Cancellable", .boolean(true)),
                ("DeleteOnCompletion", .boolean(false)), ("StatusDescriptions", .array(.strings(["x", ""]))),
                ("StartTime", .datetime(CIMDateTime(timestamp: 1_700_000_000_123_456))),
                ("ElapsedTime", .datetime(CIMDateTime(interval: 90_500_000))),
                ("UntilTime", .datetime(.allNines)),
            ])
        for family in [ResourceURI.Family.microsoft, .dmtf] {
            let element = try Fixture.element(Fixture.written { $0.instance(job, family: family) })
            #expect(try reader().instance(element) == job)
        }
    }

    @Test func `Of an association has its references`() throws {
        let job = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", keys: [("InstanceID", .string("A"))])
        let machine = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem",
            keys: [("CreationClassName", .string("Msvm_ComputerSystem")), ("Name", .string("M"))])
        let link = try Fixture.instance(
            "Msvm_AffectedJobElement",
            [("AffectedElement", .reference(machine)), ("AffectingElement", .reference(job))])
        let element = try Fixture.element(Fixture.written { $0.instance(link, family: .microsoft) })
        #expect(try reader().instance(element) == link)
    }

    @Test func `May lack properties, and have a location behind them`() throws {
        let element = try Fixture.element(
            #"""
            <z:anything xmlns:z="urn:z" xmlns:xsi="http://www.w3.org/2001/XMLSchema" xsi:type="p:Msvm_ConcreteJob_Type"
              \#(Fixture.cim)><z:PRIORITY> 7 </z:PRIORITY><z:Notify xsi:nil="1"/><!-- x --><cim:Location>y</cim:Location>
            </z:anything>
            """#)
        let properties = try reader().properties(of: Fixture.cimClass("Msvm_ConcreteJob"), from: element)
        #expect(properties == ["Priority": .uint32(7), "Notify": nil])
        let instance = try reader().instance(element)
        #expect(instance.cimClass.name == "Msvm_ConcreteJob")
        #expect(instance["Priority"] == .uint32(7))
    }

    @Test(arguments: [
        ("<x><Nothing>1</Nothing></x>", "no property Nothing"), ("<x><JobState>x</JobState></x>", "0 to 65535"),
        ("<x><JobState>1</JobState><JobState>2</JobState></x>", "2 times"),
        (#"<x><Caption><Msvm_Error/></Caption></x>"#, "holds elements"),
    ])
    func `That does not fit its class is refused`(text: String, reason: String) throws {
        let element = try Fixture.element(text)
        let cimClass = try Fixture.cimClass("Msvm_ConcreteJob")
        let reader = try reader()
        let fault = try fault { () throws(Fault) in try reader.properties(of: cimClass, from: element) }
        #expect(fault.code == .invalidRepresentation(.invalidValues))
        #expect(fault.reason.contains(reason), "\(fault.reason)")
        let unknown = try WSCIMTests.fault { () throws(Fault) in try reader.instance(element) }
        #expect(unknown.code == .invalidRepresentation(.invalidValues))
    }
}

@Suite struct `An instance as CIM-XML` {
    @Test func `Is written with types, VALUE only where there is one`() throws {
        let inner = try Fixture.typed([("Label", .string("a<b"))], "Test_Inner")
        #expect(
            CIMXML.text(of: inner)
                == #"<INSTANCE CLASSNAME="Test_Inner"><PROPERTY NAME="Label" TYPE="string"><VALUE>a&lt;b</VALUE></PROPERTY>"#
                + #"<PROPERTY NAME="Next" TYPE="string" EmbeddedObject="instance"/><PROPERTY NAME="Since" TYPE="datetime"/></INSTANCE>"#
        )
        let error = try Fixture.instance(
            "Msvm_Error", [("Message", .string("disk full")), ("MessageArguments", .array(.strings(["C:"])))])
        let text = CIMXML.text(of: error)
        #expect(text.hasPrefix(#"<INSTANCE CLASSNAME="Msvm_Error"><PROPERTY NAME="CIMStatusCode" TYPE="uint32"/>"#))
        #expect(text.contains(#"<PROPERTY NAME="Message" TYPE="string"><VALUE>disk full</VALUE></PROPERTY>"#))
        #expect(
            text.contains(
                #"<PROPERTY.ARRAY NAME="MessageArguments" TYPE="string"><VALUE.ARRAY><VALUE>C:</VALUE></VALUE.ARRAY></PROPERTY.ARRAY>"#
            ))
    }

    @Test func `Is read as it was written`() throws {
        let namespace = try #require(Fixture.types)
        let other = CIMObjectPath(namespace: "root/else/where", className: "Test_Types", keys: [("Id", .string("2"))])
        let instance = try Fixture.typed([
            ("Id", .string(" 1 ")), ("aFlag", .boolean(true)), ("U64", .uint64(.max)), ("R64", .real64(1.25)),
            ("When", .datetime(CIMDateTime(interval: 5))), ("Text", .string("")), ("Other", .reference(other)),
            ("Flags", .array(CIMArray(.boolean, [.boolean(true), .boolean(false)]))), ("List", .array(.strings([]))),
        ])
        #expect(try CIMXML.instance(CIMXML.text(of: instance), in: namespace) == instance)
        let wrapped =
            "<?xml version=\"1.0\"?><DECLGROUP><VALUE.OBJECT>\(CIMXML.text(of: instance))</VALUE.OBJECT></DECLGROUP>"
        #expect(try CIMXML.instance(wrapped, in: namespace) == instance)
    }

    @Test(arguments: [
        ("", "not CIM-XML"), ("text", "not CIM-XML"), ("<A/>", "without an INSTANCE"), ("<INSTANCE/>", "no class"),
        (#"<INSTANCE CLASSNAME="Nothing"/>"#, "no class \"Nothing\""),
        (#"<INSTANCE CLASSNAME="Test_Inner"><PROPERTY NAME="X"><VALUE/></PROPERTY></INSTANCE>"#, "no property \"X\""),
        (#"<INSTANCE CLASSNAME="Test_Types"><PROPERTY NAME="U8"><VALUE>x</VALUE></PROPERTY></INSTANCE>"#, "0 to 255"),
        (#"<INSTANCE CLASSNAME="Test_Types"><PROPERTY NAME="U8"><X/></PROPERTY></INSTANCE>"#, "expected VALUE"),
        (
            #"<INSTANCE CLASSNAME="Test_Types"><PROPERTY.ARRAY NAME="U8"><VALUE.ARRAY><VALUE>1</VALUE></VALUE.ARRAY></PROPERTY.ARRAY></INSTANCE>"#,
            "U8"
        ),
        (
            #"<INSTANCE CLASSNAME="Test_Types"><PROPERTY.REFERENCE NAME="Other"><VALUE.REFERENCE/></PROPERTY.REFERENCE></INSTANCE>"#,
            "no INSTANCENAME"
        ),
    ])
    func `That cannot be read is refused with a sentence`(text: String, reason: String) throws {
        let namespace = try #require(Fixture.types)
        do {
            _ = try CIMXML.instance(text, in: namespace)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.reason.contains(reason), "\(error.reason)")
        }
    }
}
