import CIM
import Testing

/// Instances hold what their class declares, and nothing else.
struct CIMInstanceTests {
    private let namespace: CIMNamespace
    private let job: CIMClass

    init() throws {
        let mof = """
            class T_Job {
                [Key] string InstanceID;
                uint16 JobState = 2;
                uint16 OperationalStatus[];
                string Name;
                datetime Until;
            };
            """
        namespace = try CIMNamespace(name: "root/test", mof: [MOFSource(file: "Test.mof", text: mof)])
        job = try #require(namespace.cimClass("T_Job"))
    }

    @Test func `An instance begins with the defaults of its class`() {
        let instance = CIMInstance(job)
        #expect(instance.values.count == job.properties.count)
        #expect(instance["jobstate"] == .uint16(2))
        #expect(instance["Name"] == nil)
        #expect(instance.values[job.index(of: "JobState") ?? 0] == .uint16(2))
    }

    @Test func `A value of the declared type is taken, in any case of the name, and NULL takes it away`() throws {
        var instance = CIMInstance(job)
        try instance.set("NAME", .string("x"))
        #expect(instance["Name"] == .string("x"))
        try instance.set("Name", nil)
        #expect(instance["Name"] == nil)
        try instance.set("OperationalStatus", .array(.uint16([2, 17])))
        #expect(instance["OperationalStatus"] == .array(.uint16([2, 17])))
    }

    @Test func `A number of another integer type is converted when it fits`() throws {
        var instance = CIMInstance(job)
        try instance.set("JobState", .sint64(7))
        #expect(instance["JobState"] == .uint16(7))
        try instance.set("OperationalStatus", .array(CIMArray(.uint64, [.uint64(2)])))
        #expect(instance["OperationalStatus"] == .array(.uint16([2])))
        #expect(throws: CIMInstanceError.self) { try instance.set("JobState", .sint64(70000)) }
        #expect(throws: CIMInstanceError.self) { try instance.set("JobState", .sint64(-1)) }
        #expect(instance["JobState"] == .uint16(7))
    }

    @Test func `Anything else is refused with the property and both types, and changes nothing`() throws {
        var instance = CIMInstance(job)
        try instance.set("InstanceID", .string("1"))
        let before = instance
        let refused: [(CIMName, CIMValue?, String)] = [
            ("Colour", .string("red"), "the class T_Job has no property Colour"),
            ("JobState", .string("2"), "the property JobState is uint16, the value given is string"),
            ("Name", .array(.strings(["x"])), "the property Name is string, the value given is string[]"),
            ("OperationalStatus", .uint16(2), "is uint16[], the value given is uint16"),
            ("instanceid", nil, "InstanceID is a key of T_Job and needs a value"),
        ]
        for (name, value, reason) in refused {
            do throws(CIMInstanceError) {
                try instance.set(name, value)
                Issue.record("\(name) was set")
            } catch {
                #expect(error.reason.contains(reason), "\(error.reason)")
            }
            #expect(instance == before)
        }
    }

    @Test func `The path names the namespace, the class and the keys`() throws {
        var instance = CIMInstance(job)
        try instance.set("InstanceID", .string("A\\\"B"))
        #expect(instance.path.text == #"root/test:T_Job.InstanceID="A\\\"B""#)
        #expect(try CIMObjectPath(parsing: instance.path.text) == instance.path)
    }
}
