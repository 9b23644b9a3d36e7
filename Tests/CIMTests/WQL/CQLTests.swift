import CIM
import Testing

@Suite struct CQLTests {
    @Test(arguments: [
        (
            "SELECT j.InstanceID FROM CIM_Job AS j WHERE j.JobState = 7",
            "SELECT InstanceID FROM CIM_Job WHERE JobState = 7"
        ),
        ("SELECT CIM_Job.* FROM CIM_Job WHERE CIM_Job.Name LIKE 'a%'", "SELECT * FROM CIM_Job WHERE Name LIKE 'a%'"),
        (
            "SELECT * FROM CIM_Job AS j WHERE j ISA CIM_ConcreteJob",
            "SELECT * FROM CIM_Job WHERE __THIS ISA CIM_ConcreteJob"
        ),
        ("SELECT j.Error.Message FROM CIM_Job AS j", "SELECT Error.Message FROM CIM_Job"),
    ])
    func `CQL's spelling means the same query as WQL's`(_ cql: String, _ wql: String) throws {
        let left = try WQLQuery(cql: cql).kind
        let right = try WQLQuery(parsing: wql).kind
        #expect(String(describing: left) != "" && left == right)
    }

    @Test(arguments: [
        "ASSOCIATORS OF {A.B='c'}", "SELECT * FROM A, B", "SELECT A.*, A.B FROM A", "SELECT B.* FROM A",
        "SELECT * FROM A B",
    ])
    func `What CQL has beyond that is refused`(_ text: String) {
        #expect(throws: WQLError.self) { try WQLQuery(cql: text) }
    }
}
