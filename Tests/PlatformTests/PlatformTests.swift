import Testing

@testable import Platform

@Suite struct PlatformTests {
    @Test func `A GUID is written as Windows writes it`() {
        let guid = GUID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        #expect(guid.description == "01234567-89AB-CDEF-FEDC-BA9876543210")
    }

    @Test func `Random GUIDs differ and carry version 4`() {
        let one = GUID.random().description
        #expect(one != GUID.random().description)
        #expect(Array(one)[14] == "4")
        #expect("89AB".contains(Array(one)[19]))
    }

    @Test func `A waiting thread gives up after its timeout and not before`() {
        let condition = Condition(0)
        let start = SystemTime().monotonic
        #expect(condition.wait(timeout: .milliseconds(30)) { $0 > 0 ? $0 : nil } == nil)
        #expect(SystemTime().monotonic - start >= .milliseconds(30))
        condition.update { $0 = 7 }
        #expect(condition.wait(timeout: .milliseconds(30)) { $0 > 0 ? $0 : nil } == 7)
    }
}
