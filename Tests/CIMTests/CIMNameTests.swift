import CIM
import Testing

struct CIMNameTests {
    @Test func `Names differ in case only by their spelling`() {
        let name: CIMName = "InstanceID"
        #expect(name == "instanceid")
        #expect(name.hashValue == CIMName("INSTANCEID").hashValue)
        #expect(name.spelling == "InstanceID")
        #expect(name != "InstanceI")
        #expect(name != "InstanceIDs")
        #expect(CIMName("\u{C9}") != "\u{E9}", "only ASCII letters are folded")
    }

    @Test func `Names are ordered as if in lower case`() {
        let names: [CIMName] = ["b", "A", "_x", "a_b", "ab", "B2"]
        #expect(names.sorted().map(\.spelling) == ["_x", "A", "a_b", "ab", "b", "B2"])
    }

    @Test func `Every name of a schema hashes to its own place`() {
        let names = (0..<2000).map { CIMName("Property\($0)WithALongName") }
        #expect(Set(names.map(\.hashValue)).count == names.count)
    }

    @Test(arguments: [
        ("Msvm_ConcreteJob", true), ("_x", true), ("a1", true), ("\u{E9}", true), ("", false), ("1a", false),
        ("a b", false), ("a.b", false), ("a-b", false), ("<a>", false),
    ])
    func `An identifier is letters, digits and underscores`(text: String, isIdentifier: Bool) {
        #expect(CIMName.isIdentifier(text) == isIdentifier)
    }
}
