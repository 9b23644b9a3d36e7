import CIM
import Testing

/// Instances written in MOF, such as an inventory.
struct MOFInstanceTests {
    private let namespace: CIMNamespace

    init() throws {
        let mof = """
            class T_A { [Key] string Id; uint16 Codes[]; datetime Since; uint8 Small = 1; };
            [Abstract] class T_Base { [Key] string Id; };
            """
        namespace = try CIMNamespace(name: "root/test", mof: [MOFSource(file: "T.mof", text: mof)])
    }

    @Test func `Instances are read in their order, with defaults for what they leave out`() throws {
        let mof = """
            instance of T_A as $first { Id = "2"; codes = {2, 17}; Since = "20240506070809.000000+000"; };
            instance of t_a { Id = "1"; Small = NULL; };
            """
        let instances = try namespace.instances(mof: MOFSource(file: "I.mof", text: mof))
        #expect(instances.map { $0["Id"] } == [.string("2"), .string("1")])
        #expect(instances[0]["Codes"] == .array(.uint16([2, 17])))
        #expect(instances[0]["Since"]?.type == .datetime)
        #expect(instances[0]["Small"] == .uint8(1))
        #expect(instances[1]["Small"] == nil)
    }

    @Test func `What another build of Windows knows may be passed over`() throws {
        let mof = #"instance of T_New { Id = "1"; }; instance of T_A { Id = "1"; New = 5; };"#
        let source = MOFSource(file: "I.mof", text: mof)
        #expect(try namespace.instances(mof: source, skippingUnknown: true).count == 1)
        #expect(throws: MOFError.self) { try namespace.instances(mof: source) }
    }

    @Test(arguments: [
        ("class T_B { };", "the class T_B is declared; only instances belong here"),
        ("instance of T_New { };", "the namespace root/test has no class T_New"),
        ("instance of T_Base { Id = \"1\"; };", "T_Base is abstract"),
        ("instance of T_A { Id = \"1\"; Colour = 1; };", "the class T_A has no property Colour"),
        ("instance of T_A { Id = \"1\"; Small = 256; };", "the value of Small: \"256\" is not a value of type uint8"),
        ("instance of T_A { Id = 5; };", "the value of Id"),
        ("instance of T_A { Small = 1; };", "the key Id of T_A has no value"),
        ("instance of T_A { Id = \"1\" };", "expected ';' after the value of Id, found '}'"),
        ("instance of T_A { Id = \"1\";", "expected '}' at the end of the instance of T_A"),
    ])
    func `An instance that its class does not allow is refused with the reason`(mof: String, reason: String) {
        do throws(MOFError) {
            _ = try namespace.instances(mof: MOFSource(file: "I.mof", text: mof))
            Issue.record("\(mof) was read")
        } catch {
            #expect(error.reason.contains(reason), "\(error)")
        }
    }
}
