import CIM
import SOAP
import Testing
import WSMan
import XML

@testable import WSCIM

/// What the tests of this target share: the schema, short ways to classes and instances, and the long URIs.
enum Fixture {
    static let schema = CIMSchema()
    static let microsoft = "http://schemas.microsoft.com/wbem/wsman/1/wmi"
    static let dmtf = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"
    static let v2 = "\(microsoft)/root/virtualization/v2"
    static let xsi = #"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#
    static let cim = #"xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common""#
    static let addressing = #"xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing""#
    static let wsman = #"xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd""#
    static let anonymous =
        "<a:Address \(addressing)>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>"

    static func namespace(_ name: String = "root/virtualization/v2") throws -> CIMNamespace {
        try #require(schema.namespace(name))
    }

    static func cimClass(_ name: CIMName, in namespace: String = "root/virtualization/v2") throws -> CIMClass {
        try #require(try Self.namespace(namespace).cimClass(name))
    }

    static func method(_ name: CIMName, of className: CIMName) throws -> CIMMethod {
        try #require(try cimClass(className).method(name))
    }

    static func instance(_ className: CIMName, _ values: [(CIMName, CIMValue)]) throws -> CIMInstance {
        var instance = CIMInstance(try cimClass(className))
        for (name, value) in values { try instance.set(name, value) }
        return instance
    }

    /// Classes that no namespace of the schema has: every type, and references as keys.
    static let types = try? CIMNamespace(
        name: "root/types",
        mof: [
            MOFSource(
                file: "types.mof",
                text: """
                    class Test_Types {
                        [Key] string Id;
                        boolean aFlag;
                        uint8 U8; sint8 S8; uint16 U16; sint16 S16; uint32 U32; sint32 S32; uint64 U64; sint64 S64;
                        real32 R32; real64 R64; char16 Character; datetime When; string Text;
                        Test_Types REF Other;
                        [EmbeddedInstance("Test_Inner")] string Inner;
                        string List[]; datetime Dates[]; boolean Flags[]; Test_Types REF Others[];
                        uint8 Octets[];
                    };
                    class Test_Inner {
                        string Label; datetime Since; [EmbeddedInstance("Test_Inner")] string Next;
                    };
                    class Test_Base { [Key] string Id; uint32 Zeta; };
                    class Test_Derived : Test_Base { uint32 Alpha; };
                    """)
        ])

    static func typesClass(_ name: CIMName) throws -> CIMClass {
        try #require(types?.cimClass(name))
    }

    static func typed(_ values: [(CIMName, CIMValue)], _ className: CIMName = "Test_Types") throws -> CIMInstance {
        var instance = CIMInstance(try typesClass(className))
        for (name, value) in values { try instance.set(name, value) }
        return instance
    }

    static func written(_ write: (inout XMLWriter) throws -> Void) rethrows -> String {
        var writer = XMLWriter()
        try write(&writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    static func element(_ text: String) throws -> XMLElement {
        try XMLParser.parse(Array(text.utf8))
    }

    static func target(_ uri: String, _ selectors: [(String, String)] = []) throws -> Target {
        Target(
            resourceURI: ResourceURI(uri), selectors: try SelectorSet(selectors.map { Selector($0.0, .text($0.1)) }))
    }
}

/// The fault that `body` throws; a failure of the test when there is none.
func fault<Result>(_ body: () throws(Fault) -> Result) throws -> Fault {
    do {
        _ = try body()
    } catch {
        return error
    }
    return try #require(nil as Fault?, "no fault was thrown")
}
