internal import CIM
internal import WSMan
internal import XML

/// The XML schema of a class (DSP0230, as far as messages show it): exactly what `WSCIM` writes.
///
///     xs:element name="JobState" type="cim:cimUnsignedShort" nillable="true"
///     xs:complexType name="Msvm_ConcreteJob_Type"
///       xs:sequence
///         xs:element ref="class:JobState" minOccurs="0"
///         …
///         xs:any namespace="##other"
///     xs:element name="Msvm_ConcreteJob" type="class:Msvm_ConcreteJob_Type"
///     xs:element name="RequestStateChange_INPUT"
///     xs:element name="RequestStateChange_OUTPUT"
///
/// All properties, inherited ones too, are in the class's own namespace; so no type derives from another.
struct ClassSchema {
    let cimClass: CIMClass
    /// Where the classes of embedded instances are looked up.
    let namespace: CIMNamespace

    init(_ cimClass: CIMClass, in namespace: CIMNamespace) {
        self.cimClass = cimClass
        self.namespace = namespace
    }

    // MARK: - Wire

    var node: Node {
        let uri = cimClass.uri
        let children =
            imports + [Node.annotation(cimClass.summary)].compactMap { $0 } + cimClass.properties.map(property) + [
                classType,
                Node("xs:element", ["name": cimClass.name.spelling, "type": "class:\(cimClass.name)_Type"]),
            ] + cimClass.methods.flatMap { [input(of: $0), output(of: $0)] }
        return Node("xs:schema", ["targetNamespace": uri, "elementFormDefault": "qualified"], children)
            .declaring([("xs", Namespace.schema), ("cim", Namespace.cimCommon), ("class", uri)])
    }

    private var imports: [Node] {
        [
            Node(
                "xs:import",
                ["namespace": Namespace.cimCommon, "schemaLocation": cimClass.pathToRoot + "common.xsd"])
        ]
            + embeddedClasses.map { embedded in
                Node("xs:import", ["namespace": embedded.uri, "schemaLocation": "\(embedded.name).xsd"])
            }
    }

    /// The classes whose types an `xsi:type` on an embedded instance may name; a validator must know them.
    private var embeddedClasses: [CIMClass] {
        let names =
            cimClass.properties.filter(\.isObject).compactMap(\.embeddedClass)
            + cimClass.methods.flatMap(\.parameters).filter(\.isObject).compactMap(\.embeddedClass)
        let classes = names.flatMap { namespace.subclasses(of: $0, includingSelf: true) }
        return Set(classes).subtracting([cimClass]).sorted { $0.name < $1.name }
    }

    private func property(_ property: CIMProperty) -> Node {
        var element = Node(
            "xs:element",
            ["name": property.name.spelling, "type": property.type.schemaType(isObject: property.isObject)],
            [Node.annotation(property.description, property.valueMap)].compactMap { $0 })
        if !property.isAlwaysSet { element.attributes.append(("nillable", "true")) }
        return element
    }

    /// The order is that in which instances are written; readers of this project accept any.
    private var classType: Node {
        let references = cimClass.properties.map { property in
            var element = Node("xs:element", ["ref": "class:\(property.name)"])
            element.occurs(isRequired: property.isAlwaysSet, isArray: property.isArray)
            return element
        }
        let any = Node(
            "xs:any",
            ["namespace": "##other", "processContents": "lax", "minOccurs": "0", "maxOccurs": "unbounded"])
        return Node(
            "xs:complexType", ["name": "\(cimClass.name)_Type"],
            [
                Node("xs:sequence", references + [any]),
                Node("xs:anyAttribute", ["namespace": "##any", "processContents": "lax"]),
            ])
    }

    /// Parameters in the order of the declaration, which is the one that documentation uses.
    private func input(of method: CIMMethod) -> Node {
        let parameters = method.parameters.filter(\.isIn).map { parameter($0, isRequired: $0.isRequired) }
        return Node(
            "xs:element", ["name": "\(method.name)_INPUT"],
            [Node.annotation(method.description)].compactMap { $0 } + [
                Node("xs:complexType", [Node("xs:sequence", parameters)])
            ])
    }

