internal import CIM
internal import HTTPMessage
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// Calls a CIM method: the action is the class's URI and the method's name, the body `Method_INPUT`.
    func invoke(
        _ target: Target, _ methodName: String, _ input: XMLElement?, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        let action = "\(target.resourceURI.text)/\(methodName)"
        let wish = { Wish.invoke(CIMName(methodName), $0) }
        let named = try named(target, by: action, to: wish(.unknown))
        guard knows(CIMName(methodName), named) else { throw .noSuchMethod(methodName, of: named.cimClass, action) }
        let object = try object(of: named)
        let cimClass = object?.cimClass ?? named.cimClass
        guard let method = cimClass.method(CIMName(methodName)) else {
            throw .noSuchMethod(methodName, of: cimClass, action)
        }
        guard object != nil || method.isStatic else { throw named.insufficient }
        guard let provider = provider(of: cimClass) else { throw .noProvider(cimClass) }
        let call = MethodCall(
            namespace: named.namespace, cimClass: cimClass, method: method, object: object,
            arguments: try ElementReader(schema: schema, namespace: named.namespace).arguments(of: method, from: input),
            principal: principal, instance: { try? self.instance(at: $0) })
        try check(wish, call, provider.template(startedBy: call))
        let result = try provider.invoke(call)
        var body = try ReplyBody(prefixes: [.w, .p, .cim, .xsi]) {

            $0.methodOutput(
                method, of: cimClass, returnValue: result.returnValue, outputs: result.outputs, family: named.family)
        }
        body.hasEffect = true
        if let object { body.subject = .instance(object.path, named.family) }
        return body
    }

    /// The last word on a call, now that the object and the template are known. A rule that forbids
    /// calls in a namespace or of a class forbids to start its jobs from elsewhere.
    private func check(_ wish: (Wish.Started) -> Wish, _ call: MethodCall, _ template: StartedTemplate?) throws(Fault) {
        let started = template.map { Wish.Started.template($0.name) } ?? .nothing
        let wish = wish(started)
        var isPermitted = access.permits(wish, on: call.cimClass, call.object)
        if isPermitted, let template, let jobs = schema.namespace(template.namespace),
            let jobClass = jobs.cimClass(CIMName(template.className))
        {
            isPermitted = access.verdict(on: wish, jobClass) ?? true
        }
        guard isPermitted else { throw access.denied(wish, call.cimClass.name) }
    }

    /// Whether the class or one derived from it has the method: that is told before whether there is such an instance.
    private func knows(_ method: CIMName, _ target: NamedTarget) -> Bool {
        target.namespace.subclasses(of: target.cimClass.name, includingSelf: true).contains { $0.method(method) != nil }
    }

    /// The object the selectors name, or the only one there is; nil when there are no selectors, as for a static method.
    private func object(of target: NamedTarget) throws(Fault) -> CIMInstance? {
        if target.keys.isEmpty { return try singleton(target) }
        return try instance(target)
    }
}
