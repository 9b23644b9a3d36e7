import Jobs
import TestSupport
import Testing

@testable import Endpoint

/// What somebody without all rights learns of jobs from events, and from what replies say about where a resource is.
@Suite struct EventAccessTests: EventingMessages {
    private static let job = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"
    private static let creations =
        "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"
    private static let pullMode = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
    private static let pushMode = "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"

    private let sink = TestSink()
    private let service: TestEndpoint

    /// ada administers, rita reads but no jobs of Hyper-V, nemo may start one template and nothing else, otto may start jobs and
    /// not read them.
    init() throws {
        var allowed = Authorization.Rule(permits: true)
        (allowed.users, allowed.template) = (["nemo"], NamePattern("stubborn"))
        var denied = Authorization.Rule(permits: false)
        (denied.users, denied.className) = (["rita"], NamePattern("Msvm_ConcreteJob"))
        var unread = Authorization.Rule(permits: false)
        (unread.users, unread.rights, unread.className) = (["otto"], [.read], NamePattern("Msvm_ConcreteJob"))
        let authorization = Authorization(
            roles: ["ada": .administrator, "rita": .reader, "otto": .operator], rules: [allowed, denied, unread])
        service = try TestEndpoint(authorization: authorization, sink: sink)
    }

    private func subscribe(_ mode: String, as user: String, _ delivery: String = "") -> String {
        let body = """
            <e:Subscribe><e:Delivery Mode="\(mode)">\(delivery)</e:Delivery>\
            <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">\(Self.creations)</w:Filter></e:Subscribe>
            """
        return service.post(message(eventing("Subscribe"), body: body), user: user)
    }

    private func startJobs(of owners: String...) throws {
        for owner in owners { _ = try service.engine.submit(JobSubmission(template: "stubborn", owner: owner)) }
    }

    private func owners(in text: String) -> [String] {
        // Between a start and its end, whatever the prefix.
        text.split(separator: ":Owner>").enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element.prefix { $0 != "<" })
        }
    }

    @Test func `A subscriber pulls events of what it may read, and of nothing else`() throws {
        let contexts = ["ada", "rita", "nemo"].map { ($0, context(subscribe(Self.pullMode, as: $0))) }
        #expect(contexts.allSatisfy { !$0.1.isEmpty })
        try startJobs(of: "otto", "nemo", "otto")
        let told = contexts.map { user, context in owners(in: pull(service, context, user: user)) }
        #expect(told == [["otto", "nemo", "otto"], [], ["nemo"]])
    }

    @Test func `What is pushed is what the subscriber may read, too`() throws {
        for user in ["ada", "rita", "nemo"] {
            let reply = subscribe(
                Self.pushMode, as: user, "<e:NotifyTo><a:Address>http://sink/\(user)/ok</a:Address></e:NotifyTo>")
            #expect(reply.contains("SubscribeResponse"), "\(reply)")
        }
        try startJobs(of: "otto", "nemo")
        service.endpoint.deliverDue()
        let told = sink.messages.map { sent in
            (sent.address.split(separator: "/").dropLast().last ?? "") + ":"
                + owners(in: String(decoding: sent.body, as: UTF8.self)).joined()
        }
        #expect(told.sorted() == ["ada:nemo", "ada:otto", "nemo:nemo"])
    }

    @Test func `Who may do nothing cannot subscribe, and nobody pulls another's events`() throws {
        #expect(subscribe(Self.pullMode, as: "stranger").contains("w:AccessDenied"))
        let context = context(subscribe(Self.pullMode, as: "ada"))
        try startJobs(of: "otto")
        #expect(owners(in: pull(service, context, user: "nemo")).isEmpty)
        #expect(owners(in: pull(service, context, user: "ada")) == ["otto"])
    }

    private func create(as user: String) -> String {
        service.post(
            message(
                "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create", uri: Self.job,
                headers: """
                    <w:RequestEPR/><w:OptionSet><w:Option Name="Template">stubborn</w:Option></w:OptionSet>
                    """,
                body: "<p:Msvm_ConcreteJob xmlns:p=\"\(Self.job)\"/>"), user: user)
    }

    @Test func `RequestedEPR names an instance to those who may read it`() {
        for user in ["ada", "nemo"] {
            let reply = create(as: user)
            let told = text("w:RequestedEPR", reply.replacing(" xmlns:w=\"\(Self.wsman)\"", with: ""))
            #expect(told.contains("Name=\"InstanceID\""), "\(user): \(reply)")
        }
    }

    /// ResourceCreated is how a Create is answered (DSP0226 R7.6-5): it names what its sender has made, and shows nothing.
    @Test func `Who may not read what it has made is told its name once, and no more`() {
        let reply = create(as: "otto")
        #expect(reply.contains("x:ResourceCreated") && count("Name=\"InstanceID\"", in: reply) == 1, "\(reply)")
        #expect(reply.contains("EPRInvalid"))
    }

    private static let wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
}
