import CIM
import Testing

/// The 25 characters of CIM's datetime, both ways.
struct CIMDateTimeTests {
    @Test(
        arguments: [
            ("19700101000000.000000+000", 0),
            ("19700101000000.000001+000", 1),
            ("19691231235959.999999+000", -1),
            ("20240229123456.123456+000", 1_709_210_096_123_456),
            ("20240229143456.123456+120", 1_709_210_096_123_456),
            ("20240229073456.123456-300", 1_709_210_096_123_456),
            ("20000229000000.000000+000", 951_782_400_000_000),
            ("19000301000000.000000+000", -2_203_891_200_000_000),
            ("00000101000000.000000+000", -62_167_219_200_000_000),
            ("99991231235959.999999+000", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func `A timestamp is a number of microseconds since 1970, and back`(text: String, microseconds: Int64) throws {
        let value = try CIMDateTime(cim: text)
        #expect(value.microseconds == microseconds)
        #expect(value.cimText == text)
        #expect(!value.isInterval)
        let again = CIMDateTime(timestamp: microseconds, offsetMinutes: try #require(value.offsetMinutes))
        #expect(again == value)
    }

    @Test(
        arguments: [
            ("00000000000000.000000:000", 0),
            ("00000000000500.000000:000", 300_000_000),
            ("00000001020304.000005:000", 93_784_000_005),
            ("99999999235959.999999:000", 8_639_999_999_999_999_999),
        ] as [(String, Int64)])
    func `An interval is a number of microseconds, and back`(text: String, microseconds: Int64) throws {
        let value = try CIMDateTime(cim: text)
        #expect(value.isInterval)
        #expect(value.microseconds == microseconds)
        #expect(value.cimText == text)
        #expect(CIMDateTime(interval: microseconds) == value)
        #expect(value.year == nil && value.offsetMinutes == nil && value.days != nil)
    }

    @Test func `Every day of four centuries is counted once`() throws {
        var expected: Int64 = CIMDateTime(timestamp: -62_167_219_200_000_000).microseconds ?? 0
        for year in 0..<400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year == 0)
            for month in 1...12 {
                let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
                for day in [1, days] {
                    let value = CIMDateTime(timestamp: expected + Int64(day - 1) * 86_400_000_000)
                    #expect(value.year == year && value.month == month && value.day == day)
                    #expect(value.microseconds == expected + Int64(day - 1) * 86_400_000_000)
                }
                expected += Int64(days) * 86_400_000_000
            }
        }
    }

    @Test func `All zeroes and all nines are meanings of their own`() throws {
        #expect(CIMDateTime.zeroInterval.cimText == "00000000000000.000000:000")
        #expect(CIMDateTime.zeroInterval.isAllZero && CIMDateTime.zeroInterval.microseconds == 0)
        #expect(CIMDateTime.allNines.cimText == "99999999999999.999999:000")
        #expect(CIMDateTime.allNines.isAllNines && CIMDateTime.allNines.microseconds == nil)
        let zeroes = try CIMDateTime(cim: "00000000000000.000000+000")
        #expect(zeroes.isAllZero && !zeroes.isInterval && zeroes.microseconds == nil)
        #expect(zeroes.cimText == "00000000000000.000000+000")
        for text in ["99999999999999.999999+999", "99999999999999.999999-000", "99999999999999.999999:000"] {
            let nines = try CIMDateTime(cim: text)
            #expect(nines.isAllNines && nines.microseconds == nil)
            #expect(nines.cimText == text)
        }
        #expect(!(try CIMDateTime(cim: "99991231235959.999999+000").isAllNines))
    }

    @Test(arguments: [
        "20240506******.******+000", "2024**********.******+000", "********070809.000000+000",
        "20240506070809.123***+***", "20240506070809.******-060", "00000001******.******:000",
        "********020304.000000:000", "**************.******+***", "****0229000000.000000+000",
    ])
    func `Asterisks stand for digits that are not known`(text: String) throws {
        let value = try CIMDateTime(cim: text)
        #expect(value.hasUnknownDigits)
        #expect(value.microseconds == nil)
        #expect(value.cimText == text)
    }

    @Test func `The fields are those of the text`() throws {
        let value = try CIMDateTime(cim: "20240506070809.012345-330")
        #expect([value.year, value.month, value.day] == [2024, 5, 6])
        #expect([value.hour, value.minute, value.second] == [7, 8, 9])
        #expect(value.microsecond == 12345)
        #expect(value.offsetMinutes == -330)
        let partial = try CIMDateTime(cim: "2024**06070809.12****+***")
        #expect(partial.year == 2024 && partial.month == nil && partial.day == 6)
        #expect(partial.microsecond == nil && partial.offsetMinutes == nil)
    }

    @Test func `Minus zero minutes is kept`() throws {
        let value = try CIMDateTime(cim: "20240506070809.000000-000")
        #expect(value.cimText.hasSuffix("-000"))
        #expect(value.offsetMinutes == 0)
    }

    @Test(arguments: [
        ("", "has 0 characters instead of 25"),
        ("2024-05-06T07:08:09Z", "has 20 characters instead of 25"),
        ("20240506070809,123456+000", "needs a point as its 15th character"),
        ("20240506070809.123456Z000", "as its 22nd character"),
        ("20241306070809.123456+000", "has 13 for its month; allowed are 1 to 12"),
        ("20240006070809.123456+000", "has 0 for its month"),
        ("20230229070809.123456+000", "has day 29 in a month of 28 days"),
        ("18000229070809.123456+000", "has day 29 in a month of 28 days"),
        ("19000229070809.123456+000", "has day 29 in a month of 28 days"),
        ("****0230070809.123456+000", "has day 30 in a month of 29 days"),
        ("20240431070809.123456+000", "has day 31 in a month of 30 days"),
        ("20240506240000.000000+000", "has 24 for its hours; allowed are 0 to 23"),
        ("20240506236000.000000+000", "has 60 for its minutes"),
        ("20240506235960.000000+000", "has 60 for its seconds"),
        ("2024050607080x.000000+000", "its seconds (character 14)"),
        ("20240506070809.1*3456+000", "behind an asterisk"),
        ("20240506070809.12345x+000", "microseconds (character 21)"),
        ("202*0506070809.123456+000", "its year (character 4)"),
        ("20240506070809.123456+0x0", "its offset from UTC (character 24)"),
        ("00000001020304.000005:060", "ends in :000"),
        ("00000001250304.000005:000", "has 25 for its hours"),
        ("000000010203\u{E9}.000005:000", "(character 13)"),
    ])
    func `A text that is no datetime is refused with the field at fault`(text: String, reason: String) {
        do throws(CIMDateTimeError) {
            let value = try CIMDateTime(cim: text)
            Issue.record("\(text) was read as \(value)")
        } catch {
            #expect(error.reason.contains(reason), "\(error.reason)")
        }
    }

    @Test func `A time outside the calendar becomes the nearest inside`() {
        #expect(CIMDateTime(timestamp: .max).cimText == "99991231235959.999999+000")
        #expect(CIMDateTime(timestamp: .min, offsetMinutes: 60).cimText == "00000101000000.000000+060")
        #expect(CIMDateTime(interval: -1).cimText == "00000000000000.000000:000")
        #expect(CIMDateTime(interval: .max).cimText == "99999999235959.999999:000")
        #expect(CIMDateTime(timestamp: 0, offsetMinutes: 5000).offsetMinutes == 999)
    }
}
