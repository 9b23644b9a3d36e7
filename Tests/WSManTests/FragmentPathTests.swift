import SOAP
import Testing
import WSMan
import XML

@Suite struct `Fragment paths` {
    @Test(arguments: [
        ("Priority", [FragmentPath.Step.child("Priority", index: nil)]),
        ("./Priority", [.child("Priority", index: nil)]),
        ("p:Status[4294967295]", [.child("Status", index: 4_294_967_295)]),
        ("a/b[2]/text()", [.child("a", index: nil), .child("b", index: 2), .text]),
        ("a/@p:b", [.child("a", index: nil), .attribute("b")]),
        ("@b", [.attribute("b")]), (".", []), ("/", []),
    ])
    func `Steps below the root`(expression: String, steps: [FragmentPath.Step]) throws {
        let path = try FragmentPath(expression)
        #expect(path.steps == steps)
        #expect(!path.startsAtDocument)
    }

    @Test(arguments: ["/a/b", "../a/b"]) func `Steps from the document name the root`(expression: String) throws {
        let path = try FragmentPath(expression)
        #expect(try path.stepsBelow(root: "A") == [.child("b", index: nil)])
        #expect(throws: Fault.self) { try path.stepsBelow(root: "other") }
    }

    @Test(arguments: [
        "", "//a", "a//b", "a/", "..", "../..", "a/../b", "*", "a[0]", "a[4294967296]", "a[-1]", "a[b]", "a[1][2]",
        "a[last()]", "text()", "text()/a", "@a/b", "a/text()/b", "/@a", "/text()", "a|b", "count(a)", "a:b:c", "1a",
        "a b", String(repeating: "a/", count: 40) + "a", String(repeating: "a", count: 4097),
    ])
    func `What is not of Level 1 is refused`(expression: String) throws {
        let fault = try #require(throws: Fault.self) { try FragmentPath(expression) }
        #expect(fault.code == .cannotProcessExpression())
        #expect(fault.reason.hasSuffix("."))
    }

    @Test func `A path leads to one node, or to none`() throws {
        let root = try XMLParser.parse(Array("<r k='v'><a>1</a><a>2</a><b><c> x </c></b><d/></r>".utf8))
        func text(_ expression: String) throws -> String? {
            guard case .text(let text) = try FragmentPath(expression).select(in: root) else { return nil }
            return text
        }
        #expect(try text("A[2]/text()") == "2")
        #expect(try text("b/c/text()") == " x ")
        #expect(try text("/r/d/text()") == "")
        #expect(try text("@k") == "v")
        guard case .element(let whole) = try FragmentPath("/R").select(in: root) else {
            Issue.record("no element")
            return
        }
        #expect(whole == root)
        for expression in ["a", "a[3]", "e", "d/e", "@j", "/a", "b/@k"] {
            #expect(throws: Fault.self) { try FragmentPath(expression).select(in: root) }
        }
    }
}
