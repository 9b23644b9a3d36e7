internal import CIM
internal import HTTPMessage
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// Get, Put, Create and Delete of a part of an instance (DSP0226 7.7 to 7.11).
extension Service {
    /// Get: the part that the expression leads to, out of what a Get of the whole would show.
    func get(_ target: Target, _ path: FragmentPath) throws(Fault) -> ReplyBody {
        try fragment(path, of: try getWhole(target))
    }

    /// Put: a new value for one property; the reply shows it as it is then.
    func put(
        _ target: Target, _ fragment: XMLElement, _ path: FragmentPath, _ request: Request
    ) throws(Fault) -> ReplyBody {
        let content = try fragment.fragmentContent
        let named = try named(target, by: Action.put, to: .write)
        let instance = try self.instance(named)
        guard let property = try path.property(of: instance.cimClass) else {
            return try self.fragment(path, of: try putWhole(target, try content.onlyElement, request))
        }
        try checkWritable(property, of: instance, by: Action.put)
        let given = try values(content, of: property, path, instance, named)
        let result = try write(given, to: instance, named: [property.name])
        return try self.fragment(path, of: try reply(showing: result, named.family))
    }

    /// Create: a value for a property that has none (DSP0226 R7.11-1); the reply names the whole instance.
    func create(
        _ target: Target, _ fragment: XMLElement, _ path: FragmentPath, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        let content = try fragment.fragmentContent
        if path.steps.isEmpty { return try createWhole(target, try content.onlyElement, request, as: principal) }
        let named = try named(target, by: Action.create, to: .write)
        let instance = try self.instance(named)
        guard let property = try path.property(of: instance.cimClass) else { throw path.matchesNothing }
        try checkWritable(property, of: instance, by: Action.create)
        guard instance[property.name] == nil else {
            throw Fault(.alreadyExists, "\(property.name) has a value already; change it with Put.")
        }
        let given = try values(content, of: property, path, instance, named)
        return try created(try write(given, to: instance, named: [property.name]), named.family)
    }

    /// Delete: a property loses its value.
    func delete(_ target: Target, _ path: FragmentPath) throws(Fault) -> ReplyBody {
        if path.steps.isEmpty { return try deleteWhole(target) }
        let named = try named(target, by: Action.delete, to: .write)
        let instance = try self.instance(named)
        guard let property = try path.property(of: instance.cimClass) else { throw path.matchesNothing }
        try checkWritable(property, of: instance, by: Action.delete)
        guard instance[property.name] != nil else { throw path.matchesNothing }
        var values: [CIMName: CIMValue?] = [:]
        values.updateValue(nil, forKey: property.name)
        let result = try write(values, to: instance, named: [property.name])
        var body = try ReplyBody(prefixes: [.x, .w]) { _ in }
        body.hasEffect = true
        body.subject = .instance(result.path, named.family)
        return body
    }

    /// The part of a reply that the expression leads to, in the element that carries it.
    private func fragment(_ path: FragmentPath, of whole: ReplyBody) throws(Fault) -> ReplyBody {
        let root: XMLElement
        do { root = try XMLParser.parse(whole.content) } catch { throw Fault(error) }
        let selection = try path.select(in: root)
        var body = try ReplyBody(prefixes: [.x, .w]) { writer in
            writer.start("w:XmlFragment")
            writer.declare(.w)
            switch selection {
            case .element(let element): writer.copy(element)
            case .text(let text): writer.text(text)
            }
            writer.end("w:XmlFragment")
        }
        body.hasEffect = whole.hasEffect
        body.subject = whole.subject
        return body
    }

    /// Told before what is wrong with the value: a property that can never be set needs no better value.
    private func checkWritable(_ property: CIMProperty, of instance: CIMInstance, by action: String) throws(Fault) {
        let writable = provider(of: instance.cimClass)?.writableProperties(of: instance.cimClass) ?? []
        guard writable.contains(property.name) else {
            throw .readOnly([property.name], of: instance.cimClass, writable: writable, by: action)
        }
    }

    /// The value of a property out of a fragment: its element, or with `text()` the bare text.
    private func values(
        _ content: XMLElement, of property: CIMProperty, _ path: FragmentPath, _ instance: CIMInstance,
        _ target: NamedTarget
    ) throws(Fault) -> [CIMName: CIMValue?] {
        var representation = content
        if path.steps.last == .text {
            guard content.elements.isEmpty else {
                throw Fault(
                    .invalidRepresentation(.invalidFragment),
                    "The expression ends in text(), and the wsman:XmlFragment holds elements; put the bare value into it."
                )
            }
            representation.children = [
                .element(XMLElement(QName("", property.name.spelling), children: content.children))
            ]
        }
        guard !representation.elements.isEmpty, !representation.hasText,
            representation.elements.allSatisfy({ CIMName($0.name.localName) == property.name })
        else {
            throw Fault(
                .invalidRepresentation(.invalidFragment),
                "The wsman:XmlFragment must hold the element \(property.name), which the expression leads to, and no other."
            )
        }
        return try ElementReader(schema: schema, namespace: target.namespace).properties(
            of: instance.cimClass, from: representation)
    }
}

extension FragmentPath {
    /// The property that the expression leads to, for a write; nil for the whole instance.
    fileprivate func property(of cimClass: CIMClass) throws(Fault) -> CIMProperty? {
        let steps = try stepsBelow(root: cimClass.name.spelling)
        guard let first = steps.first else { return nil }
        guard case .child(let name, let index) = first, steps.count == 1 || steps.dropFirst() == [.text] else {
            throw Self.fault(expression, "only a property, or its text(), can be written")
        }
        guard let property = cimClass.property(CIMName(name)) else { throw matchesNothing }
        guard index == nil || property.isArray || index == 1 else { throw matchesNothing }
        return property
    }
}

extension XMLElement {
    /// The element itself, once it is known to be a fragment (DSP0226 R7.7-5).
    fileprivate var fragmentContent: XMLElement {
        get throws(Fault) {
            guard name == FragmentTransfer.fragment else {
                throw Fault(
                    .invalidRepresentation(.invalidFragment),
                    "The body holds a \(name.localName.prefix(200)); with the header FragmentTransfer it must hold a "
                        + "wsman:XmlFragment.")
            }
            return self
        }
    }

    /// The representation in a fragment that is the whole.
    fileprivate var onlyElement: XMLElement {
        get throws(Fault) {
            guard elements.count == 1, let element = elements.first else {
                throw Fault(
                    .invalidRepresentation(.invalidFragment),
                    "The wsman:XmlFragment holds \(elements.count) elements; the whole instance is one.")
            }
            return element
        }
    }
}
