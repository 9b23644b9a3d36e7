import Testing
import XML

/// Parses text; a shorthand of these tests.
func parse(_ text: String, limits: XMLLimits = XMLLimits()) throws -> XMLElement {
    try XMLParser.parse(Array(text.utf8), limits: limits)
}

@Suite struct `What the parser reads` {
    @Test func `Names are resolved by namespace, whatever the prefix`() throws {
        let root = try parse(#"<s:Envelope xmlns:s="urn:soap"><a xmlns="urn:a" b="1" s:c="2"/></s:Envelope>"#)
        #expect(root.name == QName("urn:soap", "Envelope"))
        let child = try #require(root.first(QName("urn:a", "a")))
        #expect(child.attribute(QName("", "b")) == "1")
        #expect(child.attribute(QName("urn:soap", "c")) == "2")
    }

    @Test func `A default namespace can be taken away again`() throws {
        let root = try parse(#"<a xmlns="urn:a"><b xmlns=""><c/></b></a>"#)
        #expect(root.elements[0].name == QName("", "b"))
        #expect(root.elements[0].elements[0].name == QName("", "c"))
    }

    @Test func `Well-known namespaces are the very strings of the program`() throws {
        let root = try parse(#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>"#)
        #expect(root.name == QName(Namespace.soap, "Envelope"))
    }

    @Test func `Text, CDATA and character references are one text, and comments part nothing`() throws {
        let root = try parse("<a>one <!-- x --><![CDATA[<two>]]> &amp; &#x33;&lt;<b>not this</b> four</a>")
        #expect(root.text == "one <two> & 3< four")
        #expect(root.children.count == 3)
    }

    @Test func `White space is kept in text and cut from trimmedText`() throws {
        let root = try parse("<a>\n\t x y \r\n</a>")
        #expect(root.text == "\n\t x y \n")
        #expect(root.trimmedText == "x y")
    }

    @Test func `Attribute values hold entities, both quotes and normalised space`() throws {
        let root = try parse("<a b='say &quot;hi&quot; &amp;&#x26;&#38;amp; \n &#10;go' c=\"it's > that\"/>")
        #expect(root.attribute(QName("", "b")) == "say \"hi\" &&&amp;   \ngo")
        #expect(root.attribute(QName("", "c")) == "it's > that")
    }

    @Test func `An attribute of the xml prefix has its namespace`() throws {
        #expect(try parse(#"<a xml:lang="de"/>"#).attribute(QName(Namespace.xml, "lang")) == "de")
    }

    @Test(arguments: [
        (Namespace.schemaInstance, "true", true), (Namespace.schemaInstance, " 1 ", true),
        (Namespace.schema, "true", true), (Namespace.schemaInstance, "false", false), ("urn:other", "true", false),
    ])
    func `xsi:nil counts in both namespaces that clients bind it to`(
        namespace: String, value: String, isNil: Bool
    ) throws {
        #expect(try parse("<a xmlns:xsi='\(namespace)' xsi:nil='\(value)'/>").isNil == isNil)
    }

    @Test func `QNames in content are resolved where they stand, undeclared prefixes leniently`() throws {
        let root = try parse("<a xmlns='urn:d' xmlns:p='urn:outer'><b xmlns:p='urn:inner'/><c/></a>")
        #expect(root.elements[0].resolve("p:X") == QName("urn:inner", "X"))
        #expect(root.elements[1].resolve(" p:X ") == QName("urn:outer", "X"))
        #expect(root.elements[1].resolve("X") == QName("urn:d", "X"))
        #expect(root.elements[1].resolve("cim:X") == QName("", "X"))
    }

    @Test func `Equality looks at content, not at prefixes`() throws {
        #expect(try parse("<p:a xmlns:p='urn:x'>1</p:a>") == parse("<a xmlns='urn:x'>1</a>"))
        #expect(try parse("<a>1</a>") != parse("<a>2</a>"))
    }

    @Test func `A parser context forgets the document before`() throws {
        for number in 0..<50 {
            #expect(throws: XMLError.self) { try parse("<a><b></a>") }
            #expect(try parse("<a><b>\(number)</b></a>").elements[0].text == "\(number)")
        }
    }

    @Test func `Many threads parse at once`() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    try (0..<50).allSatisfy {
                        try parse("<a><n\(number)>\($0)</n\(number)></a>").elements.count == 1 && $0 >= 0
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

@Suite struct `The XML declaration` {
    @Test(arguments: [
        "<?xml version=\"1.0\"?><a/>", "<?xml version='1.0' encoding='utf-8'?>\n<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?><a/>",
    ])
    func `One at the start is read`(text: String) throws {
        #expect(try parse(text).name == QName("", "a"))
    }

    @Test(arguments: [
        "<?xml?><a/>", "<?xml encoding='UTF-8'?><a/>", "<?xml version='1.0' standalone='perhaps'?><a/>",
        "<?xml version='1.0' colour='red'?><a/>", "<?xml version='1.0'",
    ])
    func `A wrong one is refused`(text: String) {
        #expect(throws: XMLError.self) { try parse(text) }
    }

    @Test func `One that is not at the very start is a processing instruction`() {
        #expect { try parse(" <?xml version='1.0'?><a/>") } throws: {
            ($0 as? XMLError)?.kind == .processingInstruction
        }
    }

    @Test func `Its encoding must be the one the message was decoded from`() throws {
        let text = Array("<?xml version='1.0' encoding='utf-16'?><a/>".utf8)
        #expect(try XMLParser.parse(text, decodedFrom: .utf16(bigEndian: true)).name.localName == "a")
        #expect { try XMLParser.parse(text) } throws: { ($0 as? XMLError)?.kind == .encoding }
        #expect { try parse("<?xml version='1.0' encoding='ISO-8859-1'?><a/>") } throws: {
            ($0 as? XMLError)?.kind == .encoding
        }
    }

    @Test func `Lines are counted with it`() {
        #expect { try parse("<?xml version='1.0'\n?>\n<a>\n</b>") } throws: { ($0 as? XMLError)?.line == 4 }
    }
}
