internal import CIM
internal import Client
internal import Platform
internal import WSMan
internal import XML

/// What is known of the classes of instances that come in: read from the built-in schema, one namespace when its first
/// class is asked for.
final class Classes: Sendable {
    private let schema = CIMSchema()
    private let known = Lock<[String: CIMClass?]>([:])
    /// For URIs that do not name the CIM namespace.
    private let namespace: String

    init(namespace: String) { self.namespace = namespace }

    /// The class of an instance; nil when the schema does not know it.
    func cimClass(of instance: Representation) -> CIMClass? {
        let uri = ResourceURI(instance.element.name.namespace)
        return cimClass(instance.className, in: uri.namespace ?? namespace)
    }

    func cimClass(_ name: String, in namespace: String) -> CIMClass? {
        known.withLock { known in
            let key = "\(namespace):\(name)"
            if let found = known[key] { return found }
            let found = schema.namespace(namespace)?.cimClass(CIMName(name))
            known[key] = .some(found)
            return found
        }
    }
}
