internal import Client
internal import WSMan

extension Session {
    func jobs() async throws(Complaint) {
        let filter = try JobFilter(invocation[.state])
        let limit = try invocation.number(.limit) ?? .max
        let isTable = try invocation.format() == .table && invocation.columns == nil
        var printer = try InstancePrinter(invocation, screen, isList: true)
        var table = TextTable(["JOB", "NAME", "STATE", "%", "ELAPSED", "STATUS"])
        let client = try client()
        var count = 0
        func show(_ status: JobStatus) {
            guard filter.matches(status), count < limit else { return }
            count += 1
            if isTable {
                table.add(row(status), accent: (2, status.color), to: screen)
            } else {
                printer.print(status.instance)
            }
        }
        if invocation.operands.isEmpty {
            try await asking { () throws(ClientError) in
                let query = JobQuery(className: jobClass).wql
                for try await item in client.query(query, in: invocation.namespace) {
                    if let instance = item.instance { show(JobStatus(instance)) }
                    if count == limit { break }
                }
            }
        } else {
            for job in try await namedJobs(with: client) {
                show(try await asking { () throws(ClientError) in try await job.status() })
            }
        }
        if isTable { table.flush(to: screen) } else { printer.finish() }
    }

    private func row(_ status: JobStatus) -> [String] {
        [
            status.instanceID ?? "", status.name.cut(40), status.stateText,
            status.percentComplete.map(String.init) ?? "",
            status.elapsed?.clockText ?? "",
            (status.hasEnded && !status.hasSucceeded ? status.errorDescription : nil)
                ?? status.nextRun.map { "next run \($0)" } ?? status.text ?? "",
        ]
    }

    /// Asks each job for a change of state.
    func change(_ request: JobRequest) async throws(Complaint) {
        let client = try client()
        var refusals: [String] = []
        for (name, job) in zip(invocation.operands, try await namedJobs(with: client)) {
            let value = try await asking { () throws(ClientError) in try await job.request(request) }
            guard value != "0", value != "4096" else { continue }
            let meaning = meaning(of: value, method: "RequestStateChange", target: job.target)
            refusals.append("\(name): the job returned \(value)\(meaning).")
        }
        if !refusals.isEmpty { throw .refused(refusals.joined(separator: "\n")) }
    }
}

/// The states in `--state`.
struct JobFilter {
    private let isActive: Bool
    private let states: Set<RemoteJobState>

    init(_ text: String?) throws(Complaint) {
        var states: Set<RemoteJobState> = []
        var isActive = false
        for word in (text ?? "").split(separator: ",") {
            let word = word.lowercased()
            let found = RemoteJobState.allCases.filter {
                $0.text == word || "\($0)".lowercased() == word || String($0.rawValue) == word
            }
            guard word == "active" || !found.isEmpty else {
                let names = RemoteJobState.allCases.map(\.text).joined(separator: ", ")
                throw .usage("--state does not know '\(word)': active, \(names).")
            }
            isActive = isActive || word == "active"
            states.formUnion(found)
        }
        self.states = states
        self.isActive = isActive
    }

    func matches(_ status: JobStatus) -> Bool {
        if states.isEmpty && !isActive { return true }
        return isActive && !status.hasEnded || status.state.map { states.contains($0) } ?? false
    }
}

extension JobStatus {
    /// Green and red for ends, cyan for work, yellow for what waits.
    var color: Screen.Color {
        if hasEnded { return hasSucceeded ? .green : .red }
        return state == .running ? .cyan : .yellow
    }
}

extension Duration {
    /// `0:01:40`, and `2d 3:00:00` from a day on.
    var clockText: String {
        let seconds = max(0, components.seconds)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let days = seconds / 86_400
        return (days > 0 ? "\(days)d " : "") + "\(seconds / 3600 % 24):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
