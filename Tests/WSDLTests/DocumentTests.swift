import CIM
import Testing
import XML

@testable import WSDL

/// The folder as it is committed.
struct DocumentTests {
    private static let generated = Document.all(of: CIMSchema())

    @Test func `The committed documents are those of the classes`() {
        let stale = Self.generated.filter { Folder.bytes(of: $0.path) != $0.bytes }.map(\.path)
        #expect(stale.isEmpty, "Run `make wsdl`, look at the difference and commit it.")
    }

    @Test func `No document is left of a class that is gone`() {
        let surplus = Folder.files(below: "root").subtracting(Self.generated.map(\.path))
        #expect(surplus.isEmpty, "Run `make wsdl`.")
    }

    @Test func `Every class has a schema and a description`() {
        let schema = CIMSchema()
        let paths = Set(Self.generated.map(\.path))
        for namespace in schema.namespaces.compactMap(schema.namespace) {
            for cimClass in namespace.classes {
                #expect(paths.isSuperset(of: ["xsd", "wsdl"].map { "\(namespace.name)/\(cimClass.name).\($0)" }))
            }
        }
    }

    /// A document of which a tool would fetch a part from elsewhere works on some machines only.
    @Test func `Every import is a file of this folder with the namespace that is asked for`() throws {
        var count = 0
        for file in Folder.files().sorted() where !file.hasSuffix(".md") {
            for element in try parse(file).descendants where element.name.localName == "import" {
                let location = try #require(element.attribute(QName("", "schemaLocation")), "\(file)")
                #expect(!location.contains(":") && !location.hasPrefix("/"), "\(file) imports \(location)")
                let target = resolve(location, from: file)
                let namespace = try parse(target).attribute(QName("", "targetNamespace"))
                #expect(namespace == element.attribute(QName("", "namespace")), "\(file) imports \(location)")
                count += 1
            }
        }
        #expect(count > 1000)
    }

    @Test func `No schema has two global elements or types of one name`() throws {
        for file in Folder.files().sorted() where file.hasSuffix(".xsd") {
            for kind in ["element", "complexType", "simpleType", "attribute"] {
                let names = try parse(file).all(QName(Namespace.schema, kind)).map { $0.attribute(QName("", "name")) }
                #expect(Set(names).count == names.count, "\(file): \(kind)")
            }
        }
    }

    @Test func `Actions of a method are the class's URI with the method's name`() throws {
        let file = "root/virtualization/v2/Msvm_ConcreteJob.wsdl"
        let actions = try parse(file).descendants.compactMap { element -> String? in
            element.attribute(QName(Namespace.addressingMetadata, "Action"))
        }
        let uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"
        #expect(actions.contains("\(uri)/RequestStateChange"))
        #expect(actions.contains("\(uri)/RequestStateChangeResponse"))
        #expect(actions.contains("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"))
    }

    private func parse(_ file: String) throws -> XMLElement {
        try XMLParser.parse(try #require(Folder.bytes(of: file), "there is no \(file)"))
    }

    private func resolve(_ location: String, from file: String) -> String {
        var parts = file.split(separator: "/").dropLast()
        for part in location.split(separator: "/") {
            if part == ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension XMLElement {
    /// The element itself and all below it.
    fileprivate var descendants: [XMLElement] { [self] + elements.flatMap(\.descendants) }
}
