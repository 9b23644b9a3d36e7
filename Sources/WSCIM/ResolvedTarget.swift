public import CIM
public import SOAP
public import WSMan

/// What a message's resource URI and selectors mean here: a class and the keys of one of its instances.
///
/// The keys may be fewer than the class has, as libvirt sends them: whoever has the instances says whether one is meant.
public struct ResolvedTarget: Hashable, Sendable {
    public let namespace: CIMNamespace
    /// nil for `*`, all classes of the namespace.
    public let cimClass: CIMClass?
    /// In the types that the class declares, under the class's own spelling. Without `__cimnamespace`.
    public let keys: [CIMName: CIMValue]
    /// The scheme of the resource URI; names in the reply follow it.
    public let family: ResourceURI.Family

    public static func == (left: ResolvedTarget, right: ResolvedTarget) -> Bool {
        left.namespace === right.namespace && left.cimClass == right.cimClass && left.keys == right.keys
            && left.family == right.family
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(namespace))
        hasher.combine(cimClass)
        hasher.combine(keys)
    }
}

extension CIMSchema {
    /// Finds the namespace, the class and the keys that a message is addressed to (DSP0226 5.1.2, DSP0227 6).
    ///
    /// Names are compared without case, `/` and `\` are the same in a namespace. Keys of derived classes are accepted with
    /// the URI of a base class. A DMTF URI may name any class: OMI's client does so, with `__cimnamespace`.
    ///
    /// - Parameter defaultNamespace: meant by a DMTF URI without the selector `__cimnamespace`.
    ///
    /// Throws wsa:DestinationUnreachable with InvalidResourceURI (2150858752) for a URI, namespace or class that is not
    /// here; wsman:InvalidSelectors with UnexpectedSelectors for a name that is no key, TypeMismatch for a value of another
    /// type than the key's, and 2150859067 when `__cimnamespace` contradicts the URI.
    public func resolve(_ target: Target, defaultNamespace: String) throws(Fault) -> ResolvedTarget {
        let uri = target.resourceURI
        guard let resource = uri.cim else {
            throw .notFound("There is no resource \(uri.text.prefix(400)) here; CIM classes are at \(Self.pattern).")
        }
        let namespace = try namespace(of: resource, target.selectors, defaultNamespace)
        var cimClass: CIMClass?
        if let className = resource.className {
            guard let found = namespace.cimClass(CIMName(className)) else {
                throw .notFound(
                    "The namespace \(namespace.name) has no class \(className.prefix(200)); check its spelling.")
            }
            cimClass = found
        }
        var keys: [CIMName: CIMValue] = [:]
        for selector in target.selectors.selectors where CIMName(selector.name) != CIMName(SelectorSet.cimNamespace) {
            let key = try key(selector, of: cimClass, in: namespace)
            keys[key.name] = try value(of: selector, for: key, in: namespace)
        }
        return ResolvedTarget(namespace: namespace, cimClass: cimClass, keys: keys, family: resource.family)
    }

    private static let pattern = "http://schemas.microsoft.com/wbem/wsman/1/wmi/NAMESPACE/CLASS"

    private func namespace(
        of resource: ResourceURI.CIMResource, _ selectors: SelectorSet, _ defaultNamespace: String
    ) throws(Fault) -> CIMNamespace {
        let selector = selectors[SelectorSet.cimNamespace]
        if case .reference? = selector {
            throw Fault(
                .invalidSelectors(.typeMismatch), "__cimnamespace holds a reference; it is the name of a namespace.")
        }
        let selected = selectors.text(SelectorSet.cimNamespace)
        if let named = resource.namespace, let selected, !Self.isSameNamespace(named, selected) {
            throw Fault(
                .invalidSelectors(.invalidValue),
                "__cimnamespace says \(selected.prefix(200)) and the resource URI \(named.prefix(200)); leave the selector out.",
                windowsCode: 2_150_859_067)
        }
        let name = resource.namespace ?? selected ?? defaultNamespace
        guard let namespace = namespace(name) else {
            throw .notFound(
                "There is no namespace \(name.prefix(200)) here; there are \(namespaces.joined(separator: ", ")).")
        }
        return namespace
    }

    private static func isSameNamespace(_ left: String, _ right: String) -> Bool {
        let parts = { (name: String) in name.split { $0 == "/" || $0 == "\\" }.map { CIMName(String($0)) } }
        return parts(left) == parts(right)
    }

