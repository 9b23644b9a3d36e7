internal import CIM
internal import SOAP

/// Classes in place of instances: an instance without values stands for its class, and `ItemForm` writes the definition.
struct ClassDefinitions: InstanceProvider {
    let classes: [CIMClass]

    func source(in namespace: CIMNamespace) -> EnumerationQuery.Source {
        EnumerationQuery.Source(
            provider: self, selection: Selection(namespace: namespace, classes: classes, equals: [:]))
    }

    func serves(_ cimClass: CIMClass) -> Bool { false }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult { throw .methodNotServed(call) }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        let first = position < 0 ? 0 : Int(clamping: position) + 1
        return classes.indices.dropFirst(first).prefix(limit).map { index in
            PositionedInstance(position: Int64(index), instance: CIMInstance(classes[index]))
        }
    }
}
