import CIM
import Platform
import SOAP
import TestSupport
import Testing
import WSMan

@testable import Endpoint

@Suite struct EnumerationsTests {
    private let time = TestTime()

    private func table(_ change: (inout EndpointLimits) -> Void = { _ in }) -> Enumerations {
        var limits = EndpointLimits()
        change(&limits)
        return Enumerations(limits: limits, time: time, identifiers: CountedIdentifiers())
    }

    private func enumeration(expires: Duration? = nil) -> Enumeration {
        let form = ItemForm(mode: .object, family: .microsoft, projection: nil, shownAs: nil, server: "host")
        return Enumeration(query: EnumerationQuery(sources: [], condition: .all, form: form), expires: expires)
    }

    private func isKnown(_ context: String, to owner: String, in table: Enumerations) -> Bool {
        guard let lease = try? table.lease(context, owner: owner) else { return false }
        _ = lease
        return true
    }

    @Test func `Another user's context is an unknown one`() throws {
        let table = table()
        let context = try table.open(enumeration(), owner: "alice")
        #expect(!isKnown(context, to: "mallory", in: table))
        #expect(isKnown(context, to: "alice", in: table))
    }

    @Test func `A Pull that fails keeps the context and its place`() throws {
        let table = table()
        let context = try table.open(enumeration().moved(to: Cursor(source: 0, position: 7)), owner: "alice")
        do { _ = try table.lease(context, owner: "alice") }
        let again = try table.lease(context, owner: "alice")
        #expect(again.enumeration.cursor == Cursor(source: 0, position: 7))
    }

    @Test func `A second Pull is refused while the first is at work`() throws {
        let table = table()
        let context = try table.open(enumeration(), owner: "alice")
        let lease = try table.lease(context, owner: "alice")
        #expect(!isKnown(context, to: "alice", in: table))
        _ = lease.finish()
    }

    @Test func `A Pull that succeeds renames the context and kills the old one`() throws {
        let table = table()
        let context = try table.open(enumeration(), owner: "alice")
        let renewed = try table.lease(context, owner: "alice").advance(to: Cursor(source: 1))
        #expect(renewed != context)
        #expect(!isKnown(context, to: "alice", in: table))
        #expect(isKnown(renewed, to: "alice", in: table))
        #expect(table.count == 1)
    }

    @Test func `A Release takes an enumeration away from the Pull at work on it`() throws {
        let table = table { $0.enumerationsPerUser = 1 }
        let context = try table.open(enumeration(), owner: "alice")
        let lease = try table.lease(context, owner: "alice")
        #expect(throws: Enumerations.unknown) { try table.release(context, owner: "mallory") }
        try table.release(context, owner: "alice")
        do throws(Fault) {
            _ = try lease.advance(to: Cursor(source: 1))
            Issue.record("The Pull goes on with an enumeration that was released.")
        } catch {
            #expect(error == Enumerations.unknown)
        }
        #expect(throws: Enumerations.unknown) { try table.release(context, owner: "alice") }
        #expect(table.count == 0)
        _ = try table.open(enumeration(), owner: "alice")
    }

    @Test func `An enumeration that nobody pulls is forgotten after its idle time`() throws {
        let table = table { $0.enumerationIdle = .seconds(10) }
        let context = try table.open(enumeration(), owner: "alice")
        time.advance(by: .seconds(9))
        #expect(isKnown(context, to: "alice", in: table))
        time.advance(by: .seconds(11))
        #expect(!isKnown(context, to: "alice", in: table))
        #expect(table.count == 0)
    }

    @Test func `Expires ends an enumeration before its idle time`() throws {
        let table = table()
        let context = try table.open(enumeration(expires: .seconds(5)), owner: "alice")
        time.advance(by: .seconds(6))
        #expect(!isKnown(context, to: "alice", in: table))
    }

    @Test func `One user's limit is a QuotaLimit that leaves the others alone`() throws {
        let table = table { $0.enumerationsPerUser = 2 }
        for _ in 0..<2 { _ = try table.open(enumeration(), owner: "alice") }
        #expect {
            _ = try table.open(enumeration(), owner: "alice")
        } throws: { ($0 as? Fault)?.code == .quotaLimit }
        _ = try table.open(enumeration(), owner: "bob")
    }

    @Test func `The limit in all makes room for new ones when old ones have expired`() throws {
        let table = table {
            $0.enumerations = 2
            $0.enumerationIdle = .seconds(10)
        }
        for _ in 0..<2 { _ = try table.open(enumeration(), owner: "alice") }
        #expect { _ = try table.open(enumeration(), owner: "bob") } throws: { ($0 as? Fault)?.code == .quotaLimit }
        time.advance(by: .seconds(11))
        _ = try table.open(enumeration(), owner: "bob")
        #expect(table.count == 1)
    }

    @Test func `A renewed enumeration lives longer, and tells how long`() throws {
        let table = table()
        let context = try table.open(enumeration(expires: .seconds(10)), owner: "alice")
        #expect(try table.expiry(of: context, owner: "alice") == .seconds(10))
        time.advance(by: .seconds(5))
        try table.renew(context, owner: "alice", expires: .seconds(30))
        time.advance(by: .seconds(20))
        #expect(try table.expiry(of: context, owner: "alice") == .seconds(30))
        try table.renew(context, owner: "alice", expires: nil)
        #expect(try table.expiry(of: context, owner: "alice") == nil)
        time.advance(by: .seconds(239))
        #expect(isKnown(context, to: "alice", in: table))
    }

    @Test func `Only its owner renews an enumeration, and only while it lives`() throws {
        let table = table()
        let context = try table.open(enumeration(expires: .seconds(10)), owner: "alice")
        #expect(throws: Enumerations.unknown) { try table.renew(context, owner: "mallory", expires: nil) }
        #expect(throws: Enumerations.unknown) { try table.expiry(of: context, owner: "mallory") }
        time.advance(by: .seconds(11))
        #expect(throws: Enumerations.unknown) { try table.renew(context, owner: "alice", expires: nil) }
        #expect(throws: Enumerations.unknown) { try table.expiry(of: context, owner: "alice") }
    }
}
