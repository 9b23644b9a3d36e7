import CIM
import Testing

/// The classes that are part of the program.
struct SchemaTests {
    @Test(arguments: WindowsBuild.known)
    func `Every namespace can be read for every build of Windows`(build: WindowsBuild) throws {
        let schema = CIMSchema(windowsBuild: build)
        for name in schema.namespaces {
            _ = try CIMNamespace(name: name, mof: CIMSchema.mof(of: name), windowsBuild: build)
        }
    }
}
