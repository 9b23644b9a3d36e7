import TestSupport
import Testing

@testable import Endpoint

/// Who may do what, from outside: messages of several users in, messages out.
@Suite struct AccessTests {
    private static let wmi = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root"
    private static let job = "\(wmi)/virtualization/v2/Msvm_ConcreteJob"
    private static let service = "\(wmi)/winch/Winch_JobService"
    private static let roles: [String: Authorization.Role] = [
        "ada": .administrator, "otto": .operator, "olga": .operator, "rita": .reader,
    ]
    private static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer"

    private func rule(_ permits: Bool, _ change: (inout Authorization.Rule) -> Void) -> Authorization.Rule {
        var rule = Authorization.Rule(permits: permits)
        change(&rule)
        return rule
    }

    private func endpoint(_ rules: Authorization.Rule...) throws -> TestEndpoint {
        try TestEndpoint(authorization: Authorization(roles: Self.roles, rules: rules))
    }

    private func message(_ action: String, _ uri: String, _ selectors: [String: String] = [:], _ body: String = "")
        -> String
    {
        let selectors = selectors.map { "<w:Selector Name=\"\($0.key)\">\($0.value)</w:Selector>" }.joined()
        return """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing" \
            xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://localhost/wsman</a:To>\
            <w:ResourceURI>\(uri)</w:ResourceURI><a:ReplyTo><a:Address>\
            http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <a:Action>\(action)</a:Action><a:MessageID>uuid:7</a:MessageID>\
            <w:SelectorSet>\(selectors)</w:SelectorSet></s:Header><s:Body>\(body)</s:Body></s:Envelope>
            """
    }

    private func start(_ template: String, as user: String, on endpoint: TestEndpoint) -> String {
        let body = """
            <p:StartJob_INPUT xmlns:p="\(Self.service)"><p:Template>\(template)</p:Template></p:StartJob_INPUT>
            """
        return endpoint.post(message("\(Self.service)/StartJob", Self.service, [:], body), user: user)
    }

    private func identifier(_ reply: String) throws -> String {
        let start = try #require(reply.firstRange(of: "Name=\"InstanceID\">"), "\(reply)").upperBound
        return String(reply[start...].prefix { $0 != "<" })
    }

    private func get(_ instanceID: String, as user: String, on endpoint: TestEndpoint) -> String {
        endpoint.post(message("\(Self.transfer)/Get", Self.job, ["InstanceID": instanceID]), user: user)
    }

    private func terminate(_ instanceID: String, as user: String, on endpoint: TestEndpoint) -> String {
        let body = """
            <p:RequestStateChange_INPUT xmlns:p="\(Self.job)"><p:RequestedState>4</p:RequestedState>\
            </p:RequestStateChange_INPUT>
            """
        return endpoint.post(
            message("\(Self.job)/RequestStateChange", Self.job, ["InstanceID": instanceID], body), user: user)
    }

