internal import CDescriptions
public import CIM
internal import XML

/// One generated file of the folder `wsdl`.
public struct Document: Sendable {
    /// Below the folder: `root/virtualization/v2/Msvm_ConcreteJob.xsd`.
    public let path: String
    /// UTF-8 text of an XML document.
    public let bytes: [UInt8]

    /// Everything that follows from the classes: an XSD and a WSDL for each, and the descriptions of the operations that
    /// belong to no class. The schemas they import are written by hand and lie beside them.
    ///
    /// - Returns: in the order of the paths of namespaces and classes; the same bytes for the same schema.
    public static func all(of schema: CIMSchema) -> [Document] {
        protocols.map { Document(path: $0, $1) }
            + schema.namespaces.compactMap(schema.namespace).flatMap { namespace in
                namespace.classes.flatMap { [Document(schemaOf: $0, in: namespace), Document(serviceOf: $0)] }
            }
    }

    /// The document of that path, a generated one or one written by hand; nil when there is none.
    public static func named(_ path: String, in schema: CIMSchema) -> Document? {
        if let written = written.first(where: { $0.path == path }) { return written }
        if let description = protocols.first(where: { $0.path == path })?.description {
            return Document(path: path, description)
        }
        guard let slash = path.lastIndex(of: "/"), let dot = path.lastIndex(of: "."), slash < dot,
            let namespace = schema.namespace(String(path[..<slash])),
            let cimClass = namespace.cimClass(CIMName(String(path[path.index(after: slash)..<dot])))
        else { return nil }
        switch path[dot...] {
        case ".xsd": return Document(schemaOf: cimClass, in: namespace)
        case ".wsdl": return Document(serviceOf: cimClass)
        default: return nil
        }
    }

    /// A WSDL that imports all others.
    ///
    /// - Parameters:
    ///   - schema: the classes of all its namespaces are listed.
    ///   - folder: where they are, from the index: `wsman/wsdl/`.
    public static func index(of schema: CIMSchema, folder: String) -> Document {
        func entry(_ description: ServiceDescription, _ path: String) -> Node {
            Node("wsdl:import", ["namespace": description.namespace, "location": folder + path])
        }
        let classes = schema.namespaces.compactMap(schema.namespace).flatMap { namespace in
            namespace.classes.map { entry(ServiceDescription($0), path(of: $0) + ".wsdl") }
        }
        let node = Node(
            "wsdl:definitions", ["name": "Index", "targetNamespace": Namespace.wsman],
            [Node("wsdl:documentation", text: "Every document there is: the protocol's, then one for each class.")]
                + protocols.map { entry($0.description, $0.path) } + classes)
        return Document(path: "index.wsdl", node.declaring([("wsdl", Namespace.wsdl)]))
    }

    /// What belongs to no class.
    private static var protocols: [(path: String, description: ServiceDescription)] {
        [
            ("wsmanidentity.wsdl", .identify), ("enumeration.wsdl", .enumeration), ("eventing.wsdl", .eventing),
        ]
    }

    /// The schemas that the generated documents import.
    private static let written: [Document] = {
        var count = 0
        let texts = description_texts(&count)
        return (0..<count).map { index in
            let bytes = UnsafeBufferPointer(start: texts[index].bytes, count: texts[index].length)
            return Document(path: String(cString: texts[index].file), bytes: Array(bytes))
        }
    }()

    private static func path(of cimClass: CIMClass) -> String { "\(cimClass.namespace)/\(cimClass.name)" }

    private init(schemaOf cimClass: CIMClass, in namespace: CIMNamespace) {
        self.init(path: Self.path(of: cimClass) + ".xsd", ClassSchema(cimClass, in: namespace).node)
    }

    private init(serviceOf cimClass: CIMClass) {
        self.init(path: Self.path(of: cimClass) + ".wsdl", ServiceDescription(cimClass))
    }

    private init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    private init(path: String, _ node: Node) {
        self.path = path
        bytes = node.document
    }

    private init(path: String, _ description: ServiceDescription) {
        self.init(path: path, description.node)
    }
}

extension CIMClass {
    /// From the folder of the class's namespace to the documents that all namespaces share: `../../../`.
    var pathToRoot: String {
        String(repeating: "../", count: namespace.split(separator: "/").count)
    }
}
