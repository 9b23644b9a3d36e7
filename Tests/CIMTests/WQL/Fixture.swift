@testable import CIM

/// A namespace of three classes that shows every type a query can meet.
enum WQLFixture {
    static let namespace = CIMNamespace(name: "root/test", classes: [base, job, failure])

    static let base = cimClass("CIM_ConcreteJob", superclasses: ["CIM_Job"], baseProperties)

    static let job = cimClass(
        "Test_Job", superclasses: ["CIM_ConcreteJob", "CIM_Job"],
        baseProperties + [property("Size", .uint64), property("Load", .real32), property("Delta", .sint32)])

    static let failure = cimClass(
        "Test_Error", superclasses: [], [property("Message", .string), property("Code", .uint32)])

    private static let baseProperties = [
        property("InstanceID", .string, ["Key"]), property("Name", .string), property("JobState", .uint16),
        property("Cancellable", .boolean), property("StartTime", .datetime), property("ElapsedTime", .datetime),
        property("Owner", .reference), property("OperationalStatus", .uint16, isArray: true),
        CIMProperty(
            name: "Error", type: .string, isArray: false, arraySize: nil, referenceClass: nil, defaultValue: nil,
            declaringClass: "CIM_ConcreteJob",
            qualifiers: CIMQualifiers([CIMQualifier("EmbeddedInstance", .string("Test_Error"))]),
            valueMap: CIMValueMap()),
    ]

    static func cimClass(_ name: CIMName, superclasses: [CIMName], _ properties: [CIMProperty]) -> CIMClass {
        CIMClass(
            name: name, namespace: "root/test", superclasses: superclasses, qualifiers: CIMQualifiers(),
            properties: properties, methods: [])
    }

    static func property(
        _ name: CIMName, _ type: CIMType, _ qualifiers: [CIMName] = [], isArray: Bool = false
    ) -> CIMProperty {
        CIMProperty(
            name: name, type: type, isArray: isArray, arraySize: nil, referenceClass: nil, defaultValue: nil,
            declaringClass: name, qualifiers: CIMQualifiers(qualifiers.map { CIMQualifier($0) }),
            valueMap: CIMValueMap())
    }

    static func instance(of cimClass: CIMClass = job, _ values: [(CIMName, CIMValue)]) throws -> CIMInstance {
        var instance = CIMInstance(cimClass)
        for (name, value) in values { try instance.set(name, value) }
        return instance
    }

    /// A running job with a value for everything.
    static func running() throws -> CIMInstance {
        let owner = CIMObjectPath(
            namespace: "root/test", className: "CIM_ConcreteJob", keys: [("InstanceID", .string("Parent"))])
        return try instance([
            ("InstanceID", .string("9F0C-AB")), ("Name", .string("Sichern Älteste")), ("JobState", .uint16(4)),
            ("Cancellable", .boolean(true)), ("StartTime", .datetime(CIMDateTime(cim: "20240506070809.000000+120"))),
            ("ElapsedTime", .datetime(CIMDateTime(interval: 90_000_000))), ("Owner", .reference(owner)),
            ("OperationalStatus", .array(.uint16([2]))), ("Size", .uint64(.max)), ("Load", .real32(0.1)),
            ("Delta", .sint32(-5)),
            (
                "Error",
                .instance(instance(of: failure, [("Message", .string("disk full")), ("Code", .uint32(32768))]))
            ),
        ])
    }

    static func matches(_ condition: String, _ instance: CIMInstance, as cimClass: CIMClass = job) throws -> Bool {
        let query = try WQLQuery(parsing: "SELECT * FROM \(cimClass.name) WHERE \(condition)")
        return try WQLFilter(query, for: cimClass, in: namespace, server: "HOST").matches(instance)
    }
}
