import CIM
import SOAP
import Testing
import WSMan

@testable import WSCIM

@Suite struct `The target of a message` {
    private func resolve(_ uri: String, _ selectors: [(String, String)] = []) throws(Fault) -> ResolvedTarget {
        let set = try SelectorSet(selectors.map { Selector($0.0, .text($0.1)) })
        return try Fixture.schema.resolve(
            Target(resourceURI: ResourceURI(uri), selectors: set), defaultNamespace: "root/virtualization/v2")
    }

    @Test(arguments: [
        "\(Fixture.v2)/Msvm_ConcreteJob",
        "HTTP://schemas.microsoft.com/wbem/wsman/1/WMI/ROOT/Virtualization/V2/msvm_concretejob",
        "\(Fixture.dmtf)/MSVM_ConcreteJob",
    ])
    func `Is found whatever the case and the scheme`(uri: String) throws {
        let target = try resolve(uri, [("instanceid", "a-1"), ("__CIMNAMESPACE", #"Root\virtualization\v2"#)])
        #expect(target.namespace.name == "root/virtualization/v2")
        #expect(target.cimClass?.name.spelling == "Msvm_ConcreteJob")
        #expect(target.keys == ["InstanceID": .string("a-1")])
        #expect(target.keys.keys.first?.spelling == "InstanceID")
        #expect(target.family == (uri.contains("dmtf") ? .dmtf : .microsoft))
    }

    @Test func `With a DMTF URI lies in the selected namespace, else in the default one`() throws {
        #expect(try resolve("\(Fixture.dmtf)/CIM_ConcreteJob").namespace.name == "root/virtualization/v2")
        let other = try resolve("\(Fixture.dmtf)/CIM_ConcreteJob", [("__cimnamespace", "root/msps")])
        #expect(other.namespace.name == "root/MSPS")
    }

    @Test func `May be all classes of a namespace`() throws {
        #expect(try resolve("\(Fixture.v2)/*").cimClass == nil)
        #expect(
            try resolve("http://schemas.dmtf.org/wbem/wscim/1/*", [("__cimnamespace", "root/cimv2")]).namespace.name
                == "root/cimv2")
    }

    @Test func `May have fewer keys than the class, as libvirt sends them`() throws {
        let target = try resolve("\(Fixture.v2)/Msvm_ComputerSystem", [("Name", "M")])
        #expect(target.keys == ["Name": .string("M")])
        #expect(try resolve("\(Fixture.v2)/Msvm_ComputerSystem").keys.isEmpty)
    }

    @Test func `Of a base class may have the keys of derived ones`() throws {
        let target = try resolve("\(Fixture.v2)/CIM_Job", [("InstanceID", "A")])
        #expect(target.cimClass?.name == "CIM_Job")
        #expect(target.keys == ["InstanceID": .string("A")])
    }

    @Test func `May have a reference as key, as text too`() throws {
        let target = try resolve(
            "\(Fixture.v2)/Msvm_AffectedJobElement",
            [("AffectingElement", #"\\HOST\ROOT\virtualization\V2:msvm_concretejob.instanceid="A""#)])
        let job = CIMObjectPath(
            namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", keys: [("InstanceID", .string("A"))])
        #expect(target.keys == ["AffectingElement": .reference(job)])
    }

    @Test(arguments: [
        ("http://example.com/thing", "no resource"), ("\(Fixture.v2)/Msvm_Nothing", "no class Msvm_Nothing"),
        ("\(Fixture.microsoft)/root/nothing/Msvm_ConcreteJob", "no namespace root/nothing"),
        ("\(Fixture.dmtf)/CIM_Nothing", "no class CIM_Nothing"),
        ("http://schemas.microsoft.com/wbem/wsman/1/config", "no resource"),
    ])
    func `That is not here is a destination nobody can reach`(uri: String, reason: String) throws {
        let fault = try fault { () throws(Fault) in try resolve(uri) }
        #expect(fault.code == .destinationUnreachable(.resourceNotFound))
        #expect(fault.windowsCode == 2_150_858_752)
        #expect(fault.code.row.detail?.hasSuffix("/InvalidResourceURI") == true)
        #expect(fault.reason.contains(reason), "\(fault.reason)")
    }

    @Test func `With a selector that is no key is refused`() throws {
        let fault = try fault { () throws(Fault) in try resolve("\(Fixture.v2)/Msvm_ConcreteJob", [("Name", "A")]) }
        #expect(fault.code == .invalidSelectors(.unexpected))
        #expect(fault.windowsCode == 2_150_858_843)
        #expect(fault.reason.contains("keys are InstanceID"))
        let all = try WSCIMTests.fault { () throws(Fault) in try resolve("\(Fixture.v2)/*", [("InstanceID", "A")]) }
        #expect(all.code == .invalidSelectors(.unexpected))
    }

    @Test func `With a namespace selector that contradicts the URI is refused`() throws {
        let fault = try fault { () throws(Fault) in
            try resolve("\(Fixture.v2)/Msvm_ConcreteJob", [("__cimnamespace", "root/cimv2")])
        }
        #expect(fault.code == .invalidSelectors(.invalidValue))
        #expect(fault.windowsCode == 2_150_859_067)
    }

    @Test(arguments: [
        "not a path", #"Msvm_Nothing.X="1""#, #"root/nothing:Msvm_ConcreteJob.InstanceID="1""#,
        #"Msvm_ConcreteJob.Name="1""#,
    ])
    func `With a key of another type is refused`(text: String) throws {
        let fault = try fault { () throws(Fault) in
            try resolve("\(Fixture.v2)/Msvm_AffectedJobElement", [("AffectingElement", text)])
        }
        #expect(fault.code == .invalidSelectors(.typeMismatch))
        #expect(fault.windowsCode == 2_150_858_844)
    }

    @Test func `With a reference where text belongs is refused`() throws {
        let reference = EndpointReference(resourceURI: ResourceURI("\(Fixture.v2)/Msvm_ConcreteJob"))
        for name in ["InstanceID", "__cimnamespace"] {
            let selectors = try SelectorSet([Selector(name, .reference(reference))])
            let target = Target(resourceURI: ResourceURI("\(Fixture.v2)/Msvm_ConcreteJob"), selectors: selectors)
            let fault = try fault { () throws(Fault) in
                try Fixture.schema.resolve(target, defaultNamespace: "root/cimv2")
            }
            #expect(fault.code == .invalidSelectors(.typeMismatch))
        }
    }
}

@Suite struct `A selector filter` {
    private func filter(_ selectors: [(String, String)]) throws(Fault) -> SelectorFilter {
        let set = try SelectorSet(selectors.map { Selector($0.0, .text($0.1)) })
        let cimClass: CIMClass
        do { cimClass = try Fixture.cimClass("Msvm_ConcreteJob") } catch { throw Fault(.internalError(), "\(error)") }
        return try SelectorFilter(set, for: cimClass, schema: Fixture.schema)
    }

    private func job() throws -> CIMInstance {
        try Fixture.instance(
            "Msvm_ConcreteJob",
            [
                ("InstanceID", .string("A")), ("Name", .string("Größe")), ("JobState", .uint16(4)),
                ("OperationalStatus", .array(.uint16([2, 5]))), ("StartTime", .datetime(CIMDateTime(timestamp: 0))),
            ])
    }

    @Test(arguments: [
        ([("JobState", "4")], true), ([("jobstate", " 04 ")], true), ([("JobState", "7")], false),
        ([("Name", "GRÖSSE")], false), ([("Name", "GRÖßE")], true), ([("Name", "Größe"), ("JobState", "7")], false),
        ([("OperationalStatus", "5")], true), ([("OperationalStatus", "3")], false), ([("Cancellable", "FALSE")], true),
        ([("Cancellable", "1")], false), ([("Caption", "")], false),
        ([("StartTime", "1970-01-01T01:00:00+01:00")], true),
        ([("StartTime", "19700101000000.000000+000")], true), ([("StartTime", "PT0S")], false), ([], true),
    ])
    func `Wants every selector equal to its property`(selectors: [(String, String)], expected: Bool) throws {
        #expect(try filter(selectors).matches(job()) == expected)
    }

    @Test func `Tells what a store may look up`() throws {
        let filter = try filter([("JobState", "4"), ("OperationalStatus", "2")])
        #expect(filter.requiredEquals == ["JobState": .uint16(4)])
    }

    @Test func `Refuses a name that is no property, and lists those that are`() throws {
        let fault = try fault { () throws(Fault) in try filter([("Nothing", "4")]) }
        guard case .cannotProcessFilter(let names, nil) = fault.code else {
            Issue.record("\(fault.code)")
            return
        }
        #expect(names.contains("InstanceID") && names.count == 41)
        let mismatch = try WSCIMTests.fault { () throws(Fault) in try filter([("JobState", "x")]) }
        #expect(mismatch.code == .cannotProcessFilter())
        #expect(mismatch.reason.contains("0 to 65535"))
    }
}
