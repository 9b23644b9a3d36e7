internal import Endpoint
internal import Glibc
internal import HTTPMessage
internal import HTTPServer
internal import Jobs
internal import Platform

/// `GET /metrics`: counters and sizes in the text format of Prometheus, for administrators.
///
///     # HELP winch_limits_total How often a configured limit was reached.
///     # TYPE winch_limits_total counter
///     winch_limits_total{limit="http.connections"} 0
struct MetricsText: Sendable {
    let metrics: Metrics
    let authorization: Authorization

    func response(to request: HTTPRequest) -> HTTPResponse {
        guard let user = request.principal?.name, authorization.role(of: user) == .administrator else {
            return .plain(403, "Only administrators may read this; the role is given in winchd's configuration.")
        }
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: Array(text.utf8))
    }

    var text: String {
        var text = ""
        for counter in Metrics.Counter.allCases {
            let (name, label, help) = MetricsText.row(counter)
            text += "# HELP \(name) \(help)\n# TYPE \(name) counter\n"
            for (value, count) in metrics.values(of: counter) {
                text += label.isEmpty ? "\(name) \(count)\n" : "\(name){\(label)=\"\(value)\"} \(count)\n"
            }
        }
        for gauge in metrics.gauges {
            text += "# HELP \(gauge.name) \(gauge.help)\n# TYPE \(gauge.name) gauge\n\(gauge.name) \(gauge.value())\n"
        }
        return text
    }

    private static func row(_ counter: Metrics.Counter) -> (name: String, label: String, help: String) {
        switch counter {
        case .responses: ("winch_http_responses_total", "status", "Answers by HTTP status.")
        case .faults: ("winch_faults_total", "code", "SOAP faults by subcode.")
        case .limits: ("winch_limits_total", "limit", "How often a configured limit was reached.")
        case .refusedCredentials: ("winch_refused_credentials_total", "", "Sign-ins that were refused.")
        case .lostAuditLines: ("winch_lost_audit_lines_total", "", "Lines that the audit log could not take.")
        }
    }

    /// What the service holds at the moment.
    static func gauges(_ server: HTTPServer, _ endpoint: Endpoint, _ engine: JobEngine) -> [Metrics.Gauge] {
        [
            Metrics.Gauge("winch_connections", "Open connections.") { [weak server] in server?.openConnections ?? 0 },
            Metrics.Gauge("winch_operations", "Operations that are worked on or wait for events.") {
                endpoint.load.operations
            },
            Metrics.Gauge("winch_enumerations", "Open enumerations.") { endpoint.load.enumerations },
            Metrics.Gauge("winch_subscriptions", "Subscriptions.") { endpoint.load.subscriptions },
            Metrics.Gauge("winch_events", "Events kept for subscribers.") { endpoint.load.events },
            Metrics.Gauge("winch_jobs", "Jobs in the store, ended ones included.") { engine.load.jobs },
            Metrics.Gauge("winch_unfinished_jobs", "Jobs that have not ended.") { engine.load.unfinished },
            // Under the names that Prometheus gives them.
            Metrics.Gauge("process_resident_memory_bytes", "Resident memory.") {
                let fields = (try? readFile("/proc/self/statm")).map { String(decoding: $0, as: UTF8.self) } ?? ""
                return fields.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * pageSize } ?? 0
            },
            Metrics.Gauge("process_open_fds", "Open descriptors.") { entries(in: "/proc/self/fd") - 1 },
            Metrics.Gauge("process_threads", "Threads.") { entries(in: "/proc/self/task") },
        ]
    }

    private static let pageSize = sysconf(Int32(_SC_PAGESIZE))

    private static func entries(in path: String) -> Int {
        guard let directory = opendir(path) else { return 0 }
        defer { closedir(directory) }
        var count = -2  // "." and ".."
        while readdir(directory) != nil { count += 1 }
        return count
    }
}
