import Endpoint
import Platform
import Testing

@testable import winchd

struct LimitTests {
    @Test(arguments: Limit.allCases.filter { $0 != .outputLimit })
    func `Every limit that is no template's is a key of the configuration`(limit: Limit) throws {
        let (section, key) = try #require(
            limit.rawValue.split(separator: ".").count == 2
                ? (limit.rawValue.prefix { $0 != "." }, limit.rawValue.drop { $0 != "." }.dropFirst()) : nil)
        let text = "{ limits: { \(section): { \(key): null } } }"
        _ = try Configuration(json5: Array(text.utf8), file: "c.json5")
    }

    @Test func `What has not happened is told as nothing, and what has as often as it did`() {
        let metrics = Metrics()
        metrics.reached(.connections)
        metrics.reached(.connections)
        metrics.count(.responses, "200")
        metrics.watch([Metrics.Gauge("winch_jobs", "Jobs.") { 7 }])
        let text = MetricsText(metrics: metrics, authorization: .unrestricted).text
        #expect(text.contains("\nwinch_limits_total{limit=\"http.connections\"} 2\n"))
        #expect(text.contains("\nwinch_limits_total{limit=\"jobs.jobs\"} 0\n"))
        #expect(text.contains("\n# TYPE winch_jobs gauge\nwinch_jobs 7\n"))
        #expect(text.contains("\nwinch_refused_credentials_total 0\n"))
    }
}
