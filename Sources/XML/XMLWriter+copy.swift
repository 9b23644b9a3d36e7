extension XMLWriter {
    /// Writes a tree as prefixed elements that stand on their own: every prefix visible at its root is declared there,
    /// so that QNames in content keep their meaning, and names without a prefix get one.
    public mutating func copy(_ element: XMLElement) {
        var bindings: [NamespaceScope.Declaration] = []
        copy(element, outer: nil, bindings: &bindings)
    }

    /// The same inside an element that declares prefixes already, which the tree then uses.
    public mutating func copy(_ element: XMLElement, within scope: NamespaceScope) {
        var bindings = scope.visible
        copy(element, outer: scope, bindings: &bindings)
    }

    private mutating func copy(
        _ element: XMLElement, outer: NamespaceScope?, bindings: inout [NamespaceScope.Declaration]
    ) {
        let outerCount = bindings.count
        defer { bindings.removeLast(bindings.count - outerCount) }
        if element.scope !== outer {
            let isInherited = outer != nil && element.scope.parent === outer
            let inherited = isInherited ? element.scope.declarations : element.scope.visible
            bindings += inherited.filter { !$0.prefix.isEmpty && !$0.namespace.isEmpty }
        }
        let tag = qualified(element.name, &bindings)
        let attributes = element.attributes.map { (qualified($0.name, &bindings), $0.value) }
        start(tag)
        for binding in bindings[outerCount...] { declare(binding.prefix, binding.namespace) }
        for (name, value) in attributes { attribute(name, value) }
        for child in element.children {
            switch child {
            case .element(let child): copy(child, outer: element.scope, bindings: &bindings)
            case .text(let value): text(value)
            }
        }
        end(tag)
    }

    /// The name with the innermost prefix bound to its namespace, or with a new one.
    private func qualified(_ name: QName, _ bindings: inout [NamespaceScope.Declaration]) -> String {
        guard !name.namespace.isEmpty else { return name.localName }
        guard name.namespace != Namespace.xml else { return "xml:" + name.localName }
        for (index, binding) in bindings.enumerated().reversed() where binding.namespace == name.namespace {
            let isHidden = bindings[(index + 1)...].contains { $0.prefix == binding.prefix }
            if !isHidden { return "\(binding.prefix):\(name.localName)" }
        }
        var number = bindings.count
        while bindings.contains(where: { $0.prefix == "ns\(number)" }) { number += 1 }
        bindings.append(NamespaceScope.Declaration(prefix: "ns\(number)", namespace: name.namespace))
        return "ns\(number):\(name.localName)"
    }
}
