internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// Definitions of classes (MS-WSMV 3.1.4.1.31), as CIM-XML:
///
///     http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*   __cimnamespace, ClassName   Get: one class
///     http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*   __cimnamespace              Enumerate: all of them
///
/// Windows' clients name the class by the selector ClassName; in place of `*` it is understood as well.
extension Service {
    func classDefinition(_ target: Target) throws(Fault) -> ReplyBody {
        let resolved = try classTarget(target)
        guard let cimClass = resolved.cimClass else {
            throw Fault(
                .invalidSelectors(.insufficient),
                "Get reads the definition of one class; name it by the selector ClassName, or Enumerate them all.")
        }
        try access.require(.read, on: [cimClass], named: cimClass.name)
        return try ReplyBody(prefixes: [.x, .w, .p]) { $0.classDefinition(cimClass) }
    }

    /// The namespace and the class, or all of them.
    fileprivate func classTarget(_ target: Target) throws(Fault) -> ResolvedTarget {
        let selectors = target.selectors.selectors
        let name = target.selectors.text("ClassName")
        var target = target
        target.selectors = try SelectorSet(selectors.filter { CIMName($0.name) != "ClassName" })
        if let name {
            if let inURI = target.resourceURI.className, CIMName(inURI) != CIMName(name) {
                throw Fault(
                    .invalidSelectors(.invalidValue),
                    "The selector ClassName says \(name.prefix(200)), the resource URI \(inURI.prefix(200)); leave one out."
                )
            }
            target.resourceURI = .classDefinition(of: name)
        }
        let resolved = try schema.resolve(target, defaultNamespace: configuration.defaultNamespace)
        guard resolved.keys.isEmpty else {
            throw Fault(
                .invalidSelectors(.unexpected),
                "The definition of a class is named by __cimnamespace and ClassName alone; leave other selectors out.")
        }
        return resolved
    }
}

extension EnumerationQuery {
    /// The definitions of all classes of a namespace, or of one and those derived from it.
    convenience init(definitionsAt target: Target, _ enumerate: Enumerate, service: Service) throws(Fault) {
        guard enumerate.filter == nil else {
            throw Fault(
                .cannotProcessFilter(),
                "Definitions of classes take no filter; name the class, or leave the Filter out.")
        }
        let resolved = try service.classTarget(target)
        let namespace = resolved.namespace
        let classes =
            switch (resolved.cimClass, enumerate.polymorphism) {
            case (nil, _): namespace.classes
            case (let cimClass?, .none): [cimClass]
            case (let cimClass?, _): namespace.subclasses(of: cimClass.name, includingSelf: true)
            }
        let visible = classes.filter { service.access.reach(of: .read, on: $0) != .nothing }
        self.init(
            sources: [ClassDefinitions(classes: visible).source(in: namespace)], condition: .all,
            form: ItemForm(
                mode: enumerate.mode, family: resolved.family, projection: nil, shownAs: nil,
                server: service.configuration.hostName, isDefinition: true))
    }
}
