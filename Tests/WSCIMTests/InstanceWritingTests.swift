import CIM
import SOAP
import Testing
import WSMan
import XML

@testable import WSCIM

@Suite struct `An instance on the wire` {
    private let head =
        #"<p:Test_Types \#(Fixture.xsi) xmlns:p="\#(Fixture.microsoft)/root/types/Test_Types" \#(Fixture.cim) xsi:type="p:Test_Types_Type">"#

    @Test func `Has every scalar in alphabetical order, NULL as xsi nil, booleans false, no array`() throws {
        let instance = try Fixture.typed([("Id", .string("1"))])
        let expected =
            head + #"<p:aFlag>false</p:aFlag><p:Character xsi:nil="true"/><p:Id>1</p:Id><p:Inner xsi:nil="true"/>"#
            + #"<p:Other xsi:nil="true"/><p:R32 xsi:nil="true"/><p:R64 xsi:nil="true"/><p:S16 xsi:nil="true"/>"#
            + #"<p:S32 xsi:nil="true"/><p:S64 xsi:nil="true"/><p:S8 xsi:nil="true"/><p:Text xsi:nil="true"/>"#
            + #"<p:U16 xsi:nil="true"/><p:U32 xsi:nil="true"/><p:U64 xsi:nil="true"/><p:U8 xsi:nil="true"/>"#
            + #"<p:When xsi:nil="true"/></p:Test_Types>"#
        #expect(Fixture.written { $0.instance(instance, family: .microsoft) } == expected)
    }

    @Test func `Has each type in its own form`() throws {
        let instance = try Fixture.typed([
            ("Id", .string("R & D <1>\u{1}\r")), ("aFlag", .boolean(true)), ("U8", .uint8(255)), ("S8", .sint8(-128)),
            ("U16", .uint16(65535)), ("S16", .sint16(-1)), ("U32", .uint32(0)), ("S32", .sint32(.min)),
            ("U64", .uint64(.max)), ("S64", .sint64(.min)), ("R32", .real32(1.5)), ("R64", .real64(-.infinity)),
            ("Character", .char16(0x41)), ("Text", .string("")),
            ("List", .array(.strings(["a", "b"]))), ("Flags", .array(CIMArray(.boolean, []))),
            ("When", .datetime(CIMDateTime(cim: "20240506070809.123456+000"))),
            (
                "Dates",
                .array(
                    CIMArray(
                        .datetime,
                        [.datetime(CIMDateTime(interval: 0)), .datetime(CIMDateTime(cim: "20240506070809.500000+120"))])
                )
            ),
            ("Octets", .array(CIMArray(.uint8, [.uint8(1), .uint8(2)]))),
        ])
        let expected =
            head + #"<p:aFlag>true</p:aFlag><p:Character>A</p:Character>"#
            + #"<p:Dates><cim:Interval>P0DT0H0M0S</cim:Interval></p:Dates>"#
            + #"<p:Dates><cim:Datetime>2024-05-06T07:08:09.5+02:00</cim:Datetime></p:Dates>"#
            + #"<p:Id>R &amp; D &lt;1&gt;?&#13;</p:Id><p:Inner xsi:nil="true"/><p:List>a</p:List><p:List>b</p:List>"#
            + #"<p:Octets>1</p:Octets><p:Octets>2</p:Octets><p:Other xsi:nil="true"/><p:R32>1.5</p:R32><p:R64>-INF</p:R64>"#
            + #"<p:S16>-1</p:S16><p:S32>-2147483648</p:S32><p:S64>-9223372036854775808</p:S64><p:S8>-128</p:S8>"#
            + #"<p:Text></p:Text><p:U16>65535</p:U16><p:U32>0</p:U32><p:U64>18446744073709551615</p:U64><p:U8>255</p:U8>"#
            + #"<p:When><cim:Datetime>2024-05-06T07:08:09.123456Z</cim:Datetime></p:When></p:Test_Types>"#
        #expect(Fixture.written { $0.instance(instance, family: .microsoft) } == expected)
    }

    @Test func `Has references as bare content with the prefixes declared again`() throws {
        let path = CIMObjectPath(namespace: "root/types", className: "Test_Types", keys: [("Id", .string("2"))])
        let instance = try Fixture.typed([
            ("Id", .string("1")), ("Other", .reference(path)),
            ("Others", .array(CIMArray(.reference, [.reference(path)]))),
        ])
        let content =
            #" \#(Fixture.addressing) \#(Fixture.wsman)>\#(Fixture.anonymous)<a:ReferenceParameters \#(Fixture.addressing) \#(Fixture.wsman)>"#
            + #"<w:ResourceURI>\#(Fixture.microsoft)/root/types/Test_Types</w:ResourceURI><w:SelectorSet \#(Fixture.wsman)>"#
            + #"<w:Selector Name="__cimnamespace">root/types</w:Selector><w:Selector Name="Id">2</w:Selector>"#
            + #"</w:SelectorSet></a:ReferenceParameters>"#
        let text = Fixture.written { $0.instance(instance, family: .microsoft) }
        #expect(text.contains("<p:Other\(content)</p:Other><p:Others\(content)</p:Others>"))
    }

