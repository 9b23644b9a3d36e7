import CIM
import Testing

/// Object paths as WMI writes them.
struct CIMObjectPathTests {
    private let absolute =
        #"\\HOST.example\root\virtualization\v2:Msvm_ComputerSystem.CreationClassName="X",Name="a\\b\"c""#

    @Test func `A path is read in every notation`() throws {
        let path = try CIMObjectPath(parsing: absolute)
        #expect(path.namespace == "root/virtualization/v2")
        #expect(path.className == "Msvm_ComputerSystem")
        #expect(path.keys.map(\.name) == ["CreationClassName", "Name"])
        #expect(path[key: "name"] == .string(#"a\b"c"#))
        let slashes = try CIMObjectPath(parsing: #"//./root/virtualization/v2:Msvm_ComputerSystem.Name="1""#)
        #expect(slashes.namespace == "root/virtualization/v2")
        let relative = try CIMObjectPath(parsing: #"T_A.Id=5,Sign=-5,Flag=TRUE,Text='x'"#)
        #expect(relative.namespace.isEmpty)
        #expect(relative.keys.map(\.value) == [.uint64(5), .sint64(-5), .boolean(true), .string("x")])
        #expect(try CIMObjectPath(parsing: "root/cimv2:Win32_OperatingSystem=@").keys.isEmpty)
        #expect(try CIMObjectPath(parsing: "T_A").className == "T_A")
        #expect(try CIMObjectPath(parsing: #"T_A.Key="a:b.c=d,e""#)[key: "Key"] == .string("a:b.c=d,e"))
    }

    @Test func `A path is written as it can be read again, its keys in alphabetical order`() throws {
        let path = try CIMObjectPath(parsing: #"root\x:T_A.Zeta="1",Alpha=TRUE,beta=2"#)
        #expect(path.text == #"root/x:T_A.Alpha=TRUE,beta=2,Zeta="1""#)
        #expect(path.relativeText == #"T_A.Alpha=TRUE,beta=2,Zeta="1""#)
        #expect(path.text(host: ".") == #"\\.\root\x:T_A.Alpha=TRUE,beta=2,Zeta="1""#)
        #expect(try CIMObjectPath(parsing: path.text) == path)
        #expect(try CIMObjectPath(parsing: path.text(host: "SERVER")) == path)
    }

    @Test func `Paths are equal without regard to case and to the order of the keys`() throws {
        let path = try CIMObjectPath(parsing: #"root/X:T_A.A="abc",B=1"#)
        let same = try CIMObjectPath(parsing: #"ROOT\x:t_a.b=1,a="ABC""#)
        #expect(path == same)
        #expect(path.hashValue == same.hashValue)
        let typed = CIMObjectPath(
            namespace: "root/x", className: "T_A", keys: [("A", .string("Abc")), ("B", .uint16(1))])
        #expect(path == typed)
        #expect(path.hashValue == typed.hashValue)
        for other in [#"root/x:T_A.A="abc""#, #"root/x:T_A.A="abd",B=1"#, #"root/y:T_A.A="abc",B=1"#, "root/x:T_B"] {
            #expect(try path != CIMObjectPath(parsing: other))
        }
    }

    @Test func `Keys take the types their class declares`() throws {
        let mof = "class T_A { [Key] uint16 Number; [Key] datetime Since; string Other; };"
        let namespace = try CIMNamespace(name: "root/x", mof: [MOFSource(file: "T.mof", text: mof)])
        let cimClass = try #require(namespace.cimClass("T_A"))
        let path = try CIMObjectPath(parsing: #"T_A.number="7",Since="20240506070809.000000+000""#)
        let typed = try path.typed(as: cimClass)
        #expect(typed.keys.map(\.name.spelling) == ["Number", "Since"])
        #expect(typed[key: "Number"] == .uint16(7))
        #expect(typed[key: "Since"]?.type == .datetime)
        let refused = [
            (#"T_A.Other="x""#, "Other is no key of the class T_A"),
            ("T_A.Number=70000", "the key Number of T_A"),
            (#"T_A.Since="soon""#, "the key Since of T_A"),
        ]
        for (text, reason) in refused {
            let path = try CIMObjectPath(parsing: text)
            do throws(CIMObjectPathError) {
                _ = try path.typed(as: cimClass)
                Issue.record("\(text) was taken")
            } catch {
                #expect(error.reason.contains(reason), "\(error.reason)")
            }
        }
    }

    @Test(arguments: [
        ("", "character 1: expected a class name"),
        ("root/x:", "character 8: expected a class name"),
        ("T_A.", "character 5: expected the name of a key"),
        ("T_A.Id", "character 7: expected '=' after the key Id"),
        ("T_A.Id=", "character 8: expected a value"),
        ("T_A.Id=x", "character 8: expected a quoted text, a number, TRUE or FALSE"),
        (#"T_A.Id="x"#, "character 8: this quoted text has no end"),
        (#"T_A.Id="x\"#, "character 8: this quoted text has no end"),
        (#"T_A.Id="x" y"#, "character 12: expected ',' and another key, or the end"),
        (#"T_A.Id="x",ID="y""#, "the key ID is there twice"),
        ("T_A;", "character 4: expected '.' and the keys, or the end"),
        ("T_A=5", "character 4: expected '.' and the keys, or the end"),
        // Found by the fuzzer: without its host, each would be read as another path.
        (#"\\HOST\root=x:T_A"#, "character 12: a namespace is names"),
        (#"\\HOST\ root:T_A"#, "character 8: a namespace is names"),
        (#"\\HOST\a.b:T_A.Id="x""#, "character 9: a namespace is names"),
    ])
    func `A text that is no path is refused with the place`(text: String, reason: String) {
        do throws(CIMObjectPathError) {
            let path = try CIMObjectPath(parsing: text)
            Issue.record("\(text) was read as \(path)")
        } catch {
            #expect(error.reason.contains(reason), "\(error.reason)")
        }
    }
}
