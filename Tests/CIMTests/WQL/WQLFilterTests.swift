import Testing

@testable import CIM

@Suite struct `A query held against instances` {
    @Test(arguments: [
        // Text, without regard to case, beyond ASCII too.
        ("InstanceID = '9f0c-ab'", true), ("InstanceID <> '9F0C-AB'", false), ("InstanceID < '9G'", true),
        ("InstanceID > '9F0C-A'", true), ("Name = 'SICHERN ÄLTESTE'", true), ("Name = 'sichern alteste'", false),
        ("Name LIKE 'sich%'", true), ("NOT Name LIKE 'sich%'", false), ("Name NOT LIKE 'x%'", true),
        // Numbers.
        ("JobState = 4", true), ("4 = JobState", true), ("JobState = '4'", true), ("JobState = 0x4", true),
        ("JobState <> 7", true), ("JobState >= 4.0", true), ("JobState > 4.5", false), ("JobState = 70000", false),
        ("JobState < 70000", true), ("Size = 18446744073709551615", true), ("Size > 18446744073709551614", true),
        ("Delta = -5", true), ("Delta < 0", true), ("Delta < Size", true), ("Load = 0.1", true), ("Load < 1", true),
        // Booleans.
        ("Cancellable = TRUE", true), ("Cancellable = 'true'", true), ("Cancellable <> 0", true),
        ("Cancellable = FALSE", false),
        // Points in time and intervals.
        ("StartTime = '20240506050809.000000+000'", true), ("StartTime = '2024-05-06T07:08:09+02:00'", true),
        ("StartTime = '2024-05-06T05:08:09Z'", true), ("StartTime > '2024-05-06T05:08:08.5Z'", true),
        ("StartTime < '2025-01-01T00:00:00'", true), ("StartTime = '00000001000000.000000:000'", false),
        ("StartTime > 'PT1H'", false), ("NOT StartTime > 'PT1H'", false),
        ("ElapsedTime = 'PT1M30S'", true), ("ElapsedTime < '00000000000200.000000:000'", true),
        ("ElapsedTime > 'PT1H'", false),
        ("ElapsedTime < '99999999999999.999999:000'", true), ("StartTime LIKE '20240506%'", true),
        // References, as the text of a path.
        (#"Owner = 'CIM_ConcreteJob.InstanceID="parent"'"#, true),
        (#"Owner = '\\\\host\\root\\test:cim_concretejob.instanceid="Parent"'"#, true),
        (#"Owner = '//host/ROOT/TEST:CIM_ConcreteJob.InstanceID="Parent"'"#, true),
        (#"Owner = 'root/other:CIM_ConcreteJob.InstanceID="Parent"'"#, false),
        (#"Owner <> 'CIM_ConcreteJob.InstanceID="Other"'"#, true), ("Owner ISA 'CIM_Job'", true),
        ("Owner ISA Test_Error", false), ("NOT Owner ISA Test_Error", true),
        // System properties.
        ("__CLASS = 'test_job'", true), ("Name <> __SERVER", true), ("__SERVER = 'host'", true), ("__GENUS = 2", true),
        (#"__PATH = '\\\\HOST\\root\\test:Test_Job.InstanceID="9f0c-ab"'"#, true),
        ("__RELPATH LIKE 'Test[_]Job.%'", true),
        (#"__PATH LIKE '\\\\HOST\\root%'"#, true), ("__SUPERCLASS = 'CIM_ConcreteJob'", true),
        ("__NAMESPACE = 'root\\test'", true), ("__DYNASTY = 'CIM_Job'", true), ("__PROPERTY_COUNT > 5", true),
        // Embedded instances.
        ("Error.Message = 'DISK FULL'", true), ("Error.Code >= 32768", true), ("Error.Nothing = 1", false),
        ("Error ISA Test_Error", true), ("__THIS ISA CIM_Job", true), ("__THIS ISA Test_Error", false),
        // Logic.
        ("JobState = 4 AND Name LIKE 'x%'", false), ("JobState = 7 OR Name LIKE 's%'", true),
        ("NOT JobState = 7", true),
        ("OperationalStatus IS NOT NULL", true), ("OperationalStatus IS NULL", false),
    ])
    func `A job with a value for everything`(condition: String, expected: Bool) throws {
        #expect(try WQLFixture.matches(condition, WQLFixture.running()) == expected)
    }

    @Test(arguments: [
        ("Name = 'x'", false), ("Name <> 'x'", false), ("NOT Name = 'x'", false), ("NOT Name <> 'x'", false),
        ("Name IS NULL", true), ("Name = NULL", true), ("Name <> NULL", false), ("NOT Name IS NULL", false),
        ("Name LIKE '%'", false), ("NOT Name LIKE '%'", false), ("Name IS NULL OR Name <> 'x'", true),
        ("JobState = 0", false), ("JobState < 1", false), ("Name = 'x' OR InstanceID = 'i'", true),
        ("Name = 'x' AND InstanceID = 'i'", false), ("NOT (Name = 'x' AND InstanceID = 'other')", true),
        ("Cancellable = FALSE", true), ("Cancellable IS NULL", false), ("Cancellable <> TRUE", true),
        ("OperationalStatus IS NULL", true), ("Owner ISA CIM_Job", false), ("NOT Owner ISA CIM_Job", false),
        ("Error.Message IS NULL", true), ("Name = InstanceID OR InstanceID = 'i'", true),
    ])
    func `A job of which only the key is known`(condition: String, expected: Bool) throws {
        let instance = try WQLFixture.instance([("InstanceID", .string("i"))])
        #expect(try WQLFixture.matches(condition, instance) == expected)
    }

    @Test func `An instance of a derived class is matched by name, its properties lie elsewhere`() throws {
        let running = try WQLFixture.running()
        #expect(try WQLFixture.matches("JobState = 4 AND Name LIKE 's%'", running, as: WQLFixture.base))
        #expect(try !WQLFixture.matches("JobState = 7", running, as: WQLFixture.base))
    }

    @Test func `A query without WHERE matches everything`() throws {
        let filter = try WQLFilter(
            WQLQuery(parsing: "SELECT * FROM Test_Job"), for: WQLFixture.job, in: WQLFixture.namespace, server: "h")
        #expect(try filter.matches(WQLFixture.running()))
        #expect(filter.columns == nil)
    }

    @Test(arguments: [
        ("SELECT Nam FROM Test_Job", 8, "no property Nam"),
        ("SELECT * FROM Test_Job WHERE Nam = 1", 30, "no property Nam"),
        ("SELECT Name.X FROM Test_Job", 8, "no embedded instance"),
        ("SELECT * FROM Test_Job WHERE JobState = 'x'", 41, "0 to 65535"),
        ("SELECT * FROM Test_Job WHERE JobState = TRUE", 41, "uint16"),
        ("SELECT * FROM Test_Job WHERE Name = 5", 37, "in quotes"),
        ("SELECT * FROM Test_Job WHERE Cancellable = 2", 44, "true or false"),
        ("SELECT * FROM Test_Job WHERE Cancellable < TRUE", 30, "no order"),
        ("SELECT * FROM Test_Job WHERE Owner < 'A'", 30, "no order"),
        ("SELECT * FROM Test_Job WHERE Owner = '-'", 38, "object path"),
        ("SELECT * FROM Test_Job WHERE StartTime = 'now'", 42, "xs:dateTime"),
        ("SELECT * FROM Test_Job WHERE StartTime = '20241306070809.000000+000'", 42, "month"),
        ("SELECT * FROM Test_Job WHERE OperationalStatus = 2", 30, "array"),
        ("SELECT * FROM Test_Job WHERE OperationalStatus LIKE '2'", 30, "array"),
        ("SELECT * FROM Test_Job WHERE JobState LIKE '4%'", 30, "LIKE compares text"),
        ("SELECT * FROM Test_Job WHERE Name ISA CIM_Job", 30, "neither"),
        ("SELECT * FROM Test_Job WHERE Name = JobState", 30, "cannot be compared"),
    ])
    func `What the class can never answer is refused with its place`(text: String, position: Int, reason: String) throws
    {
        let query = try WQLQuery(parsing: text)
        do {
            try query.validate(against: WQLFixture.job)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.reason.contains(reason), "\(error.reason)")
            #expect(error.position == position, "\(error.reason)")
        }
    }

    @Test func `ASSOCIATORS OF is no filter`() throws {
        let query = try WQLQuery(parsing: "ASSOCIATORS OF {A=@}")
        #expect(throws: WQLError.self) {
            try WQLFilter(query, for: WQLFixture.job, in: WQLFixture.namespace, server: "h")
        }
    }

    @Test(arguments: [
        ("InstanceID = 'A'", ["instanceid": [CIMValue.string("A")]]),
        (
            "InstanceID = 'A' AND (JobState = '007' AND Name LIKE 'x')",
            ["instanceid": [.string("A")], "jobstate": [.uint16(7)]]
        ),
        ("InstanceID = 'A' AND 'B' = InstanceID", ["instanceid": [.string("A"), .string("B")]]),
        ("InstanceID = 'A' OR JobState = 7", [:]), ("NOT InstanceID = 'A'", [:]), ("JobState = 7.5", [:]),
        ("JobState = 70000", [:]), ("JobState <> 7", [:]),
        ("__CLASS = 'x' AND Cancellable = TRUE", ["Cancellable": [.boolean(true)]]),
    ])
    func `What a store may look up`(condition: String, expected: [CIMName: [CIMValue]]) throws {
        let query = try WQLQuery(parsing: "SELECT * FROM Test_Job WHERE \(condition)")
        let filter = try WQLFilter(query, for: WQLFixture.job, in: WQLFixture.namespace, server: "h")
        #expect(filter.requiredEquals == expected)
    }
}
