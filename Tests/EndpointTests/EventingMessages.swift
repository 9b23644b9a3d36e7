import Jobs
import TestSupport

/// What the tests of eventing send and read.
protocol EventingMessages {}

extension EventingMessages {
    static var all: String { "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/*" }
    static var modifications: String {
        "SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ConcreteJob'"
    }

    func message(
        _ action: String, uri: String = Self.all, headers: String = "", body: String
    ) -> String {
        """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing" \
        xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://localhost:5985/wsman</a:To>\
        <w:ResourceURI s:mustUnderstand="true">\(uri)</w:ResourceURI><a:ReplyTo><a:Address>\
        http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:Action>\(action)\
        </a:Action><a:MessageID>uuid:1</a:MessageID>\(headers)</s:Header><s:Body>\(body)</s:Body></s:Envelope>
        """
    }

    func eventing(_ name: String) -> String { "http://schemas.xmlsoap.org/ws/2004/08/eventing/\(name)" }

    func subscribe(
        to service: TestEndpoint, _ query: String? = Self.modifications, uri: String = Self.all,
        mode: String = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull", delivery: String = "", more: String = ""
    ) -> String {
        let text = query.map { $0.replacing("<", with: "&lt;") }
        let filter = text.map {
            "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">\($0)</w:Filter>"
        }
        return service.post(
            message(
                eventing("Subscribe"), uri: uri,
                body: """
                    <e:Subscribe><e:Delivery Mode="\(mode)">\(delivery)</e:Delivery>\(filter ?? "")\(more)</e:Subscribe>
                    """))
    }

    func pull(
        _ service: TestEndpoint, _ context: String, items: Int = 100, wait: String = "PT0.05S", user: String = "alice"
    ) -> String {
        service.post(pullMessage(context, items: items, wait: wait), user: user)
    }

    func pullMessage(_ context: String, items: Int = 100, wait: String = "PT0.05S") -> String {
        pullMessage(context, limit: "<n:MaxElements>\(items)</n:MaxElements>", wait: wait)
    }

    func pullMessage(_ context: String, limit: String, wait: String = "PT0.05S") -> String {
        message(
            "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull",
            body: """
                <n:Pull><n:EnumerationContext>\(context)</n:EnumerationContext><n:MaxTime>\(wait)</n:MaxTime>\
                \(limit)</n:Pull>
                """)
    }

    func manage(_ service: TestEndpoint, _ name: String, _ reply: String, user: String = "alice") -> String {
        service.post(
            message(
                eventing(name), headers: "<e:Identifier>\(text("e:Identifier", reply))</e:Identifier>",
                body: "<e:\(name)/>"), user: user)
    }

    func text(_ tag: String, _ reply: String) -> String {
        guard let start = reply.firstRange(of: "<\(tag)>"), let end = reply.firstRange(of: "</\(tag)>") else {
            return ""
        }
        return String(reply[start.upperBound..<end.lowerBound])
    }

    func context(_ reply: String) -> String { text("n:EnumerationContext", reply) }

    /// Starts one job of two seconds, and lets it come to its end when asked.
    func runJob(_ service: TestEndpoint, to end: Bool = true) throws {
        _ = try service.engine.submit(JobSubmission(template: "stubborn", owner: "alice"))
        guard end else { return }
        for _ in 0..<3 {
            service.time.advance(by: .seconds(1))
            service.engine.runDue()
        }
    }

    func count(_ part: String, in text: String) -> Int { text.ranges(of: part).count }
}
