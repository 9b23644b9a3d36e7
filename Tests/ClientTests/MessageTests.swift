import Client
import Platform
import SOAP
import TestSupport
import Testing
import WSMan
import XML

/// What the client sends, read as a service reads it.
@Suite(.timeLimit(.minutes(1)))
struct MessageTests {
    private let server = RawServer(answering: { request in
        Replies.transfer(request, #"<p:M_OUTPUT xmlns:p="u"><p:ReturnValue>0</p:ReturnValue></p:M_OUTPUT>"#)
    })

    private func sent() throws -> (Request, Envelope) {
        let body = try #require(server.requests.withLock(\.last)).body
        let envelope = try Envelope(parsing: Array(body.utf8))
        return (try Request(envelope), envelope)
    }

    @Test func `A method's arguments are in the namespace of the class, in all their forms`() async throws {
        let reference = EndpointReference(resourceURI: jobClass, selectors: try job("J").selectors)
        _ = try await client(of: server).invoke(
            "M", on: job("J"),
            [
                NewProperty("Text", .text("a < b & c")), NewProperty("None", .null),
                NewProperty("Many", .array([.text("1"), .text("2")])), NewProperty("Ref", .reference(reference)),
                NewProperty("Time", .datetime("20260506070809.500000+120")),
                NewProperty("Span", .datetime("00000000000100.000000:000")), NewProperty("When", .datetime("PT5M")),
            ])
        let (request, _) = try sent()
        guard case .invoke(let target, "M", let input?) = request.operation else {
            Issue.record("not an invocation: \(request.operation)")
            return
        }
        #expect(target.resourceURI == jobClass && target.selectors.text("InstanceID") == "J")
        #expect(input.name == QName(Replies.jobURI, "M_INPUT"))
        #expect(input.elements.allSatisfy { $0.name.namespace == Replies.jobURI })
        let read = Representation(input)
        #expect(read["Text"]?.values == [.text("a < b & c")] && read["None"]?.isNull == true)
        #expect(read["Many"]?.values == [.text("1"), .text("2")])
        #expect(read["Ref"]?.values == [.reference(reference)])
        #expect(read["Time"]?.values == [.datetime("2026-05-06T07:08:09.5+02:00")])
        #expect(read["Span"]?.values == [.datetime("P0DT0H1M0S")] && read["When"]?.values == [.datetime("P0DT0H5M0S")])
    }

    @Test(arguments: ["winch/Winch_JobService", "", "a b", "1st", "x><y", "-", "a:b"])
    func `What is no name of an element is not sent`(name: String) async throws {
        let client = try client(of: server)
        let properties = [NewProperty(name, .text("1"))]
        let attempts: [@Sendable () async throws -> Void] = [
            { _ = try await client.invoke(name, on: job("J")) },
            { _ = try await client.invoke("M", on: job("J"), properties) },
            { _ = try await client.put(job("J"), properties) },
            { _ = try await client.create(Target(resourceURI: jobClass), properties) },
        ]
        for attempt in attempts {
            await #expect { try await attempt() } throws: { error in
                guard case .invalidArgument(let reason)? = error as? ClientError else { return false }
                return reason.contains("name of a")
            }
        }
        #expect(server.requests.withLock(\.isEmpty))
    }

    @Test func `Headers say what was configured`() async throws {
        let options = OperationOptions(
            timeout: .seconds(7), options: [RequestOption(name: "wmi:x", value: "1", type: "xs:int")], locale: "de-DE")
        _ = try await client(of: server) { $0.maximumEnvelopeSize = 65536 }.invoke("M", on: job("J"), options: options)
        let (request, envelope) = try sent()
        #expect(request.operationTimeout == .seconds(7) && request.maxEnvelopeSize == 65536)
        #expect(request.locale == "de-DE" && request.options == options.options)
        #expect(request.to == server.url && request.messageID?.hasPrefix("uuid:") == true)
        #expect(envelope.headers.first { $0.name.localName == "Action" }?.text == request.action)
    }

    @Test func `Fragments carry their header`() async throws {
        let client = try client(of: server)
        let target = try job("J")
        let failure = await error { () throws(ClientError) in
            _ = try await client.get(FragmentExpression("JobState"), of: target)
        }
        #expect(failure?.kind == "unexpected")  // the server answered with something else
        let request = try #require(server.requests.withLock(\.last))
        #expect(request.element("w:FragmentTransfer") == "JobState")
    }

    @Test func `Put and Create send the class's element`() async throws {
        let server = RawServer(answering: { request in
            Replies.transfer(
                request,
                request.operation == "Create"
                    ? "<x:ResourceCreated>\(Replies.reference("new"))</x:ResourceCreated>" : "")
        })
        let client = try client(of: server)
        #expect(try await client.put(job("J"), [NewProperty("Name", .text("n"))]) == nil)
        #expect(server.requests.withLock { $0.last?.element("p:Msvm_ConcreteJob") } == "<p:Name>n</p:Name>")
        let created = try await client.create(
            Target(resourceURI: jobClass), [NewProperty("Name", .text("n"))])
        #expect(created.selectors.text("InstanceID") == "new")
        try await client.delete(job("J"))
        #expect(server.requests.withLock { $0.last?.body.contains("<s:Body/>") } == true)
    }

    @Test func `Filters of all kinds`() async throws {
        let server = RawServer(answering: { request in
            Replies.enumeration(
                request,
                "<n:EnumerateResponse><n:EnumerationContext/><w:EndOfSequence/></n:EnumerateResponse>")
        })
        let client = try client(of: server)
        let object = EndpointReference(resourceURI: jobClass, selectors: try job("J").selectors)
        let association = AssociationFilter(
            of: object, associationClassName: "A", role: "R", resultClassName: "C", resultRole: "Q",
            resultProperties: ["P"])
        let filters: [(EnumerationFilter, String, String)] = [
            (.wql("SELECT * FROM X"), "http://schemas.microsoft.com/wbem/wsman/1/WQL", "SELECT * FROM X"),
            (.selector(try job("J").selectors), "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter", "J"),
            (.xpath("a[b=1]"), "http://www.w3.org/TR/1999/REC-xpath-19991116", "a[b=1]"),
            (.cql("q"), "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf", "q"),
            (
                .association(association), "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter",
                "A R C Q P"
            ),
            (.other(dialect: "urn:d", text: "t"), "urn:d", "t"),
        ]
        for (filter, dialect, content) in filters {
            for try await _ in client.enumerate(Target(resourceURI: jobClass), EnumerateOptions(filter: filter)) {}
            let body = try #require(server.requests.withLock(\.last)).body
            let envelope = try Envelope(parsing: Array(body.utf8))
            let element = try #require(envelope.body.first?.elements.first { $0.name.localName == "Filter" })
            #expect(element.attribute(QName("", "Dialect")) == dialect)
            for word in content.split(separator: " ") { #expect(body.contains(">\(word)") || body.contains(content)) }
        }
    }
}
