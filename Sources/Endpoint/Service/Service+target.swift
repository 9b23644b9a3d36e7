internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan

/// A resource URI and selectors that name one class, and instances of it.
struct NamedTarget {
    let namespace: CIMNamespace
    let cimClass: CIMClass
    let keys: [CIMName: CIMValue]
    let family: ResourceURI.Family
    /// What the user wants to do with it.
    var wish = Wish.read

    /// The class and those derived from it: the instance may be of any.
    var classes: [CIMClass] { namespace.subclasses(of: cimClass.name, includingSelf: true) }

    func isNamed(_ instance: CIMInstance) -> Bool {
        keys.allSatisfy { name, value in instance[name].map { $0.isSameKey(as: value) } ?? false }
    }

    var insufficient: Fault {
        Fault(
            .invalidSelectors(.insufficient),
            "\(cimClass.name) has the keys \(keyNames); name the instance by selectors with values of these.")
    }

    var ambiguous: Fault {
        Fault(
            .invalidSelectors(.ambiguous),
            "More than one instance of \(cimClass.name) has the selectors given; its keys are \(keyNames).")
    }

    var missing: Fault {
        let named = keys.map { "\($0.key)=\"\($0.value.text.prefix(200))\"" }.sorted().joined(separator: ", ")
        return .noSuchInstance("\(cimClass.name)\(named.isEmpty ? "" : " with \(named)")")
    }

    /// A base class may leave it to those derived from it to have keys.
    private var keyNames: String {
        let keys = classes.first { !$0.keys.isEmpty }?.keys ?? []
        return keys.map(\.name.spelling).joined(separator: ", ")
    }
}

extension Service {
    /// Resolves a target that must name a class. All classes at once can only be enumerated (DSP0227 R6-1, R7.1-7).
    ///
    /// - Throws: AccessDenied when the user's right to do that reaches no instance it could mean.
    func named(_ target: Target, by action: String, to wish: Wish) throws(Fault) -> NamedTarget {
        try requireInstances(of: target.resourceURI, for: action)
        let isOfAll = target.resourceURI.isAllClasses
        // The instances of all classes have no keys in common that selectors could mean.
        let meant = isOfAll ? Target(resourceURI: target.resourceURI, selectors: target.selectors.withoutKeys) : target
        let resolved = try schema.resolve(meant, defaultNamespace: configuration.defaultNamespace)
        guard let cimClass = resolved.cimClass else {
            throw Fault(
                .actionNotSupported(action: action, .actionMismatch),
                "\(target.resourceURI.text.prefix(400)) stands for all classes, which can only be enumerated with a query. "
                    + "Name a class instead of *.")
        }
        let named = NamedTarget(
            namespace: resolved.namespace, cimClass: cimClass, keys: resolved.keys, family: resolved.family, wish: wish)
        try access.require(wish, on: named.classes, named: cimClass.name)
        return named
    }
}

extension Service {
    /// Holds that a resource is one of instances; what describes the service and its classes can only be read
    /// (DSP0226 R5.4.5-2).
    func requireInstances(of resource: ResourceURI, for action: String) throws(Fault) {
        if case .configuration = resource.kind {
            throw Fault(
                .actionNotSupported(action: action, .actionMismatch),
                "The service's configuration is only there to Get; it is changed in its configuration file.")
        }
        if resource.family == .classMetadata {
            throw Fault(
                .actionNotSupported(action: action, .actionMismatch),
                "\(resource.text.prefix(400)) is the definition of a class, which can only be read. Its instances are at "
                    + "resource URIs such as http://schemas.microsoft.com/wbem/wsman/1/wmi/NAMESPACE/CLASS.")
        }
    }
}

extension CIMValue {
    /// Whether two values name the same instance: text is compared without case, as Windows compares keys.
    func isSameKey(as other: CIMValue) -> Bool {
        if case .string(let left) = self, case .string(let right) = other { return CIMName(left) == CIMName(right) }
        return self == other
    }
}
