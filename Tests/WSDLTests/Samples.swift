import CIM

/// Instances and results with a value for everything.
struct Samples {
    let namespace: CIMNamespace

    /// - Parameter isComplete: false leaves NULL what may be NULL.
    func instance(of cimClass: CIMClass, isComplete: Bool, depth: Int = 0) -> CIMInstance {
        let values = cimClass.properties.map { property -> CIMValue? in
            guard isComplete || property.isKey || property.isRequired else { return nil }
            return value(
                property.type, isArray: property.isArray, object: property.isObject ? property.embeddedClass : nil,
                reference: property.referenceClass, depth: depth)
        }
        return CIMInstance(cimClass, values: values)
    }

    func outputs(of method: CIMMethod) -> [CIMName: CIMValue] {
        let outputs = method.parameters.filter(\.isOut).compactMap { parameter in
            value(
                parameter.type, isArray: parameter.isArray, object: parameter.isObject ? parameter.embeddedClass : nil,
                reference: parameter.referenceClass
            ).map { (parameter.name, $0) }
        }
        return Dictionary(outputs) { first, _ in first }
    }

    /// A value of a type; nil when an embedded instance would be in another of its own class without end.
    func value(
        _ type: CIMType, isArray: Bool = false, object: CIMName? = nil, reference: CIMName? = nil, depth: Int = 0
    ) -> CIMValue? {
        let first: CIMValue?
        if let object {
            let embedded = namespace.subclasses(of: object, includingSelf: true).first { !$0.isAbstract }
            first = depth < 2 ? embedded.map { .instance(instance(of: $0, isComplete: true, depth: depth + 1)) } : nil
        } else {
            first = scalar(type, reference)
        }
        guard isArray, let first else { return first }
        return (try? CIMArray(type, [first, first])).map(CIMValue.array)
    }

    private func scalar(_ type: CIMType, _ reference: CIMName?) -> CIMValue {
        switch type {
        case .boolean: .boolean(true)
        case .uint8: .uint8(.max)
        case .sint8: .sint8(.min)
        case .uint16: .uint16(.max)
        case .sint16: .sint16(.min)
        case .uint32: .uint32(.max)
        case .sint32: .sint32(.min)
        case .uint64: .uint64(.max)
        case .sint64: .sint64(.min)
        case .real32: .real32(1.5)
        case .real64: .real64(-1e300)
        case .char16: .char16(0x20AC)
        case .string: .string("R & D <b> é")
        case .datetime: .datetime(CIMDateTime(timestamp: 1_700_000_000_123_456))
        case .reference:
            .reference(
                CIMObjectPath(
                    namespace: namespace.name, className: reference ?? "CIM_ManagedElement",
                    keys: [
                        (name: "InstanceID", value: .string("1")),
                        (
                            name: "Antecedent",
                            value: .reference(
                                CIMObjectPath(
                                    namespace: namespace.name, className: "CIM_Job",
                                    keys: [(name: "InstanceID", value: .string("2"))]))
                        ),
                    ]))
        }
    }
}
