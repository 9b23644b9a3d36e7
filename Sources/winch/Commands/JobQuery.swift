internal import Client
internal import WSMan

/// Which jobs a command is about, as a WQL query: it finds instances of derived classes on every kind of server.
struct JobQuery {
    private var conditions: [String] = []
    let className: String

    /// - Parameter prefix: the start of an InstanceID.
    init(className: String, prefix: String? = nil) {
        self.className = className
        if let prefix { conditions.append("InstanceID LIKE \"\(Self.pattern(prefix))%\"") }
    }

    var wql: String {
        "SELECT * FROM \(className)" + (conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))")
    }

    /// The characters that mean something to LIKE in brackets, those that mean something to a string with a backslash.
    private static func pattern(_ text: String) -> String {
        text.map { character in
            switch character {
            case "%", "_", "[": "[\(character)]"
            case "\"", "\\": "\\\(character)"
            default: String(character)
            }
        }.joined()
    }
}

extension Session {
    var jobClass: String { invocation[.jobClass] ?? "CIM_ConcreteJob" }

    /// The jobs that a query finds, each with its reference.
    func find(_ query: JobQuery, with client: Client) async throws(Complaint) -> [(job: RemoteJob, status: JobStatus)] {
        let enumeration = client.query(query.wql, in: invocation.namespace, EnumerateOptions(mode: .objectAndEPR))
        return try await asking { () throws(ClientError) in
            var found: [(job: RemoteJob, status: JobStatus)] = []
            for try await item in enumeration {
                guard let instance = item.instance, let reference = item.reference else { continue }
                found.append((try client.job(at: reference), JobStatus(instance)))
            }
            return found
        }
    }

    /// The job that an operand names: a resource with keys, an InstanceID, or the start of one.
    func job(_ name: String, with client: Client) async throws(Complaint) -> RemoteJob {
        if name.contains("?") { return RemoteJob(client: client, target: try invocation.resource(name).target) }
        let found = try await find(JobQuery(className: jobClass, prefix: name), with: client)
        let exact = found.filter { $0.status.instanceID?.lowercased() == name.lowercased() }
        if exact.count == 1 { return exact[0].job }
        switch found.count {
        case 1: return found[0].job
        case 0:
            throw .refused(
                "No job's InstanceID in \(invocation.namespace) begins with '\(name)'. 'winch jobs' lists them; "
                    + "it may have been removed after its end.")
        default:
            let names = found.prefix(5).compactMap(\.status.instanceID).joined(separator: "\n")
            throw .refused("\(found.count) jobs begin with '\(name)'; give more of it:\n\(names)")
        }
    }

    func namedJobs(with client: Client) async throws(Complaint) -> [RemoteJob] {
        var jobs: [RemoteJob] = []
        for name in invocation.operands { jobs.append(try await job(name, with: client)) }
        return jobs
    }
}