    /// Parameters in the order in which they are written, the return value last.
    private func output(of method: CIMMethod) -> Node {
        let parameters = method.parameters.filter(\.isOut).sorted { $0.name < $1.name }
        let returnValue = Node(
            "xs:element", ["name": "ReturnValue", "type": method.returnType.schemaType(isObject: false)],
            [Node.annotation(nil, method.returnValueMap)].compactMap { $0 })
        return Node(
            "xs:element", ["name": "\(method.name)_OUTPUT"],
            [
                Node(
                    "xs:complexType",
                    [Node("xs:sequence", parameters.map { parameter($0, isRequired: false) } + [returnValue])])
            ])
    }

    private func parameter(_ parameter: CIMParameter, isRequired: Bool) -> Node {
        var element = Node(
            "xs:element",
            ["name": parameter.name.spelling, "type": parameter.type.schemaType(isObject: parameter.isObject)],
            [Node.annotation(parameter.qualifiers.text("Description"), parameter.valueMap)].compactMap { $0 })
        element.occurs(isRequired: isRequired, isArray: parameter.isArray)
        if !isRequired { element.attributes.append(("nillable", "true")) }
        return element
    }
}

extension CIMClass {
    /// The resource URI, which is the namespace of the class's elements.
    var uri: String { ResourceURI.microsoft(namespace: namespace, className: name.spelling).text }

    /// What the class is, in a line.
    fileprivate var summary: String {
        let kind = isAssociation ? "Association." : isIndication ? "Indication." : isAbstract ? "Abstract." : nil
        let lineage =
            superclasses.isEmpty ? nil : "Derived from \(superclasses.map(\.spelling).joined(separator: ", "))."
        return [qualifiers.text("Description"), kind, lineage].compactMap { $0 }.joined(separator: " ")
    }
}

extension CIMProperty {
    /// NULL is not allowed: the element is there and is not nil.
    fileprivate var isAlwaysSet: Bool { (isKey || isRequired) && !isArray }
}

extension CIMType {
    /// The type of a value's element in `common.xsd`.
    ///
    /// - Parameter isObject: the value is an instance, written as an element of its class's type.
    fileprivate func schemaType(isObject: Bool) -> String {
        if isObject { return "xs:anyType" }
        return switch self {
        case .boolean: "cim:cimBoolean"
        case .uint8: "cim:cimUnsignedByte"
        case .sint8: "cim:cimByte"
        case .uint16: "cim:cimUnsignedShort"
        case .sint16: "cim:cimShort"
        case .uint32: "cim:cimUnsignedInt"
        case .sint32: "cim:cimInt"
        case .uint64: "cim:cimUnsignedLong"
        case .sint64: "cim:cimLong"
        case .real32: "cim:cimFloat"
        case .real64: "cim:cimDouble"
        case .char16: "cim:cimChar16"
        case .string: "cim:cimString"
        case .datetime: "cim:cimDateTime"
        case .reference: "cim:cimReference"
        }
    }
}

extension Node {
    fileprivate mutating func occurs(isRequired: Bool, isArray: Bool) {
        if isArray || !isRequired { attributes.append(("minOccurs", "0")) }
        if isArray { attributes.append(("maxOccurs", "unbounded")) }
    }

    /// Codes are documentation only: values that a newer server knows stay valid.
    fileprivate static func annotation(_ description: String?, _ values: CIMValueMap = CIMValueMap()) -> Node? {
        let codes = values.entries.map { $0.value == $0.name ? $0.value : "\($0.value) \($0.name)" }
        let list = codes.isEmpty ? nil : "Values: \(codes.joined(separator: ", "))."
        let text = [description, list].compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? nil : Node("xs:annotation", [Node("xs:documentation", text: text)])
    }
}
