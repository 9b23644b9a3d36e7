import Testing
import XML

@Suite struct XPathExpressionTests {
    private let item = Array(#"<p:A xmlns:p="urn:a"><p:Name>web</p:Name><p:Count>3</p:Count></p:A>"#.utf8)

    private func scope(_ declarations: String = "") throws -> NamespaceScope {
        try XMLParser.parse(Array("<x \(declarations)/>".utf8)).scope
    }

    @Test(arguments: [
        ("Name='web'", true), ("Name='WEB'", false), ("Count > 2 and not(Count > 3)", true), ("/A/Name", true),
        ("../A[Name=\"web\"]", true), ("Missing", false), ("string(Name)", true), ("count(*) - 2", false), (".", true),
    ])
    func `Without prefixes names are local names, and the result is made a boolean`(_ text: String, _ expected: Bool)
        throws
    {
        #expect(try XPathExpression(text, scope: scope()).matches(item) == expected)
    }

    @Test func `With prefixes a name is what it says`() throws {
        let scope = try scope(#"xmlns:q="urn:a" xmlns:o="urn:other""#)
        #expect(try XPathExpression("q:Name = 'web'", scope: scope).matches(item))
        #expect(try !XPathExpression("o:Name = 'web'", scope: scope).matches(item))
        #expect(try !XPathExpression("q:Name = 'web' and Count", scope: scope).matches(item))
    }

    @Test(arguments: ["Name=", "q:Name", "document('x')", "$x", "(", String(repeating: "a", count: 5000), "a\0b"])
    func `What is no XPath is refused before it is used`(_ text: String) throws {
        let scope = try scope()
        #expect(throws: XPathError.self) { try XPathExpression(text, scope: scope) }
    }

    @Test func `An expression that would take long is given up`() throws {
        let wide = Array("<a>\(String(repeating: "<b/>", count: 300))</a>".utf8)
        let expression = try XPathExpression("count(//b[count(//b[count(//b) > 1]) > 1]) > 1", scope: scope())
        #expect(throws: XPathError.self) { try expression.matches(wide) }
        #expect(throws: XPathError.self) {
            try XPathExpression(
                String(repeating: "(", count: 65) + "1" + String(repeating: ")", count: 65), scope: scope())
        }
    }
}
