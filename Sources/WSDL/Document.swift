public import CIM

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
        let protocols = [
            Document(path: "wsmanidentity.wsdl", ServiceDescription.identify),
            Document(path: "enumeration.wsdl", ServiceDescription.enumeration),
            Document(path: "eventing.wsdl", ServiceDescription.eventing),
        ]
        return schema.namespaces.compactMap(schema.namespace).reduce(into: protocols) { documents, namespace in
            for cimClass in namespace.classes {
                let path = "\(namespace.name)/\(cimClass.name)"
                documents.append(Document(path: path + ".xsd", ClassSchema(cimClass, in: namespace).node))
                documents.append(Document(path: path + ".wsdl", ServiceDescription(cimClass).node))
            }
        }
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
