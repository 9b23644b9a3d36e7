internal import CIM
internal import WSMan
internal import XML

extension ServiceDescription {
    /// What can be done with a class and its instances: transfer, enumeration, and the class's methods.
    ///
    /// The body of a reply to Get is an instance of the class. Addressed by the URI of a base class it is one of a derived
    /// class, in that class's namespace; WSDL cannot say so.
    init(_ cimClass: CIMClass) {
        let uri = cimClass.uri
        let root = cimClass.pathToRoot
        let operations =
            Self.transfer(of: cimClass) + Self.enumerating
            + cimClass.methods.map { method in
                let action = "\(uri)/\(method.name)"
                return PortOperation(
                    name: method.name.spelling, input: PortMessage(action, "tns:\(method.name)_INPUT"),
                    output: PortMessage(Action.response(to: action), "tns:\(method.name)_OUTPUT"))
            }
        precondition(
            Set(operations.map(\.name)).count == operations.count,
            "a method of \(cimClass.name) has the name of an operation: give methods a port type of their own")
        self.init(
            name: cimClass.name.spelling, namespace: uri,
            prefixes: [("wxf", Namespace.transfer), ("wsen", Namespace.enumeration)],
            schemas: [
                (uri, "\(cimClass.name).xsd"), (Namespace.addressing, root + "addressing.xsd"),
                (Namespace.transfer, root + "transfer.xsd"), (Namespace.enumeration, root + "enumeration.xsd"),
                (Namespace.wsman, root + "wsman.xsd"), (Namespace.cimBinding, root + "cimbinding.xsd"),
            ],
            portTypes: [PortType(name: cimClass.name.spelling, operations: operations)],
            documentation: "The class \(cimClass.name) of \(cimClass.namespace). Generated from its MOF.")
    }

    private static func transfer(of cimClass: CIMClass) -> [PortOperation] {
        let instance = "tns:\(cimClass.name)"
        func operation(_ name: String, _ action: String, _ input: String?, _ output: String?) -> PortOperation {
            PortOperation(
                name: name, input: PortMessage(action, input),
                output: PortMessage(Action.response(to: action), output))
        }
        return [
            operation("Get", Action.get, nil, instance),
            operation("Put", Action.put, instance, instance),
            operation("Create", Action.create, instance, "wxf:ResourceCreated"),
            operation("Delete", Action.delete, nil, nil),
        ]
    }
}
