import Testing
import WSMan
import XML

@Suite struct `Durations` {
    @Test(arguments: [
        ("PT60.000S", 60_000_000), ("PT1M30S", 90_000_000), ("P1DT2H3M4.000005S", 93_784_000_005), ("PT0S", 0),
        ("P0DT0H1M40S", 100_000_000), ("-PT1S", -1_000_000), ("P0Y0M1D", 86_400_000_000), ("PT0.1234567S", 123_456),
        ("P60.000S", 60_000_000), ("P400D", 34_560_000_000_000), ("PT1H", 3_600_000_000),
    ])
    func `They are read to the microsecond`(text: String, microseconds: Int64) {
        #expect(XSDDuration.parse(text) == .microseconds(microseconds))
    }

    @Test(arguments: [
        "", "P", "PT", "60", "PT60", "P1Y", "P1M", "PT1S1M", "PT1M1M", "PT1.5M", "PT.5S", "PT1.S", "P1H1D", "PT-1S",
        "P1DT", "PTT1S", " PT1S", "PT1S ", "PT١S", "PT99999999999999999999S", "P99999999999999D", "+PT1S", "1PT1S",
    ])
    func `What is none is not read`(text: String) {
        #expect(XSDDuration.parse(text) == nil)
    }

    @Test(arguments: [
        (600_000_000, "PT600S"), (0, "PT0S"), (1_500_000, "PT1.5S"), (-50_000, "-PT0.05S"), (1, "PT0.000001S"),
    ])
    func `They are written in seconds`(microseconds: Int64, text: String) {
        #expect(XSDDuration.text(.microseconds(microseconds)) == text)
        #expect(XSDDuration.parse(text) == .microseconds(microseconds))
    }
}

@Suite struct `Points in time` {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:34:56.789Z", 1_709_210_096_789_000),
        ("2024-05-06T07:08:09.123456+02:00", 1_714_972_089_123_456), ("1969-12-31T23:59:59.5Z", -500_000),
        ("2000-03-01T00:00:00-05:30", 951_888_600_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func `They are read, and written as Windows writes them`(text: String, microseconds: Int64) {
        #expect(XSDDateTime(text)?.microsecondsSince1970 == microseconds)
        #expect(XSDDateTime(text)?.text == text)
    }

    @Test func `Without a zone they are UTC`() {
        #expect(XSDDateTime("2024-05-06T07:08:09")?.offsetMinutes == nil)
        #expect(XSDDateTime("2024-05-06T07:08:09") != nil)
        #expect(
            XSDDateTime("2024-05-06T07:08:09")?.microsecondsSince1970
                == XSDDateTime("2024-05-06T07:08:09Z")?.microsecondsSince1970)
        #expect(XSDDateTime("2024-05-06T07:08:09.500Z")?.text == "2024-05-06T07:08:09.5Z")
    }

    @Test(arguments: [
        "", "2024-05-06", "2024-05-06T24:00:00Z", "2024-05-06T23:59:60Z", "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z", "2024-05-06T07:08:09.Z", "2024-05-06T07:08:09+2:00", "2024-05-06T07:08:09+02:00x",
        "2024-05-06 07:08:09Z", "0000-01-01T00:00:00Z", "2024-05-06T07:08:09+15:00", "20240506070809.000000+000",
    ])
    func `What is none is not read`(text: String) {
        #expect(XSDDateTime(text) == nil)
    }
}

@Suite struct `Bodies of responses` {
    private func written(_ response: EnumerationResponse) -> String {
        var writer = XMLWriter()
        response.write(to: &writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private let items = Array("<x/>".utf8)

    @Test func `Enumerate`() {
        #expect(
            written(.enumerate(context: "c", expires: .seconds(60)))
                == "<n:EnumerateResponse><n:Expires>PT60S</n:Expires><n:EnumerationContext>c</n:EnumerationContext>"
                + "</n:EnumerateResponse>")
    }

    @Test func `Optimised Enumerate, going on and finished`() {
        #expect(
            written(.optimizedEnumerate(context: "c", expires: nil, items: items))
                == "<n:EnumerateResponse><n:EnumerationContext>c</n:EnumerationContext><w:Items><x/></w:Items>"
                + "</n:EnumerateResponse>")
        #expect(
            written(.optimizedEnumerate(context: nil, expires: .seconds(1), items: []))
                == "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext><w:Items></w:Items>"
                + "<w:EndOfSequence/></n:EnumerateResponse>")
    }

    @Test func `Pull, going on and finished`() {
        #expect(
            written(.pull(context: "c", items: items))
                == "<n:PullResponse><n:EnumerationContext>c</n:EnumerationContext>"
                + "<n:Items><x/></n:Items></n:PullResponse>")
        #expect(
            written(.pull(context: nil, items: items))
                == "<n:PullResponse><n:Items><x/></n:Items><n:EndOfSequence/></n:PullResponse>")
    }

    @Test func `Identify, with profiles for those who may know them`() throws {
        var writer = XMLWriter()
        IdentifyResponse(productVendor: "V", productVersion: "1", securityProfiles: ["urn:p"]).write(to: &writer)
        let root = try XMLParser.parse(writer.finish())
        #expect(root.name == QName(Namespace.identity, "IdentifyResponse"))
        #expect(
            root.elements.map(\.name.localName) == [
                "ProtocolVersion", "ProductVendor", "ProductVersion", "SecurityProfiles",
            ])
        #expect(root.elements[0].text == Namespace.wsman)
        #expect(root.elements[3].elements.map(\.text) == ["urn:p"])
    }
}