    /// The key that a selector names: of the class itself, or of one derived from it.
    private func key(
        _ selector: Selector, of cimClass: CIMClass?, in namespace: CIMNamespace
    ) throws(Fault) -> CIMProperty {
        guard let cimClass else {
            throw Fault(
                .invalidSelectors(.unexpected),
                "Selector \(selector.name.prefix(200)) cannot pick an instance of all classes; name a class in the resource URI."
            )
        }
        let name = CIMName(selector.name)
        if let key = cimClass.property(name), key.isKey { return key }
        for derived in namespace.subclasses(of: cimClass.name, includingSelf: false) {
            if let key = derived.property(name), key.isKey { return key }
        }
        let keys = cimClass.keys.map(\.name.spelling).joined(separator: ", ")
        throw Fault(
            .invalidSelectors(.unexpected),
            "\(selector.name.prefix(200)) is no key of \(cimClass.name); "
                + (keys.isEmpty ? "the class has none of its own." : "its keys are \(keys)."))
    }

    private func value(
        of selector: Selector, for key: CIMProperty, in namespace: CIMNamespace
    ) throws(Fault) -> CIMValue {
        do throws(ContentError) {
            switch selector.value {
            case .text(let text):
                return try scalar(key.type, text: text, namespace: namespace.name)
            case .reference(let reference):
                guard key.type == .reference else {
                    throw ContentError("it holds a reference, and the key is \(key.type.rawValue)")
                }
                return .reference(try path(reference, defaultNamespace: namespace.name))
            }
        } catch {
            throw Fault(.invalidSelectors(.typeMismatch), "Selector \(key.name): \(error.reason).")
        }
    }
}

extension Fault {
    fileprivate static func notFound(_ reason: String) -> Fault {
        Fault(.destinationUnreachable(.resourceNotFound), reason)
    }
}

/// Why the content of an element or a selector is no value of its type: half a sentence, put behind the place.
struct ContentError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension CIMSchema {
    /// The object path that a reference stands for, its keys in their types.
    ///
    /// - Parameter defaultNamespace: where a DMTF URI without `__cimnamespace` is looked up.
    func path(_ reference: EndpointReference, defaultNamespace: String) throws(ContentError) -> CIMObjectPath {
        guard let uri = reference.resourceURI else {
            throw ContentError("the reference has no wsman:ResourceURI, so it names no class")
        }
        let target: ResolvedTarget
        do {
            target = try resolve(
                Target(resourceURI: uri, selectors: reference.selectors), defaultNamespace: defaultNamespace)
        } catch {
            throw ContentError("the reference cannot be followed: \(error.reason)")
        }
        guard let cimClass = target.cimClass else {
            throw ContentError("the reference is to all classes, not to an instance")
        }
        let keys = target.keys.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return CIMObjectPath(namespace: target.namespace.name, className: cimClass.name, keys: keys)
    }

    /// The object path that a text stands for: `\\host\ns:Class.Key="v"` in all its spellings.
    func path(text: String, defaultNamespace: String) throws(ContentError) -> CIMObjectPath {
        let parsed: CIMObjectPath
        do {
            parsed = try CIMObjectPath(parsing: text)
        } catch {
            throw ContentError(error.reason)
        }
        let name = parsed.namespace.isEmpty ? defaultNamespace : parsed.namespace
        guard let namespace = namespace(name) else { throw ContentError("there is no namespace \(name.prefix(200))") }
        guard let cimClass = namespace.cimClass(parsed.className) else {
            throw ContentError("the namespace \(namespace.name) has no class \(parsed.className)")
        }
        do {
            let keys = try parsed.typed(as: cimClass).keys
            return CIMObjectPath(namespace: namespace.name, className: cimClass.name, keys: keys)
        } catch {
            throw ContentError(error.reason)
        }
    }

    /// A value from bare text, as selectors and filters carry it: a datetime in CIM's or XML Schema's notation.
    func scalar(_ type: CIMType, text: String, namespace: String) throws(ContentError) -> CIMValue {
        switch type {
        case .reference: return .reference(try path(text: text, defaultNamespace: namespace))
        case .datetime: return .datetime(try Self.datetime(text))
        default:
            do {
                return try CIMValue(type, text: text)
            } catch {
                throw ContentError(error.reason)
            }
        }
    }

    static func datetime(_ text: String) throws(ContentError) -> CIMDateTime {
        do {
            return try CIMDateTime(text)
        } catch {
            throw ContentError(error.reason)
        }
    }
}
