internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// WS-Transfer Get: exactly one instance, of the class named or of one derived from it.
    func get(_ target: Target, _ request: Request) throws(Fault) -> ReplyBody {
        if let fragment = request.fragment { return try get(target, fragment.path) }
        return try getWhole(target)
    }

    func getWhole(_ target: Target) throws(Fault) -> ReplyBody {
        if case .configuration = target.resourceURI.kind {
            return try ReplyBody(prefixes: [.x, .w, .p]) { (writer: inout XMLWriter) throws(Fault) in
                try ServiceConfiguration(limits: configuration.limits, signIn: configuration.signIn).write(
                    target, to: &writer)
            }
        }
        if target.resourceURI.family == .classMetadata { return try classDefinition(target) }
        let resolved = try named(target, by: Action.get, to: .read)
        let instance = try self.instance(resolved)
        var body = try ReplyBody(prefixes: [.x, .w, .p]) { $0.instance(instance, family: resolved.family) }
        body.subject = .instance(instance.path, resolved.family)
        return body
    }

    /// The instance at a path. Throws as `Get` does.
    func instance(at path: CIMObjectPath) throws(Fault) -> CIMInstance {
        guard let namespace = schema.namespace(path.namespace), let cimClass = namespace.cimClass(path.className) else {
            throw .noSuchInstance(path.text)
        }
        let keys = Dictionary(path.keys.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return try instance(NamedTarget(namespace: namespace, cimClass: cimClass, keys: keys, family: .microsoft))
    }

    /// The one instance that the selectors name. They may name part of the key as long as one instance has it; a
    /// singleton needs none.
    func instance(_ target: NamedTarget) throws(Fault) -> CIMInstance {
        if target.keys.isEmpty {
            guard let singleton = try singleton(target) else { throw target.insufficient }
            return singleton
        }
        var found: CIMInstance?
        let equals = target.keys.mapValues { [$0] }
        let sources = try sources(of: target.namespace, target.classes, equals: equals, for: target.wish)
        for source in sources {
            var position = Int64.min
            while true {
                let batch = try source.provider.instances(source.selection, after: position, limit: 128)
                for candidate in batch where target.isNamed(candidate.instance) {
                    guard found == nil else { throw target.ambiguous }
                    found = candidate.instance
                }
                guard batch.count == 128, let last = batch.last else { break }
                position = last.position
            }
        }
        if let found { return found }
        for source in sources {
            if let farewell = try source.provider.farewell(source.selection) {
                throw .noSuchInstance(farewell)
            }
        }
        throw missing(target)
    }

    /// Whoever may not know all instances is not told which of them are there.
    private func missing(_ target: NamedTarget) -> Fault {
        target.classes.allSatisfy { access.permits(target.wish, on: $0) }
            ? target.missing : access.denied(target.wish, target.cimClass.name)
    }

    /// The only instance of a class whose instances do not come and go, such as a service; nil when it is no such class.
    func singleton(_ target: NamedTarget) throws(Fault) -> CIMInstance? {
        var found: [PositionedInstance] = []
        for source in try sources(of: target.namespace, target.classes, for: target.wish) {
            // A provider with a mark has instances that come: one now may be two at the next request.
            guard source.selection.through == .max else { return nil }
            found += try source.provider.instances(source.selection, after: .min, limit: 2)
        }
        return found.count == 1 ? found[0].instance : nil
    }
}
