import Glibc
import Testing
import XML

@Suite struct `Hostile documents` {
    @Test(arguments: [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'>%p;]><a/>",
        "<?xml version='1.0'?>\n<!-- c --><!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;'>]><a>&m;</a>",
    ])
    func `A document type is refused`(text: String) {
        #expect { try parse(text) } throws: { ($0 as? XMLError)?.kind == .documentType }
    }

    @Test(arguments: ["<?pi?><a/>", "<a><?php echo ?></a>", "<a/><?end?>", "<a><?xml version='1.0'?></a>"])
    func `A processing instruction is refused wherever it stands`(text: String) {
        #expect { try parse(text) } throws: { ($0 as? XMLError)?.kind == .processingInstruction }
    }

    @Test(arguments: [
        "<a><!-- <?pi?> <!DOCTYPE b> --></a>", "<a><![CDATA[<?pi?><!DOCTYPE b>]]></a>", "<a b='&lt;?pi?>'/>",
    ])
    func `What only looks like one is not mistaken for it`(text: String) {
        #expect(throws: Never.self) { try parse(text) }
    }

    @Test(arguments: [
        "", " ", "text", "<", "<a", "<a>", "<a></b>", "<a/><b/>", "<a/>text", "<a b=1/>", "<a b='1' b='2'/>", "<a b/>",
        "<a>&undefined;</a>", "<a>&#0;</a>", "<a>&#xFFFF;</a>", "<a>\u{1}</a>", "<p:a/>", "<a p:b='1'/>", "<a>]]></a>",
        "<!-- a -- b --><a/>", "<a><!-- </a>", "<a><![CDATA[</a>", "<!ELEMENT a ANY><a/>", "<a xmlns:p=''/>", "<1/>",
        "</a>", "<a b='<'/>", "<a <b/>", "<a b='>", "<a x:y:z='1'/>",
    ])
    func `What is not well-formed is refused with a sentence`(text: String) throws {
        let error = try #require(throws: XMLError.self) { try parse(text) }
        #expect(error.kind == .malformed)
        #expect(error.reason.hasSuffix(".") && error.reason.count > 5)
    }

    @Test func `A NUL character is refused`() throws {
        let error = try #require(throws: XMLError.self) {
            try XMLParser.parse(Array("<a>".utf8) + [0] + Array("</a>".utf8))
        }
        #expect(error.kind == .malformed)
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `Bad UTF-8 is refused`(bad: [UInt8]) throws {
        let error = try #require(throws: XMLError.self) {
            try XMLParser.parse(Array("<a>".utf8) + bad + Array("</a>".utf8))
        }
        #expect(error.kind == .encoding)
    }

    @Test func `A message cut at any byte is refused, never misread`() throws {
        let message = Array(sampleEnvelope.utf8)
        #expect(throws: Never.self) { try XMLParser.parse(message) }
        for length in 0..<message.count {
            #expect(throws: XMLError.self, "cut at \(length)") { try XMLParser.parse(Array(message[..<length])) }
        }
    }

    @Test func `A message with any byte replaced is parsed or refused, and nothing else`() {
        let message = Array(sampleEnvelope.utf8)
        for index in message.indices {
            for byte in [0, 0x3C, 0x3E, 0x22, 0x26, 0xFF] as [UInt8] {
                var broken = message
                broken[index] = byte
                _ = try? XMLParser.parse(broken)
            }
        }
    }
}

@Suite struct `Limits` {
    private func kind(_ text: String, limits: XMLLimits = XMLLimits()) -> XMLError.Kind? {
        do {
            _ = try parse(text, limits: limits)
            return nil
        } catch {
            return (error as? XMLError)?.kind
        }
    }

    @Test func `Depth is limited, and counted right after empty elements`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a><b/>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(kind(nested(63)) == nil)
        #expect(kind(nested(65)) == .tooDeep)
        #expect(kind(nested(100_000)) == .tooLarge)
        #expect(kind(nested(40_000)) == .tooDeep)
    }

    @Test func `A tag may be long, but not too long`() {
        #expect(kind("<a b='\(String(repeating: "x", count: 16000))'/>") == nil)
        #expect(kind("<a b='\(String(repeating: "x", count: 17000))'/>") == .tagTooLong)
        #expect(kind("<a" + String(repeating: " ", count: 17000) + "/>") == .tagTooLong)
        #expect(kind("<a></a" + String(repeating: " ", count: 17000) + ">") == .tagTooLong)
    }

    @Test func `Attributes of one element are limited`() {
        func attributes(_ count: Int) -> String { (0..<count).map { " a\($0)=''" }.joined() }
        #expect(kind("<a\(attributes(256))/>") == nil)
        #expect(kind("<a\(attributes(257))/>") == .tooManyAttributes)
        #expect(kind("<a\(attributes(80_000))/>", limits: XMLLimits(maximumBytes: 2_000_000)) == .tagTooLong)
    }

    @Test func `Prefixes declared around one element are limited, those beside it not counted`() {
        func declarations(_ level: Int) -> String { (0..<100).map { " xmlns:p\(level)q\($0) = 'urn:x'" }.joined() }
        let beside = (0..<20).map { "<b\(declarations($0))/>" }.joined()
        #expect(kind("<a>\(beside)</a>") == nil)
        #expect(kind("<a\(declarations(0))><b\(declarations(1))><c\(declarations(2))/></b></a>") == .tooManyAttributes)
    }

    @Test func `Different names are limited, and the parser recovers from too many`() {
        func names(_ count: Int) -> String { "<r>" + (0..<count).map { "<name\($0)/>" }.joined() + "</r>" }
        #expect(kind(names(1000)) == nil)
        #expect(kind(names(30_000)) == .tooLarge)
        #expect(kind(names(1000)) == nil)
    }

    @Test func `Size is limited`() {
        #expect(kind("<a>123456789</a>", limits: XMLLimits(maximumBytes: 16)) == nil)
        #expect(kind("<a>1234567890</a>", limits: XMLLimits(maximumBytes: 16)) == .tooLarge)
    }
}

