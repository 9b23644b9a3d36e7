import CIM
import Client
import Testing
import WSMan
import XML

struct CIMValuesTests {
    @Test func `An instance of a known class is read in its types`() throws {
        let job = Representation(try XMLParser.parse(Array(Replies.job("J1").utf8)))
        let instance = try #require(try job.instance(in: CIMSchema()))
        #expect(instance["JobState"] == .uint16(4) && instance["Owner"] == nil)
        #expect(instance["OperationalStatus"] == .array(.uint16([2, 11])))
        guard case .datetime(let elapsed)? = instance["ElapsedTime"] else {
            Issue.record("ElapsedTime is no datetime")
            return
        }
        #expect(elapsed.isInterval && elapsed.microseconds == 100_000_000)
    }

    @Test func `A class nobody knows is no error, a value that does not fit is`() throws {
        func read(_ text: String) throws -> CIMInstance? {
            try Representation(try XMLParser.parse(Array(text.utf8))).instance(
                in: CIMSchema(), namespace: "root/virtualization/v2")
        }
        #expect(try read("<Nothing/>") == nil)
        #expect(throws: ClientError.self) {
            try read(
                "<p:Msvm_ConcreteJob xmlns:p='\(Replies.jobURI)'><p:JobState>many</p:JobState></p:Msvm_ConcreteJob>")
        }
    }

    @Test func `Typed values are sent in their wire forms`() throws {
        let path = CIMObjectPath(
            namespace: "root/cimv2", className: "Win32_X", keys: [(name: "Id", value: .uint32(7))])
        #expect(NewValue(.uint16(3)) == .text("3"))
        #expect(NewValue(.array(.uint16([1, 2]))) == .array([.text("1"), .text("2")]))
        #expect(
            NewValue(.datetime(CIMDateTime(interval: 60_000_000))) == .datetime("00000000000100.000000:000"))
        guard case .reference(let reference) = NewValue(.reference(path)) else {
            Issue.record("no reference")
            return
        }
        #expect(reference.shortText == #"Win32_X.Id="7""#)
        #expect(
            reference.resourceURI?.text == "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_X")
    }
}
