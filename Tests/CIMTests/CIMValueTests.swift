import CIM
import Testing

/// The bare text of values.
struct CIMValueTests {
    @Test(
        arguments: [
            (.uint8, "255", .uint8(255)), (.uint8, "+5", .uint8(5)), (.uint8, " 007\n", .uint8(7)),
            (.sint8, "-128", .sint8(-128)), (.uint16, "65535", .uint16(65535)), (.sint16, "-32768", .sint16(-32768)),
            (.uint32, "4294967295", .uint32(.max)), (.sint32, "-2147483648", .sint32(.min)),
            (.uint64, "18446744073709551615", .uint64(.max)), (.sint64, "-9223372036854775808", .sint64(.min)),
            (.boolean, "true", .boolean(true)), (.boolean, "FALSE", .boolean(false)),
            (.boolean, "True", .boolean(true)),
            (.boolean, " 1 ", .boolean(true)), (.boolean, "0", .boolean(false)),
            (.real32, "1.5", .real32(1.5)), (.real64, "1.0e+10", .real64(1e10)), (.real64, "-INF", .real64(-.infinity)),
            (.real64, "INF", .real64(.infinity)), (.string, " as it is ", .string(" as it is ")),
            (.char16, "x", .char16(120)), (.char16, "7", .char16(55)), (.char16, "120", .char16(120)),
        ] as [(CIMType, String, CIMValue)])
    func `A text is read as its type`(type: CIMType, text: String, value: CIMValue) throws {
        #expect(try CIMValue(type, text: text) == value)
        #expect(try CIMValue(type, text: value.text) == value, "and its own text gives it back")
    }

    @Test(
        arguments: [
            (.uint8, "256"), (.uint8, "-1"), (.uint8, ""), (.uint8, "1.0"), (.uint8, "0x10"), (.uint8, "1 2"),
            (.sint8, "128"), (.uint16, "65536"), (.uint32, "4294967296"), (.uint64, "18446744073709551616"),
            (.sint64, "9223372036854775808"), (.boolean, "yes"), (.boolean, "2"), (.boolean, ""),
            (.real64, "0x1p3"), (.real64, "infinity"), (.real64, "nan"), (.real64, ""), (.real32, "1,5"),
            (.char16, "\u{1F600}"), (.char16, "xy"), (.datetime, "now"), (.reference, "no path.at all"),
        ] as [(CIMType, String)])
    func `A text that is no value of its type is refused with the type and what would be right`(
        type: CIMType, text: String
    ) {
        do throws(CIMValueError) {
            let value = try CIMValue(type, text: text)
            Issue.record("\(text) was read as \(value)")
        } catch {
            #expect(!error.reason.isEmpty)
            if type != .datetime, type != .reference {
                #expect(error.reason.contains(type.rawValue) && error.reason.contains(type.range), "\(error.reason)")
            }
        }
    }

    @Test func `Not a number is read and written`() throws {
        guard case .real64(let number) = try CIMValue(.real64, text: "NaN") else { return #expect(Bool(false)) }
        #expect(number.isNaN)
        #expect(CIMValue.real32(.nan).text == "NaN")
    }

    @Test func `A message shows the beginning of a long text only`() {
        do throws(CIMValueError) {
            _ = try CIMValue(.uint8, text: String(repeating: "9", count: 100_000))
        } catch {
            #expect(error.reason.utf8.count < 200)
        }
    }

    @Test func `An array holds elements of its type and nothing else`() throws {
        let array = try CIMArray(.uint16, [.uint16(2), .uint16(17)])
        #expect(CIMValue.array(array).type == .uint16)
        #expect(CIMValue.array(array).text == "2,17")
        #expect(throws: CIMValueError(reason: "element 1 is string in an array of uint16")) {
            try CIMArray(.uint16, [.uint16(2), .string("17")])
        }
        #expect(throws: CIMValueError(reason: "element 0 is an array in an array of uint16")) {
            try CIMArray(.uint16, [.array(array)])
        }
    }

    @Test func `A MOF keyword names its type in any case, a reference has none`() {
        #expect(CIMType(keyword: "UInt16") == .uint16)
        #expect(CIMType(keyword: "DATETIME") == .datetime)
        #expect(CIMType(keyword: "reference") == nil)
        #expect(CIMType(keyword: "int") == nil)
    }
}