    @Test func `Has embedded instances as elements of their own class, each with a prefix of its own`() throws {
        let last = try Fixture.typed([("Label", .string("deep"))], "Test_Inner")
        let inner = try Fixture.typed(
            [
                ("Label", .string("x")), ("Since", .datetime(CIMDateTime(interval: 100_000_000))),
                ("Next", .instance(last)),
            ],
            "Test_Inner")
        let instance = try Fixture.typed([("Id", .string("1")), ("Inner", .instance(inner))])
        let uri = "\(Fixture.microsoft)/root/types/Test_Inner"
        let expected =
            #"<p:Inner xmlns:p1="\#(uri)" xsi:type="p1:Test_Inner_Type"><p1:Label>x</p1:Label>"#
            + #"<p1:Next xmlns:p2="\#(uri)" xsi:type="p2:Test_Inner_Type"><p2:Label>deep</p2:Label>"#
            + #"<p2:Next xsi:nil="true"/><p2:Since xsi:nil="true"/></p1:Next>"#
            + #"<p1:Since><cim:Interval>P0DT0H1M40S</cim:Interval></p1:Since></p:Inner>"#
        #expect(Fixture.written { $0.instance(instance, family: .microsoft) }.contains(expected))
        let text = try Fixture.typed([("Id", .string("1")), ("Inner", .string("<INSTANCE/>"))])
        #expect(
            Fixture.written { $0.instance(text, family: .microsoft) }.contains("<p:Inner>&lt;INSTANCE/&gt;</p:Inner>"))
    }

    @Test func `Is shown as its base class when the request excludes what derived classes add`() throws {
        let instance = try Fixture.typed(
            [("Id", .string("1")), ("Zeta", .uint32(9)), ("Alpha", .uint32(1))], "Test_Derived")
        let base = try Fixture.typesClass("Test_Base")
        let expected =
            #"<p:Test_Base \#(Fixture.xsi) xmlns:p="\#(Fixture.dmtf)/Test_Base" \#(Fixture.cim) xsi:type="p:Test_Base_Type">"#
            + "<p:Id>1</p:Id><p:Zeta>9</p:Zeta></p:Test_Base>"
        #expect(Fixture.written { $0.instance(instance, shownAs: base, family: .dmtf) } == expected)
    }

    @Test func `A job has all of its properties, its class named in the scheme of the request`() throws {
        let job = try Fixture.instance(
            "Msvm_ConcreteJob",
            [
                ("InstanceID", .string("A")), ("Name", .string("N")),
                ("ElapsedTime", .datetime(CIMDateTime(interval: 1))),
            ])
        let element = try Fixture.element(Fixture.written { $0.instance(job, family: .microsoft) })
        #expect(element.name == QName("\(Fixture.v2)/Msvm_ConcreteJob", "Msvm_ConcreteJob"))
        let names = element.elements.map(\.name.localName)
        #expect(names == names.sorted { $0.lowercased() < $1.lowercased() })
        let scalars = job.cimClass.properties.filter { !$0.isArray }.map(\.name.spelling)
        #expect(Set(scalars).isSubset(of: names))
        let dmtf = try Fixture.element(Fixture.written { $0.instance(job, family: .dmtf) })
        #expect(dmtf.name.namespace == "\(Fixture.dmtf)/Msvm_ConcreteJob")
    }
}

@Suite struct `A datetime on the wire` {
    @Test(arguments: [
        ("20240506070809.123456+000", "Datetime", "2024-05-06T07:08:09.123456Z"),
        ("20130415202821.085000+000", "Datetime", "2013-04-15T20:28:21.085Z"),
        ("20130415202821.000000-330", "Datetime", "2013-04-15T20:28:21-05:30"),
        ("20130415202821.000001+060", "Datetime", "2013-04-15T20:28:21.000001+01:00"),
        ("00000000000140.000000:000", "Interval", "P0DT0H1M40S"),
        ("00000001020304.000005:000", "Interval", "P1DT2H3M4.000005S"),
        ("00000000000000.000000:000", "Interval", "P0DT0H0M0S"),
        ("99999999999999.999999:000", "Interval", "P99999999DT99H99M99.999999S"),
        ("20240506******.******+000", "Date", "2024-05-06Z"),
        ("********070809.500000+060", "Time", "07:08:09.5+01:00"),
        ("2024050607****.******+000", "CIM_DateTime", "2024050607****.******+000"),
        ("20240506070809.123***+000", "CIM_DateTime", "20240506070809.123***+000"),
        ("00000001******.******:000", "CIM_DateTime", "00000001******.******:000"),
        ("00000000000000.000000+000", "CIM_DateTime", "00000000000000.000000+000"),
        ("99999999999999.999999+999", "CIM_DateTime", "99999999999999.999999+999"),
        ("20240506070809.000000-840", "Datetime", "2024-05-06T07:08:09-14:00"),
        ("20240506070809.000000+841", "CIM_DateTime", "20240506070809.000000+841"),
    ])
    func `Takes the form that its known digits allow, and is read back as it was`(
        cim: String, tag: String, text: String
    ) throws {
        let value = try CIMDateTime(cim: cim)
        #expect(Fixture.written { $0.datetime(value, isPrefixed: true) } == "<cim:\(tag)>\(text)</cim:\(tag)>")
        #expect(Fixture.written { $0.datetime(value, isPrefixed: false) } == "<\(tag)>\(text)</\(tag)>")
        #expect(try CIMDateTime(text) == value)
    }
}

