import Endpoint
import Jobs
import Platform
import TestSupport
import Testing

/// Everything at once from many threads, for the sanitizers above all (`make tsan`, `make asan`): methods, transfers,
/// enumerations and subscriptions, while jobs move on and events are delivered.
struct LoadTests: EventingMessages {
    private static let clients = 8
    private static let rounds = 10
    private static let job = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"

    @Test func `Clients that do everything at once each get the replies to their own requests`() throws {
        let sink = TestSink()
        let service = try TestEndpoint(sink: sink)
        let pushed = subscribe(
            to: service, mode: "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push",
            delivery: "<e:NotifyTo><a:Address>http://sink/ok</a:Address></e:NotifyTo>")
        #expect(pushed.contains("SubscribeResponse"), "\(pushed)")
        let failures = Lock<[String]>([])
        let isOver = Lock(false)
        let clock = Thread(name: "clock") {
            while !isOver.withLock(\.self) {
                service.time.advance(by: .milliseconds(20))
                service.engine.runDue()
                service.endpoint.deliverDue()
            }
        }
        let threads = (0..<Self.clients).map { number in
            Thread(name: "client") {
                for _ in 0..<Self.rounds {
                    let complaint = round(service, user: number % 2 == 0 ? "alice" : "user\(number)")
                    if let complaint { failures.withLock { $0.append(complaint) } }
                }
            }
        }
        for thread in threads { thread.join() }
        isOver.withLock { $0 = true }
        clock.join()
        #expect(!sink.messages.isEmpty)
        #expect(failures.withLock { $0 } == [])
    }

    /// One client's round: nil, or the first reply that is not what was asked for.
    private func round(_ service: TestEndpoint, user: String) -> String? {
        var complaint: String?
        func post(_ text: String, expecting part: String) -> String {
            let reply = service.post(text, user: user)
            if complaint == nil, !reply.contains(part) { complaint = "\(part) is missing: \(reply)" }
            return reply
        }
        let subscribed = post(subscribeMessage, expecting: "SubscribeResponse")
        let created = post(
            transfer(
                "Create", "<w:OptionSet><w:Option Name='Template'>failing</w:Option></w:OptionSet>",
                body: "<p:Msvm_ConcreteJob xmlns:p='\(Self.job)'/>"), expecting: "InstanceID\">")
        guard let start = created.firstRange(of: "InstanceID\">")?.upperBound else { return complaint }
        let instance = created[start...].prefix { $0 != "<" }
        let selectors = "<w:SelectorSet><w:Selector Name='InstanceID'>\(instance)</w:Selector></w:SelectorSet>"
        _ = post(transfer("Get", selectors), expecting: "<p:InstanceID>\(instance)</p:InstanceID>")
        _ = post(poll(String(instance)), expecting: "<p:InstanceID>\(instance)</p:InstanceID>")
        _ = post(
            transfer(
                "Put", selectors,
                body: "<p:Msvm_ConcreteJob xmlns:p='\(Self.job)'><p:Priority>7</p:Priority></p:Msvm_ConcreteJob>"),
            expecting: "<p:Priority>7</p:Priority>")
        for state in [3, 2, 5] { _ = post(request(state, selectors), expecting: "ReturnValue") }
        _ = post(walk, expecting: "EnumerateResponse")
        let context = context(subscribed)
        let events = post(pullMessage(context), expecting: "")
        if !events.contains("PullResponse"), !events.contains("w:TimedOut") { return complaint ?? events }
        _ = post(transfer("Delete", selectors), expecting: "Envelope")
        return complaint
    }

    private var subscribeMessage: String {
        message(
            eventing("Subscribe"),
            body: """
                <e:Subscribe><e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>\
                <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">\(Self.modifications)</w:Filter>\
                </e:Subscribe>
                """)
    }

    private func transfer(_ name: String, _ headers: String, body: String = "") -> String {
        message("http://schemas.xmlsoap.org/ws/2004/09/transfer/\(name)", uri: Self.job, headers: headers, body: body)
    }

    private func request(_ state: Int, _ selectors: String) -> String {
        message(
            "\(Self.job)/RequestStateChange", uri: Self.job, headers: selectors,
            body: """
                <p:RequestStateChange_INPUT xmlns:p="\(Self.job)"><p:RequestedState>\(state)</p:RequestedState>\
                </p:RequestStateChange_INPUT>
                """)
    }

    private func poll(_ instance: String) -> String {
        enumerate("SELECT * FROM Msvm_ConcreteJob WHERE InstanceID = '\(instance)'")
    }

    private var walk: String { enumerate("SELECT * FROM CIM_Job") }

    private func enumerate(_ query: String) -> String {
        message(
            "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate",
            body: """
                <n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements>\
                <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">\(query)</w:Filter></n:Enumerate>
                """)
    }
}