    private func enumerate(
        _ uri: String, as user: String, on endpoint: TestEndpoint, query: String? = nil
    ) -> String {
        let filter =
            query.map { "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">\($0)</w:Filter>" } ?? ""
        let body = """
            <n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>\(filter)</n:Enumerate>
            """
        return endpoint.post(
            message("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", uri, [:], body), user: user)
    }

    /// AccessDenied, and Windows' ERROR_ACCESS_DENIED.
    private func isDenied(_ reply: String) -> Bool {
        reply.contains("w:AccessDenied") && reply.contains("Code=\"5\"")
    }

    /// A fault but for its identifiers.
    private func words(_ reply: String) -> Substring {
        reply[(reply.firstRange(of: "<s:Body>")?.lowerBound ?? reply.startIndex)...]
    }

    // MARK: - Roles

    @Test func `Readers read, operators start jobs, owners and administrators control them`() throws {
        let endpoint = try endpoint()
        #expect(isDenied(start("stubborn", as: "rita", on: endpoint)))
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        #expect(get(job, as: "rita", on: endpoint).contains("<p:Owner>otto</p:Owner>"))
        #expect(isDenied(terminate(job, as: "rita", on: endpoint)))
        #expect(isDenied(terminate(job, as: "olga", on: endpoint)))
        #expect(get(job, as: "rita", on: endpoint).contains("<p:JobState>4</p:JobState>"))
        #expect(terminate(job, as: "otto", on: endpoint).contains("RequestStateChange_OUTPUT"))
        let other = try identifier(start("failing", as: "olga", on: endpoint))
        #expect(terminate(other, as: "ada", on: endpoint).contains("RequestStateChange_OUTPUT"))
    }

    @Test func `Who has no role may do nothing but ask who answers`() throws {
        let endpoint = try endpoint()
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        #expect(isDenied(get(job, as: "nemo", on: endpoint)))
        #expect(isDenied(enumerate(Self.job, as: "nemo", on: endpoint)))
        #expect(isDenied(start("failing", as: "nemo", on: endpoint)))
        let configuration = "http://schemas.microsoft.com/wbem/wsman/1/config"
        #expect(isDenied(endpoint.post(message("\(Self.transfer)/Get", configuration), user: "nemo")))
        #expect(!isDenied(endpoint.post(message("\(Self.transfer)/Get", configuration), user: "rita")))
    }

    @Test func `A name that begins like another is another`() throws {
        let endpoint = try endpoint()
        for name in ["ad", "ada ", "adam", "Ada", ""] {
            #expect(isDenied(start("failing", as: name, on: endpoint)), "\(name)")
        }
    }

    @Test func `Without roles and rules everybody who can sign in administers`() throws {
        let endpoint = try TestEndpoint()
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        #expect(terminate(job, as: "olga", on: endpoint).contains("RequestStateChange_OUTPUT"))
    }

    // MARK: - What is there

    @Test func `A refusal is the same whether the instance exists`() throws {
        let endpoint = try endpoint(
            rule(false) { ($0.users, $0.className) = (["rita"], NamePattern("Msvm_ConcreteJob")) })
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        for user in ["rita", "nemo"] {
            let (there, absent) = (get(job, as: user, on: endpoint), get("1", as: user, on: endpoint))
            #expect(isDenied(there) && words(there) == words(absent), "\(there)\n\(absent)")
        }
        for user in ["rita", "nemo", "olga"] {
            let (there, absent) = (terminate(job, as: user, on: endpoint), terminate("1", as: user, on: endpoint))
            #expect(isDenied(there) && words(there) == words(absent), "\(there)\n\(absent)")
        }
    }

    @Test func `Enumerations, queries and associations show only what one may read`() throws {
        let endpoint = try endpoint(
            rule(true) { ($0.users, $0.template) = (["nemo"], NamePattern("fail*")) },
            rule(false) { ($0.users, $0.className) = (["rita"], NamePattern("Msvm_ConcreteJob")) })
        let foreign = try identifier(start("failing", as: "otto", on: endpoint))
        let own = try identifier(start("failing", as: "nemo", on: endpoint))
        let all = "\(Self.wmi)/virtualization/v2/*"
        let query = "SELECT * FROM CIM_ConcreteJob WHERE JobState = 4"
        for reply in [
            enumerate(Self.job, as: "nemo", on: endpoint), enumerate(all, as: "nemo", on: endpoint, query: query),
        ] {
            #expect(reply.contains(own) && !reply.contains(foreign), "\(reply)")
        }
        #expect(!get(own, as: "nemo", on: endpoint).contains("Fault>"))
        #expect(words(get(foreign, as: "nemo", on: endpoint)) == words(get("1", as: "nemo", on: endpoint)))
        let hidden = enumerate(all, as: "rita", on: endpoint, query: query)
        #expect(!hidden.contains(own) && !hidden.contains(foreign) && !hidden.contains("Fault>"), "\(hidden)")
        #expect(isDenied(enumerate(Self.job, as: "rita", on: endpoint)))
    }

    @Test func `Associations lead nowhere that one may not read`() throws {
        let endpoint = try endpoint(rule(false) { ($0.users, $0.className) = (["rita"], NamePattern("CIM_Job")) })
        let machine = enumerate(
            "\(Self.wmi)/virtualization/v2/*", as: "ada", on: endpoint,
            query: "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'")
        let name = machine[try #require(machine.firstRange(of: "<p:Name>")).upperBound...].prefix { $0 != "<" }
        let uri = "\(Self.wmi)/virtualization/v2/Msvm_ComputerSystem"
        let body = """
            <p:RequestStateChange_INPUT xmlns:p="\(uri)"><p:RequestedState>3</p:RequestedState></p:RequestStateChange_INPUT>
            """
        let keys = ["CreationClassName": "Msvm_ComputerSystem", "Name": String(name)]
        let job = try identifier(endpoint.post(message("\(uri)/RequestStateChange", uri, keys, body), user: "otto"))
        let path = "Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='\(name)'"
        for query in ["ASSOCIATORS OF {\(path)}", "REFERENCES OF {\(path)}", "SELECT * FROM Msvm_AffectedJobElement"] {
            let all = "\(Self.wmi)/virtualization/v2/*"
            #expect(enumerate(all, as: "ada", on: endpoint, query: query).contains(job), "\(query)")
            let reply = enumerate(all, as: "rita", on: endpoint, query: query)
            #expect(!reply.contains(job) && !reply.contains("Fault>"), "\(query): \(reply)")
        }
    }

    // MARK: - Rules

    @Test func `The first rule that fits decides`() throws {
        let endpoint = try endpoint(
            rule(true) { ($0.users, $0.template) = (["olga"], NamePattern("provision")) },
            rule(false) { ($0.roles, $0.namespace) = ([.operator], NamePattern("root/msps")) })
        #expect(!isDenied(start("provision", as: "olga", on: endpoint)))
        #expect(isDenied(start("provision", as: "otto", on: endpoint)), "a job of that namespace by another's method")
        #expect(!isDenied(start("failing", as: "otto", on: endpoint)))
        #expect(isDenied(enumerate("\(Self.wmi)/MSPS/Msps_ProvisioningJob", as: "otto", on: endpoint)))
        #expect(!isDenied(enumerate("\(Self.wmi)/MSPS/Msps_ProvisioningJob", as: "rita", on: endpoint)))
    }

    @Test func `A rule for a method or a right is for no other`() throws {
        let endpoint = try endpoint(
            rule(true) { ($0.users, $0.method) = (["rita"], NamePattern("RequestStateChange")) },
            rule(false) { ($0.users, $0.rights) = (["otto"], [.write]) })
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        let body = "<p:Msvm_ConcreteJob xmlns:p=\"\(Self.job)\"><p:Priority>5</p:Priority></p:Msvm_ConcreteJob>"
        let put = { endpoint.post(message("\(Self.transfer)/Put", Self.job, ["InstanceID": job], body), user: $0) }
        #expect(isDenied(put("otto")) && isDenied(put("rita")) && !isDenied(put("ada")))
        #expect(!isDenied(terminate(job, as: "rita", on: endpoint)))
        #expect(isDenied(start("failing", as: "rita", on: endpoint)))
    }

    // MARK: - The trail

    @Test func `Every change and every refusal is written down`() throws {
        let endpoint = try endpoint()
        let job = try identifier(start("failing", as: "otto", on: endpoint))
        _ = terminate(job, as: "rita", on: endpoint)
        _ = start("no-such-template", as: "ada", on: endpoint)
        #expect(endpoint.audit.map(\.result) == [.done, .denied, .failed])
        #expect(endpoint.audit.map(\.user) == ["otto", "rita", "ada"])
        #expect(endpoint.audit.map(\.method) == ["StartJob", "RequestStateChange", "StartJob"])
        #expect(endpoint.audit.map(\.fault) == [nil, "AccessDenied", "InvalidParameter"])
        #expect(endpoint.audit[1].resource == "\(Self.job)?InstanceID=\(job)")
        #expect(endpoint.audit.allSatisfy { $0.messageID == "uuid:7" && $0.address == "127.0.0.1" && $0.isChange })
    }

    @Test func `Equal reads are written down once a minute, with their number, or each`() throws {
        let endpoint = try endpoint()
        for _ in 0..<5 { _ = get("1", as: "rita", on: endpoint) }
        _ = enumerate(Self.job, as: "rita", on: endpoint)
        endpoint.time.advance(by: .seconds(61))
        _ = get("2", as: "rita", on: endpoint)
        #expect(endpoint.audit.map(\.operation) == ["Get", "Enumerate", "Get"])
        #expect(endpoint.audit.map(\.repeated) == [0, 0, 4])
        let talkative = try TestEndpoint(reads: .each)
        for _ in 0..<3 { _ = get("1", as: "rita", on: talkative) }
        #expect(talkative.audit.count == 3)
    }
}
