import TestSupport
import Testing

@testable import winch

/// `winch conform` against what is no winchd: it comes to an end, and blames nobody for what was not asked of him.
@Suite(.timeLimit(.minutes(3)))
struct ForeignServiceTests {
    /// The rules that came out so, of all.
    private func conform(_ server: RawServer) async -> [String: Set<String>] {
        let run = await Run(
            "conform", server.url, "--user", "a:b", "--write", "--invoke", "--output", "json", "--timeout", "5")
        #expect(run.code == 1, "\(run.errors)")
        var rules: [String: Set<String>] = [:]
        var id = ""
        for line in run.lines {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count == 5 else { continue }
            if parts[1] == "id" { id = String(parts[3]) }
            if parts[1] == "result" { rules[String(parts[3]), default: []].insert(id) }
        }
        return rules
    }

    @Test func `Who has none of the resources fails no rule about them`() async {
        let server = RawServer(answering: { request in
            RawReply(
                status: 500,
                body: """
                    <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header><a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To><a:Action>http://schemas.xmlsoap.org/ws/2004/08/addressing/fault</a:Action><a:RelatesTo>\(request.messageID)</a:RelatesTo><a:MessageID>uuid:1</a:MessageID></s:Header><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:DestinationUnreachable</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">No route.</s:Text></s:Reason><s:Detail><w:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI</w:FaultDetail></s:Detail></s:Fault></s:Body></s:Envelope>
                    """)
        })
        let rules = await conform(server)
        #expect(
            rules["failed", default: []].allSatisfy {
                $0.hasPrefix("R11-") || $0.hasPrefix("RB-") || $0.hasPrefix("RC.2")
            })
        #expect(rules["skipped", default: []].count > 200)
    }

    @Test(arguments: ["", "It works!", "<a>", "\u{FFFE}\u{0}", String(repeating: "<a>", count: 20_000)])
    func `Who speaks no SOAP fails for that, and all else is skipped`(body: String) async {
        let rules = await conform(RawServer(answering: { _ in RawReply(body: body) }))
        #expect(rules["failed", default: []].contains("R13.1-1"))
        #expect(rules["failed", default: []].count < 10 && rules["skipped", default: []].count > 200)
    }
}
