import Client
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@Suite(.timeLimit(.minutes(1)))
struct EnumerationTests {
    /// Windows: one item with the optimised reply, the rest in pages, each with a new context; the last without one.
    private static func windows(_ request: RawRequest) -> RawReply {
        switch (request.operation, request.element("n:EnumerationContext")) {
        case ("Enumerate", _):
            Replies.enumeration(
                request,
                "<n:EnumerateResponse><n:EnumerationContext>uuid:1</n:EnumerationContext><w:Items>\(Replies.job("1"))</w:Items></n:EnumerateResponse>"
            )
        case ("Pull", "uuid:1"):
            Replies.enumeration(
                request,
                "<n:PullResponse><n:EnumerationContext>uuid:2</n:EnumerationContext><n:Items>\(Replies.job("2"))\(Replies.job("3"))</n:Items></n:PullResponse>"
            )
        case ("Pull", "uuid:2"):
            Replies.enumeration(
                request, "<n:PullResponse><n:Items>\(Replies.job("4"))</n:Items><n:EndOfSequence/></n:PullResponse>")
        default: Replies.enumeration(request, "")
        }
    }

    private func identifiers(_ enumeration: Enumeration) async throws -> [String] {
        var found: [String] = []
        for try await item in enumeration { found.append(item.instance?.text("InstanceID") ?? "") }
        return found
    }

    private let all = Target(resourceURI: jobClass)

    @Test func `Pages of Windows come as one sequence, each context used once`() async throws {
        let server = RawServer(answering: Self.windows)
        #expect(try await identifiers(client(of: server).enumerate(all)) == ["1", "2", "3", "4"])
        #expect(server.requests.withLock { $0.map(\.operation) } == ["Enumerate", "Pull", "Pull"])
    }

    /// openwsman: no optimisation, one item a page, EndOfSequence together with the last.
    @Test func `Pages of openwsman come one by one`() async throws {
        let server = RawServer(answering: { request in
            let kind = request.operation
            guard kind == "Pull" else {
                return Replies.enumeration(
                    request,
                    "<n:EnumerateResponse>\n<n:EnumerationContext>\n ctx \n</n:EnumerationContext>\n</n:EnumerateResponse>"
                )
            }
            let number = server2Count.withLock { count in
                count += 1
                return count
            }
            let end = number == 3 ? "<n:EndOfSequence/>" : "<n:EnumerationContext>ctx</n:EnumerationContext>"
            return Replies.enumeration(
                request, "<n:PullResponse>\(end)<n:Items>\(Replies.job("\(number)"))</n:Items></n:PullResponse>")
        })
        #expect(try await identifiers(client(of: server).enumerate(all)) == ["1", "2", "3"])
    }
    private let server2Count = Lock(0)

    /// OMI: everything at once, with the namespaces of the end marks mixed up.
    @Test(arguments: ["w:EndOfSequence", "n:EndOfSequence"])
    func `All in one reply needs no Pull`(mark: String) async throws {
        let server = RawServer(answering: { request in
            Replies.enumeration(
                request,
                "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext><w:Items>\(Replies.job("1"))</w:Items><\(mark)/></n:EnumerateResponse>"
            )
        })
        #expect(try await identifiers(client(of: server).enumerate(all)) == ["1"])
        #expect(server.requests.withLock(\.count) == 1)
    }

    @Test func `Nothing is sent before the first item is asked for, nor a page too early`() async throws {
        let server = RawServer(answering: Self.windows)
        let client = try client(of: server)
        var iterator = client.enumerate(all).makeAsyncIterator()
        #expect(server.requests.withLock(\.isEmpty))
        _ = try await iterator.next()
        #expect(server.requests.withLock(\.count) == 1)
        _ = try await iterator.next()
        _ = try await iterator.next()
        #expect(server.requests.withLock(\.count) == 2)
        await iterator.release()
        #expect(server.requests.withLock { $0.last?.element("n:EnumerationContext") } == "uuid:2")
    }

    @Test func `Leaving the loop releases what the server holds`() async throws {
        let released = Lock("")
        let server = RawServer(answering: { request in
            if request.operation == "Release" {
                released.withLock { $0 = request.element("n:EnumerationContext") ?? "" }
            }
            return Self.windows(request)
        })
        let client = try client(of: server)
        for try await item in client.enumerate(all) where item.instance != nil { break }
        #expect(await eventually { released.withLock { $0 } == "uuid:1" })
    }

    @Test func `A finished enumeration is not released`() async throws {
        let server = RawServer(answering: Self.windows)
        let client = try client(of: server)
        _ = try await identifiers(client.enumerate(all))
        _ = try? await client.identify()
        #expect(!server.requests.withLock { $0.contains { $0.operation == "Release" } })
    }

    @Test func `References and instances come as the mode says`() async throws {
        let server = RawServer(answering: { request in
            let item =
                request.element("w:EnumerationMode") == "EnumerateEPR"
                ? "<a:EndpointReference>\(Replies.reference("1"))</a:EndpointReference>"
                : "<w:Item>\(Replies.job("1"))<a:EndpointReference>\(Replies.reference("1"))</a:EndpointReference></w:Item>"
            return Replies.enumeration(
                request,
                "<n:EnumerateResponse><n:EnumerationContext/><w:Items>\(item)</w:Items><w:EndOfSequence/></n:EnumerateResponse>"
            )
        })
        let client = try client(of: server)
        for mode in [Enumerate.Mode.epr, .objectAndEPR] {
            for try await item in client.enumerate(all, EnumerateOptions(mode: mode)) {
                #expect(item.reference?.selectors.text("instanceid") == "1")
                #expect((item.instance == nil) == (mode == .epr))
            }
        }
    }

    @Test func `A projection comes as a fragment`() async throws {
        let server = RawServer(answering: { request in
            Replies.enumeration(
                request,
                """
                <n:EnumerateResponse><n:EnumerationContext/><w:Items><w:XmlFragment \
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><JobState>4</JobState><Owner xsi:nil="true"/>\
                <StartTime><Datetime>2026-05-06T07:08:09Z</Datetime></StartTime></w:XmlFragment></w:Items>\
                <w:EndOfSequence/></n:EnumerateResponse>
                """)
        })
        let query = try client(of: server).query(
            "SELECT JobState, Owner, StartTime FROM Msvm_ConcreteJob", in: "root/x")
        for try await item in query {
            let instance = try #require(item.instance)
            #expect(instance["jobstate"]?.values == [.text("4")])
            #expect(instance["Owner"]?.isNull == true)
            #expect(instance["StartTime"]?.values == [.datetime("2026-05-06T07:08:09Z")])
        }
        #expect(
            server.requests.withLock { $0.first?.element("w:ResourceURI") }
                == "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/x/*")
    }
}
