import CIM
import Testing

/// What the MOF parser reads: declarations as DSP0004 writes them.
struct MOFTests {
    private func namespace(_ mof: String, build: WindowsBuild = .server2022) throws -> CIMNamespace {
        try CIMNamespace(name: "root/test", mof: [MOFSource(file: "Test.mof", text: mof)], windowsBuild: build)
    }

    private func property(_ declaration: String) throws -> CIMProperty {
        let cimClass = try namespace("class T_A { \(declaration) };").cimClass("T_A")
        return try #require(cimClass?.properties.first)
    }

    @Test func `A class is read with its qualifiers, properties and methods`() throws {
        let mof = """
            // A comment, /* not */ the end
            #pragma locale ("en_US")
            /* over
               two lines */
            [Abstract, Version("1.2.3"), Description("one " "and "
               "two")]
            class T_Base {
                [Key] string Id;
            };
            [Association : DisableOverride ToSubclass]
            class T_Link as $link : T_Base {
                [Required, Write, MaxLen(64)] string Name = "a\\tb\\"c\\x41";
                T_Base REF Target;
                uint8 Address[6];
                sint16 Numbers[] = { -1, 0x7F, 101b, 017 };
                [Static, ValueMap{"0", "1..", ".."}, Values{"Done", "Failed", "Else"}]
                uint32 Go([In] string What, [Out] T_Base REF Where, [In, Out] boolean Flags[]);
                void_t_less
            };
            """
        let valid = mof.split(separator: "\n").filter { !$0.contains("void_t_less") }.joined(separator: "\n")
        let namespace = try namespace(valid)
        let base = try #require(namespace.cimClass("t_base"))
        let link = try #require(namespace.cimClass("T_LINK"))
        #expect(base.isAbstract && !base.isAssociation)
        #expect(base.qualifiers.text("Description") == "one and two")
        #expect(link.superclasses == ["T_Base"])
        #expect(link.isAssociation && !link.isAbstract)
        #expect(link.properties.map(\.name.spelling) == ["Address", "Id", "Name", "Numbers", "Target"])
        #expect(link.keys.map(\.name) == ["Id"])
        let name = try #require(link.property("name"))
        #expect(name.isRequired && name.isWritable && !name.isKey)
        #expect(name.defaultValue == .string("a\tb\"cA"))
        #expect(name.qualifiers.integer("MaxLen") == 64)
        #expect(name.declaringClass == "T_Link")
        #expect(link.property("Target")?.referenceClass == "T_Base")
        #expect(link.property("Address")?.arraySize == 6)
        #expect(
            link.property("Numbers")?.defaultValue
                == .array(try CIMArray(.sint16, [.sint16(-1), .sint16(127), .sint16(5), .sint16(15)])))
        let go = try #require(link.method("GO"))
        #expect(go.isStatic)
        #expect(go.returnType == .uint32)
        #expect(go.parameters.map(\.name) == ["What", "Where", "Flags"])
        #expect(go.parameters.map(\.isIn) == [true, false, true])
        #expect(go.parameters.map(\.isOut) == [false, true, true])
        #expect(go.parameters.map(\.isArray) == [false, false, true])
        #expect(go.returnValueMap.name(of: 0) == "Done")
        #expect(go.returnValueMap.name(of: 7) == "Failed")
        #expect(go.returnValueMap.name(of: -7) == "Else")
    }

    @Test func `A subclass is known wherever its superclass is asked for`() throws {
        let namespace = try namespace("class T_C : T_B {}; class T_A {}; class T_B : T_A {}; class T_X {};")
        #expect(namespace.subclasses(of: "t_a", includingSelf: true).map(\.name) == ["T_A", "T_B", "T_C"])
        #expect(namespace.subclasses(of: "T_A", includingSelf: false).map(\.name) == ["T_B", "T_C"])
        #expect(namespace.subclasses(of: "T_Nothing", includingSelf: true).isEmpty)
        let lowest = try #require(namespace.cimClass("T_C"))
        #expect(lowest.superclass == "T_B")
        #expect(lowest.isA("t_a") && lowest.isA("T_C") && !lowest.isA("T_X"))
    }

    @Test func `An override keeps the key and the qualifiers it does not replace`() throws {
        let namespace = try namespace(
            """
            class T_A { [Key, MaxLen(10), Description("old"), Deprecated{"x"}] string Id; };
            class T_B : T_A { [Override("Id"), Description("new")] string Id; };
            """)
        let property = try #require(namespace.cimClass("T_B")?.property("Id"))
        #expect(property.isKey)
        #expect(property.qualifiers.integer("MaxLen") == 10)
        #expect(property.description == "new")
        #expect(property.qualifiers["Deprecated"] == nil, "a restricted qualifier stays where it was written")
        #expect(property.declaringClass == "T_B")
        #expect(namespace.cimClass("T_A")?.property("Id")?.declaringClass == "T_A")
    }

    @Test func `A qualifier declared or marked as restricted does not pass to subclasses`() throws {
        let namespace = try namespace(
            """
            Qualifier Own : boolean = false, Scope(class), Flavor(Restricted);
            Qualifier Names : string[], Scope(any), Flavor(ToSubclass, Translatable);
            [Own, Names{"a"}, Mine("x") : Restricted]
            class T_A {};
            class T_B : T_A {};
            """)
        let lower = try #require(namespace.cimClass("T_B"))
        #expect(lower.qualifiers["Own"] == nil)
        #expect(lower.qualifiers["Mine"] == nil)
        #expect(lower.qualifiers.texts("Names") == ["a"])
    }

    @Test func `A class name alone is an object, a string with EmbeddedInstance its text`() throws {
        let cimClass = try #require(
            try namespace(
                """
                class T_Error {};
                class T_A { T_Error Last; [EmbeddedInstance("T_Error")] string Text; };
                """
            ).cimClass("T_A"))
        let object = try #require(cimClass.property("Last"))
        let text = try #require(cimClass.property("Text"))
        #expect(object.isObject && object.embeddedClass == "T_Error" && object.type == .string)
        #expect(!text.isObject && text.embeddedClass == "T_Error" && text.type == .string)
    }

    @Test func `Values without a ValueMap are counted from zero, a ValueMap without Values names itself`() throws {
        let counted = try property(#"[Values{"No", "Yes"}] uint8 A;"#).valueMap
        #expect(counted.name(of: "1") == "Yes")
        let unnamed = try property(#"[ValueMap{"OK", "Error"}] string A;"#).valueMap
        #expect(unnamed.name(of: "Error") == "Error")
        #expect(unnamed.value(named: "OK") == "OK")
    }

    @Test func `A range of a value map may be hexadecimal`() throws {
        let map = try property(#"[ValueMap{"0", "..", "0x8000.."}, Values{"Zero", "Rest", "Vendor"}] uint16 A;"#)
            .valueMap
        #expect(map.name(of: 0) == "Zero")
        #expect(map.name(of: 5) == "Rest")
        #expect(map.name(of: 40000) == "Vendor")
    }

    @Test func `Default values take the type of their property`() throws {
        #expect(try property("uint64 A = 18446744073709551615;").defaultValue == .uint64(.max))
        #expect(try property("sint64 A = -9223372036854775808;").defaultValue == .sint64(.min))
        #expect(try property("real32 A = 1.5e-3;").defaultValue == .real32(0.0015))
        #expect(try property("real64 A = 2;").defaultValue == .real64(2))
        #expect(try property("boolean A = TRUE;").defaultValue == .boolean(true))
        #expect(try property("char16 A = 'x';").defaultValue == .char16(120))
        #expect(try property("string A = NULL;").defaultValue == nil)
        let interval = try CIMDateTime(cim: "00000000000500.000000:000")
        #expect(try property(#"datetime A = "00000000000500.000000:000";"#).defaultValue == .datetime(interval))
        #expect(try property(#"string A[] = {"a", "b"};"#).defaultValue == .array(.strings(["a", "b"])))
    }

    @Test func `What another build of Windows has is left out`() throws {
        let mof = """
            [MinBuild(16299)] class T_New { };
            class T_A {
                [MaxBuild(14393)] string Old;
                [MinBuild(16299)] uint32 Go();
                uint32 Do([MinBuild(16299)] T_New REF To);
            };
            """
        let old = try namespace(mof, build: #require(WindowsBuild(number: 14393)))
        #expect(old.classes.map(\.name) == ["T_A"])
        #expect(old.cimClass("T_A")?.properties.map(\.name) == ["Old"])
        #expect(old.cimClass("T_A")?.methods.map(\.name) == ["Do"])
        #expect(old.cimClass("T_A")?.method("Do")?.parameters.isEmpty == true)
        let new = try namespace(mof)
        #expect(new.classes.map(\.name) == ["T_A", "T_New"])
        #expect(new.cimClass("T_A")?.properties.isEmpty == true)
        #expect(new.cimClass("T_A")?.method("Do")?.parameters.count == 1)
    }

    @Test func `A byte order mark and carriage returns are no part of the text`() throws {
        let source = MOFSource(file: "Bom.mof", bytes: [0xEF, 0xBB, 0xBF] + Array("class T_A\r\n{ };\r\n".utf8))
        #expect(try CIMNamespace(name: "root/test", mof: [source]).classes.count == 1)
    }
}
