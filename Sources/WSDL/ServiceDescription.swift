internal import CIM
internal import XML

/// A WSDL 1.1 document with everything a client needs: types, messages, port types, SOAP 1.2 bindings and a service.
///
///     wsdl:operation name="RequestStateChange"
///       wsdl:input  message="tns:RequestStateChange_InputMessage"  wsam:Action="…/RequestStateChange"
///       wsdl:output message="tns:RequestStateChange_OutputMessage" wsam:Action="…/RequestStateChangeResponse"
struct ServiceDescription {
    let name: String
    let namespace: String
    /// Prefixes that elements of messages use, beside those of the header blocks.
    let prefixes: [(prefix: String, namespace: String)]
    /// Schemas to import, with their places from the document's folder.
    let schemas: [(namespace: String, location: String)]
    let portTypes: [PortType]
    let documentation: String

    /// Where a `winchd` without options listens; callers set their own.
    static let address = "http://localhost:5985/wsman"

    // MARK: - Wire

    var node: Node {
        let operations = portTypes.flatMap(\.operations)
        let headers = HeaderBlock.allCases.filter { block in portTypes.contains { $0.headers.contains(block) } }
        let imports = schemas.map { Node("xs:import", ["namespace": $0.namespace, "schemaLocation": $0.location]) }
        let bound = portTypes.filter { $0.kind == .service }
        return Node(
            "wsdl:definitions", ["name": name, "targetNamespace": namespace],
            [Node("wsdl:documentation", text: documentation), Node("wsdl:types", [Node("xs:schema", imports)])]
                + (headers.isEmpty ? [] : [headerMessage(headers)])
                + operations.flatMap(messages)
                + portTypes.map(portType)
                + portTypes.map(binding)
                + [Node("wsdl:service", ["name": "\(name)_Service"], bound.map(port))]
        ).declaring(declarations)
    }

    private var declarations: [(prefix: String, namespace: String)] {
        let common: [(prefix: String, namespace: String)] = [
            ("wsdl", Namespace.wsdl), ("soap12", Namespace.wsdlSOAP12), ("xs", Namespace.schema),
            ("wsam", Namespace.addressingMetadata), ("wsaw", Namespace.addressingWSDL), ("wsa", Namespace.addressing),
            ("wsman", Namespace.wsman), ("tns", namespace),
        ]
        return common + prefixes
    }

    private func headerMessage(_ headers: [HeaderBlock]) -> Node {
        Node(
            "wsdl:message", ["name": "HeaderMessage"],
            headers.map { Node("wsdl:part", ["name": $0.rawValue, "element": $0.element]) })
    }

    private func messages(of operation: PortOperation) -> [Node] {
        [(operation.input, "Input"), (operation.output, "Output")].compactMap { message, direction in
            guard let message else { return nil }
            let parts = message.element.map { [Node("wsdl:part", ["name": "body", "element": $0])] }
            return Node("wsdl:message", ["name": "\(operation.name)_\(direction)Message"], parts ?? [])
        }
    }

    private func portType(_ portType: PortType) -> Node {
        Node(
            "wsdl:portType", ["name": portType.name],
            portType.operations.map { operation in
                Node(
                    "wsdl:operation", ["name": operation.name],
                    [("input", operation.input, "Input"), ("output", operation.output, "Output")]
                        .compactMap { tag, message, direction in
                            guard let message else { return nil }
                            var node = Node(
                                "wsdl:\(tag)", ["message": "tns:\(operation.name)_\(direction)Message"])
                            if let action = message.action {
                                node.attributes += [("wsam:Action", action), ("wsaw:Action", action)]
                            }
                            return node
                        })
            })
    }

    private func binding(_ portType: PortType) -> Node {
        Node(
            "wsdl:binding", ["name": "\(portType.name)_Binding", "type": "tns:\(portType.name)"],
            [Node("soap12:binding", ["style": "document", "transport": Namespace.soapOverHTTP])]
                + portType.operations.map { operation in
                    var soap = Node("soap12:operation", ["style": "document"])
                    // Identify has no action (DSP0226 clause 11).
                    soap.attributes.insert(("soapAction", operation.input.action ?? ""), at: 0)
                    let headers = portType.headers.map { block in
                        Node(
                            "soap12:header",
                            ["message": "tns:HeaderMessage", "part": block.rawValue, "use": "literal"])
                    }
                    let output = operation.output.map { [Node("wsdl:output", [body($0)])] }
                    return Node(
                        "wsdl:operation", ["name": operation.name],
                        [soap, Node("wsdl:input", headers + [body(operation.input)])] + (output ?? []))
                })
    }

    /// Header blocks are parts of another message, so an empty body says that it takes none of its own.
    private func body(_ message: PortMessage) -> Node {
        Node("soap12:body", ["parts": message.element == nil ? "" : "body", "use": "literal"])
    }

    private func port(_ portType: PortType) -> Node {
        Node(
            "wsdl:port", ["name": "\(portType.name)_Port", "binding": "tns:\(portType.name)_Binding"],
            [Node("soap12:address", ["location": Self.address])])
    }
}