/// Shapes that made a parser's time grow faster than its input, here or elsewhere.
enum HostileShape: String, CaseIterable, Sendable {
    case attributes, namespaces, children, emptyElements, text, references, comments, cdata, unclosed, names, values
    case deepNamespaces, quotes, attributesOfOne, namespacesOfOne

    /// About `size` octets of it.
    func document(_ size: Int) -> [UInt8] {
        func repeated(_ unit: String) -> String { String(repeating: unit, count: size / unit.utf8.count) }
        func numbered(_ unit: (Int) -> String) -> String {
            var text = ""
            var number = 0
            while text.utf8.count < size {
                text += unit(number)
                number += 1
            }
            return text
        }
        let many = (0..<250).map { " a\($0)=''" }.joined()
        let prefixes = (0..<200).map { " xmlns:p\($0)='urn:\($0)'" }.joined()
        let text =
            switch self {
            case .attributes: "<r>\(repeated("<a\(many)/>"))</r>"
            case .namespaces: "<r>\(repeated("<a\(prefixes)><p0:b/></a>"))</r>"
            case .deepNamespaces: "<r\(prefixes)>\(repeated("<p0:b/>"))</r>"
            case .children: "<r>\(repeated("<a>x</a>"))</r>"
            case .emptyElements: "<r>\(repeated("<a/>"))</r>"
            case .text: "<r>\(repeated("text "))</r>"
            case .references: "<r>\(repeated("&amp;"))</r>"
            case .comments: "<r>\(repeated("x<!---->"))</r>"
            case .cdata: "<r>\(repeated("<![CDATA[]]>x"))</r>"
            case .unclosed: repeated("<a>")
            case .names: "<r>\(numbered { "<n\($0)/>" })</r>"
            case .values: "<r>\(numbered { "<a b='&amp;\($0)&lt;'/>" })</r>"
            case .quotes: "<r>\(repeated("<a b='"))</r>"
            case .attributesOfOne: "<r\(numbered { " a\($0)=''" })/>"
            case .namespacesOfOne: "<r\(numbered { " xmlns:p\($0)='u'" })>\(repeated("<p0:a/>"))</r>"
            }
        return Array(text.utf8)
    }
}

@Suite(.serialized) struct `Time` {
    /// CPU seconds of this thread for one parse: the least of several, for others use the machine too.
    private func cost(_ document: [UInt8]) -> Double {
        let limits = XMLLimits(maximumBytes: 4_000_000)
        return (0..<5).map { _ in
            let start = Self.threadTime
            _ = try? XMLParser.parse(document, limits: limits)
            return Self.threadTime - start
        }.min() ?? 0
    }

    private static var threadTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test(arguments: HostileShape.allCases)
    func `Twice the input costs at most 2.5 times the CPU`(shape: HostileShape) {
        let small = shape.document(100_000)
        let large = shape.document(200_000)
        // Growth is a ratio: below a fifth of a millisecond it would measure the clock.
        var ratio = Double.infinity
        for _ in 0..<4 where ratio > 2.5 {
            ratio = min(ratio, cost(large) / max(cost(small), 0.0002))
        }
        #expect(ratio <= 2.5)
    }
}

/// What a Windows client sends, more or less.
let sampleEnvelope = """
    <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
    xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
    xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
    xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
    xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"><s:Header>\
    <a:To>http://localhost:5985/wsman</a:To><w:ResourceURI s:mustUnderstand="true">\
    http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob</w:ResourceURI>\
    <a:ReplyTo><a:Address s:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous\
    </a:Address></a:ReplyTo><a:Action s:mustUnderstand="true">\
    http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>\
    <w:MaxEnvelopeSize s:mustUnderstand="true">512000</w:MaxEnvelopeSize>\
    <a:MessageID>uuid:11111111-2222-3333-4444-555555555555</a:MessageID>\
    <w:Locale xml:lang="en-US" s:mustUnderstand="false"/><p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>\
    <p:SessionId s:mustUnderstand="false">uuid:AAAAAAAA-2222-3333-4444-555555555555</p:SessionId>\
    <p:OperationID s:mustUnderstand="false">uuid:BBBBBBBB-2222-3333-4444-555555555555</p:OperationID>\
    <p:SequenceId s:mustUnderstand="false">1</p:SequenceId>\
    <w:SelectorSet><w:Selector Name="InstanceID">CCCCCCCC-2222-3333-4444-555555555555</w:Selector></w:SelectorSet>\
    <w:OperationTimeout>PT60.000S</w:OperationTimeout></s:Header><s:Body/></s:Envelope>
    """
