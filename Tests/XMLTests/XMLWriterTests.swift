import Testing
import XML

/// What a writer wrote, as text.
private func written(_ body: (inout XMLWriter) -> Void) -> String {
    var writer = XMLWriter()
    body(&writer)
    return String(decoding: writer.finish(), as: UTF8.self)
}

@Suite struct `What the writer writes` {
    @Test func `Tags, declarations and attributes`() {
        let text = written { writer in
            writer.start("w:Items")
            writer.declare("p", "urn:x")
            writer.attribute("Name", "a<b>&\"c'\n\r\t")
            writer.element("p:Caption", "R & D")
            writer.empty("p:Nothing")
            writer.end("w:Items")
        }
        #expect(
            text == "<w:Items xmlns:p=\"urn:x\" Name=\"a&lt;b&gt;&amp;&quot;c'&#10;&#13;&#9;\">"
                + "<p:Caption>R &amp; D</p:Caption><p:Nothing/></w:Items>")
    }

    @Test func `An element without text still has both tags`() {
        #expect(written { $0.element("n:EnumerationContext", "") } == "<n:EnumerationContext></n:EnumerationContext>")
    }

    @Test func `Text keeps what it can and replaces what XML cannot hold`() {
        #expect(written { $0.element("a", "tab\t \"q\" \r\n ü€😀 ]]>") } == "<a>tab\t \"q\" &#13;\n ü€😀 ]]&gt;</a>")
        #expect(
            written { $0.element("a", "\u{0}\u{1}\u{1F}\u{FFFE}\u{FFFF}\u{FFFD}\u{7F}") }
                == "<a>?????\u{FFFD}\u{7F}</a>")
    }

    @Test func `Integers of every width`() {
        let text = written { writer in
            for value in [Int64.min, -1, 0, 7, 10, Int64.max] {
                writer.text(" ")
                writer.integer(value)
            }
            writer.text(" ")
            writer.integer(UInt64.max)
            writer.integer(Int8.min)
        }
        #expect(text == " -9223372036854775808 -1 0 7 10 9223372036854775807 18446744073709551615-128")
    }

    @Test func `A mark takes back what came after it, open tags included`() {
        let text = written { writer in
            writer.start("a")
            let open = writer.mark()
            let count = writer.count
            writer.element("b", "x")
            #expect(writer.count > count)
            writer.rollback(to: open)
            writer.attribute("c", "1")
            writer.text("y")
            let closed = writer.mark()
            writer.start("d")
            writer.rollback(to: closed)
            writer.end("a")
        }
        #expect(text == "<a c=\"1\">y</a>")
    }

    @Test func `A kept fragment is written as it is`() {
        #expect(
            written {
                $0.start("a")
                $0.raw(Array("<b/>".utf8))
                $0.end("a")
            } == "<a><b/></a>")
    }
}

@Suite struct `Copies of parsed trees` {
    private func copied(_ text: String) throws -> String {
        let element = try parse(text)
        return written { $0.copy(element) }
    }

    @Test(arguments: [
        "<a/>", "<a>text</a>", "<a b='1&quot;2'>&lt;<c/>d<c/></a>", "<p:a xmlns:p='urn:p' p:b='1'><p:c/></p:a>",
        "<a xmlns='urn:d'><b xmlns=''><c/></b><d/></a>", "<a xml:lang='en'/>",
        "<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'><p:c/></p:b><p:d/></p:a>",
        "<a xmlns:p='urn:1' xmlns:q='urn:1' p:x='1'><q:b q:y='2'/></a>", "<a>&#13;&#10;</a>",
    ])
    func `A copy parses to the same tree`(text: String) throws {
        #expect(try parse(copied(text)) == parse(text))
    }

    @Test func `QNames in content keep their meaning in a copy of a part`() throws {
        let root = try parse("<a xmlns:p='urn:p' xmlns:x='urn:xsi'><b x:type='p:T'>p:U</b></a>")
        let part = root.elements[0]
        let copy = try parse(written { $0.copy(part) })
        #expect(copy == part)
        #expect(copy.resolve(copy.text) == QName("urn:p", "U"))
        #expect(copy.resolve(copy.attributes[0].value) == QName("urn:p", "T"))
    }

    @Test func `A built tree gets prefixes of its own`() throws {
        let built = XMLElement(
            QName("urn:a", "a"), attributes: [XMLAttribute(QName("urn:b", "b"), "1")],
            children: [.element(XMLElement(QName("urn:a", "c"), children: [.text("t")]))])
        #expect(try parse(written { $0.copy(built) }) == built)
    }

    @Test func `Everything a writer can escape comes back`() throws {
        let all = String(String.UnicodeScalarView((1...0x3000).compactMap(Unicode.Scalar.init)))
        let kept = String(
            String.UnicodeScalarView(all.unicodeScalars.filter { $0.value >= 0x20 || [9, 10, 13].contains($0.value) }))
        let text = written {
            $0.start("a")
            $0.attribute("b", kept)
            $0.text(kept)
            $0.end("a")
        }
        let back = try parse(text, limits: XMLLimits(maximumTagBytes: 100_000))
        #expect(back.text == kept)
        #expect(back.attribute(QName("", "b")) == kept)
    }
}
