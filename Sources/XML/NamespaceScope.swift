/// The prefixes that are visible at an element: its own declarations, then those of its ancestors.
///
/// Elements without declarations of their own share their parent's scope. QNames in content (`xsi:type="p:Job_Type"`,
/// a fault's subcode) are resolved with it.
public final class NamespaceScope: Sendable {
    struct Declaration: Sendable {
        /// Empty for the default namespace.
        let prefix: String
        /// Empty where `xmlns=""` takes the default namespace away.
        let namespace: String
    }

    static let empty = NamespaceScope(parent: nil, declarations: [])

    let parent: NamespaceScope?
    let declarations: [Declaration]

    init(parent: NamespaceScope?, declarations: [Declaration]) {
        self.parent = parent
        self.declarations = declarations
    }

    /// The scope at an element that declares these prefixes, with nothing around it.
    public convenience init(declaring declarations: [(prefix: String, namespace: String)]) {
        self.init(
            parent: nil, declarations: declarations.map { Declaration(prefix: $0.prefix, namespace: $0.namespace) })
    }

    /// The namespace a prefix is bound to here; the empty prefix asks for the default namespace.
    public func namespace(of prefix: String) -> String? {
        if prefix == "xml" { return Namespace.xml }
        var scope: NamespaceScope? = self
        while let current = scope {
            if let declaration = current.declarations.first(where: { $0.prefix == prefix }) {
                return declaration.namespace
            }
            scope = current.parent
        }
        return nil
    }

    /// Every binding visible here, the innermost of each prefix only.
    var visible: [Declaration] {
        var visible: [Declaration] = []
        var scope: NamespaceScope? = self
        while let current = scope {
            for declaration in current.declarations where !visible.contains(where: { $0.prefix == declaration.prefix })
            {
                visible.append(declaration)
            }
            scope = current.parent
        }
        return visible
    }
}
