internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// WS-Transfer Put: a representation, whole or with fewer properties, laid over an instance. What is absent stays as
    /// it is, xsi:nil sets NULL, and the reply shows what came of it (DSP0226 7.4).
    func put(_ target: Target, _ representation: XMLElement, _ request: Request) throws(Fault) -> ReplyBody {
        if let fragment = request.fragment { return try put(target, representation, fragment.path, request) }
        return try putWhole(target, representation, request)
    }

    func putWhole(_ target: Target, _ representation: XMLElement, _ request: Request) throws(Fault) -> ReplyBody {
        let named = try named(target, by: Action.put, to: .write)
        let instance = try self.instance(named)
        let given = try values(representation, for: instance, named)
        let result = try write(given, to: instance, named: request.modifiedProperties?.map { CIMName($0) })
        return try reply(showing: result, named.family)
    }

    /// Sets the properties of an instance that are given and can be set.
    ///
    /// - Parameter properties: those that the request is about, each of which must be given and writable. Without them
    ///   it is about all that are given, and those that are read-only are passed over (DSP0226 R7.4-3).
    func write(
        _ given: [CIMName: CIMValue?], to instance: CIMInstance, named properties: [CIMName]?
    ) throws(Fault) -> CIMInstance {
        guard let provider = provider(of: instance.cimClass) else { throw .noProvider(instance.cimClass) }
        let writable = provider.writableProperties(of: instance.cimClass)
        guard !writable.isEmpty else { throw .notTransferable(Action.put, instance.cimClass) }
        for property in properties ?? [] {
            guard let known = instance.cimClass.property(property) else {
                throw Fault(
                    .invalidRepresentation(.invalidValues),
                    "\(instance.cimClass.name) has no property \(property.spelling.prefix(200)).")
            }
            guard writable.contains(known.name) else {
                throw .readOnly([known.name], of: instance.cimClass, writable: writable, by: Action.put)
            }
            guard given[known.name] != nil else {
                throw Fault(
                    .invalidRepresentation(.missingValues),
                    "\(known.name) is to be modified, and the body does not give it; send its value, or xsi:nil.")
            }
        }
        let wanted = given.filter { writable.contains($0.key) && (properties?.contains($0.key) ?? true) }
        guard !wanted.isEmpty else {
            throw .readOnly(Array(given.keys), of: instance.cimClass, writable: writable, by: Action.put)
        }
        return try provider.update(instance, wanted)
    }

    func reply(showing instance: CIMInstance, _ family: ResourceURI.Family) throws(Fault) -> ReplyBody {
        var body = try ReplyBody(prefixes: [.x, .w, .p]) { $0.instance(instance, family: family) }
        body.hasEffect = true
        body.subject = .instance(instance.path, family)
        return body
    }

    /// The values of a representation that is one of this instance: named after its class, with its keys.
    func values(
        _ representation: XMLElement, for instance: CIMInstance, _ target: NamedTarget
    ) throws(Fault) -> [CIMName: CIMValue?] {
        try representation.checkName(instance.cimClass, in: target.namespace)
        let given = try ElementReader(schema: schema, namespace: target.namespace).properties(
            of: instance.cimClass, from: representation)
        for key in instance.cimClass.keys {
            guard let value = given[key.name] ?? nil else { continue }
            let same = NamedTarget(
                namespace: target.namespace, cimClass: instance.cimClass, keys: [key.name: value],
                family: target.family)
            guard same.isNamed(instance) else {
                throw Fault(
                    .invalidRepresentation(.invalidValues),
                    "The body's \(key.name) is \(value.text.prefix(200)), that of the instance the selectors name is "
                        + "\(instance[key.name]?.text.prefix(200) ?? "NULL"). A key cannot be changed.")
            }
        }
        return given
    }
}

extension XMLElement {
    /// Whether the element is called after a class, or one it derives from, in a namespace that is a class's URI.
    func checkName(_ cimClass: CIMClass, in namespace: CIMNamespace) throws(Fault) {
        guard cimClass.isA(CIMName(name.localName)) else {
            throw Fault(
                .invalidRepresentation(.invalidValues),
                "The body is a \(name.localName.prefix(200)); a \(cimClass.name) is wanted.")
        }
        // Of which family, and whether that of a base class, is left to the client: the reply's own was one of them.
        guard let uri = ResourceURI(name.namespace).cim, uri.className.map({ cimClass.isA(CIMName($0)) }) ?? false,
            uri.namespace.map({ $0.equalsIgnoringSlashes(namespace.name) }) ?? true
        else {
            throw Fault(
                .invalidRepresentation(.invalidNamespace),
                "The element \(name.localName.prefix(200)) is in the XML namespace \"\(name.namespace.prefix(400))\"; it "
                    + "must be the resource URI of its class.")
        }
    }
}

extension String {
    fileprivate func equalsIgnoringSlashes(_ other: String) -> Bool {
        let parts = { (name: String) in name.split { $0 == "/" || $0 == "\\" }.map { CIMName(String($0)) } }
        return parts(self) == parts(other)
    }
}
