internal import CIM
internal import HTTPMessage
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// WS-Transfer Create: a job, made of the template that the Option `Template` names. Addressed to the class; the
    /// reply names the instance (DSP0226 7.6).
    func create(
        _ target: Target, _ representation: XMLElement, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        if let fragment = request.fragment {
            return try create(target, representation, fragment.path, request, as: principal)
        }
        return try createWhole(target, representation, request, as: principal)
    }

    func createWhole(
        _ target: Target, _ representation: XMLElement, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        let started = request.template.map { Wish.Started.template($0) } ?? .unknown
        let named = try named(target, by: Action.create, to: .create(started))
        guard named.keys.isEmpty else {
            throw Fault(
                .invalidSelectors(.unexpected),
                "Create is addressed to the class \(named.cimClass.name), without selectors for its keys; give keys in "
                    + "the body.")
        }
        // The right may reach a class derived from it, and not this one.
        guard access.permits(named.wish, on: named.cimClass) else {
            throw access.denied(named.wish, named.cimClass.name)
        }
        guard let provider = provider(of: named.cimClass) else { throw .notTransferable(Action.create, named.cimClass) }
        try representation.checkName(named.cimClass, in: named.namespace)
        let instance = try provider.create(
            Creation(
                namespace: named.namespace, cimClass: named.cimClass, template: request.template,
                representation: representation,
                reader: ElementReader(schema: schema, namespace: named.namespace), principal: principal))
        return try created(instance, named.family)
    }

    /// The reply that names a new instance, and does not show it (DSP0226 R7.6-5, R7.6-6).
    func created(_ instance: CIMInstance, _ family: ResourceURI.Family) throws(Fault) -> ReplyBody {
        var body = try ReplyBody(prefixes: [.x, .w]) {
            $0.endpointReference(instance.path, as: "x:ResourceCreated", family: family)
        }
        body.hasEffect = true
        body.subject = .instance(instance.path, family)
        return body
    }

    /// WS-Transfer Delete: a job that has ended (DSP0226 7.5).
    func delete(_ target: Target, _ request: Request) throws(Fault) -> ReplyBody {
        if let fragment = request.fragment { return try delete(target, fragment.path) }
        return try deleteWhole(target)
    }

    func deleteWhole(_ target: Target) throws(Fault) -> ReplyBody {
        let named = try named(target, by: Action.delete, to: .write)
        let instance = try self.instance(named)
        guard let provider = provider(of: instance.cimClass) else { throw .noProvider(instance.cimClass) }
        try provider.delete(instance)
        var body = try ReplyBody(prefixes: [.x, .w]) { _ in }
        body.hasEffect = true
        body.subject = .gone
        return body
    }
}