@Suite struct `The columns of a query` {
    private func fragment(_ columns: String, _ instance: CIMInstance) throws -> String {
        guard case .select(.columns(let columns), _, _) = try WQLQuery(parsing: "SELECT \(columns) FROM X").kind else {
            throw WQLError("no columns", at: 1)
        }
        return Fixture.written {
            $0.fragment(instance, Projection(columns), family: .microsoft, server: "HOST")
        }
    }

    private let head = "<w:XmlFragment \(Fixture.xsi) \(Fixture.wsman)>"

    @Test func `Become elements without prefix, in alphabetical order, each once`() throws {
        let instance = try Fixture.typed([
            ("Id", .string("1")), ("When", .datetime(CIMDateTime(cim: "20130309025732.000000+000"))),
            ("List", .array(.strings(["a", "b"]))),
        ])
        #expect(
            try fragment("When, id, LIST, U8, aFlag, ID, Octets, __class, __PATH", instance)
                == head + #"<__CLASS>Test_Types</__CLASS><__PATH>\\HOST\root\types:Test_Types.Id="1"</__PATH>"#
                + #"<aFlag>false</aFlag><Id>1</Id><List>a</List><List>b</List><U8 xsi:nil="true"/>"#
                + #"<When><Datetime>2013-03-09T02:57:32Z</Datetime></When></w:XmlFragment>"#)
    }

    @Test func `May lie in an embedded instance, or be one`() throws {
        let inner = try Fixture.typed(
            [("Label", .string("x")), ("Since", .datetime(CIMDateTime(interval: 0)))], "Test_Inner")
        let instance = try Fixture.typed([("Id", .string("1")), ("Inner", .instance(inner))])
        let uri = "\(Fixture.microsoft)/root/types/Test_Inner"
        #expect(
            try fragment("Inner.Label, Inner.Nothing, Inner", instance)
                == head
                + #"<Inner xmlns:p1="\#(uri)" \#(Fixture.cim) xsi:type="p1:Test_Inner_Type"><p1:Label>x</p1:Label>"#
                + #"<p1:Next xsi:nil="true"/><p1:Since><cim:Interval>P0DT0H0M0S</cim:Interval></p1:Since></Inner>"#
                + #"<Inner.Label>x</Inner.Label><Inner.Nothing xsi:nil="true"/></w:XmlFragment>"#)
    }
}

@Suite struct `A reference on the wire` {
    @Test func `Names the class in the scheme of the request, the namespace and the keys`() throws {
        let job = try Fixture.instance("Msvm_ConcreteJob", [("InstanceID", .string("A&B")), ("Name", .string("N"))])
        let rest =
            #"<w:SelectorSet \#(Fixture.wsman)><w:Selector Name="__cimnamespace">root/virtualization/v2</w:Selector>"#
            + #"<w:Selector Name="InstanceID">A&amp;B</w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference>"#
        let head =
            "<a:EndpointReference \(Fixture.addressing) \(Fixture.wsman)>\(Fixture.anonymous)<a:ReferenceParameters \(Fixture.addressing) \(Fixture.wsman)>"
        #expect(
            Fixture.written { $0.endpointReference(job.path, family: .microsoft) }
                == head + "<w:ResourceURI>\(Fixture.v2)/Msvm_ConcreteJob</w:ResourceURI>" + rest)
        #expect(
            Fixture.written { $0.endpointReference(job.path, family: .dmtf) }
                == head + "<w:ResourceURI>\(Fixture.dmtf)/Msvm_ConcreteJob</w:ResourceURI>" + rest)
    }

    @Test func `Of an association has references in its selectors, and leads back to it`() throws {
        let job = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", keys: [("InstanceID", .string("A"))])
        let machine = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem",
            keys: [("CreationClassName", .string("Msvm_ComputerSystem")), ("Name", .string("M"))])
        let link = try Fixture.instance(
            "Msvm_AffectedJobElement",
            [("AffectedElement", .reference(machine)), ("AffectingElement", .reference(job))])
        let text = Fixture.written { $0.endpointReference(link.path, family: .microsoft) }
        #expect(text.contains(#"<w:Selector Name="AffectingElement"><a:EndpointReference xmlns:a="#))
        let reference = try EndpointReference(try Fixture.element(text))
        let uri = try #require(reference.resourceURI)
        let target = try Fixture.schema.resolve(
            Target(resourceURI: uri, selectors: reference.selectors), defaultNamespace: "root/cimv2")
        #expect(target.cimClass == link.cimClass)
        #expect(target.keys == ["AffectedElement": .reference(machine), "AffectingElement": .reference(job)])
    }
}
