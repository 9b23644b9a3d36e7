internal import CIM
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

extension ElementLayout {
    /// The layout of a class's instances, or of their part that a base class knows. Made once and kept.
    ///
    /// - Parameter prefix: of every element; none in a `w:XmlFragment`.
    static func of(
        _ cimClass: CIMClass, shownAs: CIMClass, family: ResourceURI.Family, prefix: Prefix = .depth(0)
    ) -> ElementLayout {
        let key = Key(cimClass: cimClass, shownAs: shownAs, family: family, prefix: prefix)
        if let layout = kept.withLock({ $0[key] }) { return layout }
        let layout = make(key)
        kept.withLock { table in
            if table.count >= limit { table.removeAll() }
            table[key] = layout
        }
        return layout
    }

    /// The prefix of an instance's elements.
    enum Prefix: Hashable, Sendable {
        /// `p`, and `p1`, `p2`, … for instances embedded in others.
        case depth(Int)
        case none

        var text: String {
            switch self {
            case .depth(0): "p"
            case .depth(let depth): "p\(depth)"
            case .none: ""
            }
        }
    }

    private struct Key: Hashable, Sendable {
        let cimClass: CIMClass
        let shownAs: CIMClass
        let family: ResourceURI.Family
        let prefix: Prefix
    }

    private static let kept = Lock<[Key: ElementLayout]>([:])
    /// More than all classes of all namespaces; beyond it (many schemas in one process) the table starts anew.
    private static let limit = 8192

    private static func make(_ key: Key) -> ElementLayout {
        let prefix = key.prefix.text
        let name = key.shownAs.name.spelling
        let properties = key.shownAs.properties.compactMap { property in
            key.cimClass.index(of: property.name).map { index in
                (name: property.name.spelling, type: property.type, isArray: property.isArray, index: index)
            }
        }
        guard !prefix.isEmpty else { return ElementLayout(prefix: "", properties) }
        let element = Tags("\(prefix):\(name)") { writer in
            writer.declare(.xsi)
            writer.declare(prefix, key.shownAs.uri(in: key.family))
            writer.declare(.cim)
            writer.attribute("xsi:type", "\(prefix):\(name)_Type")
        }
        return ElementLayout(element: element, prefix: "\(prefix):", properties)
    }
}

extension CIMClass {
    /// The URI that names the class and is the namespace of its elements.
    func uri(in family: ResourceURI.Family) -> String {
        classURI(name.spelling, namespace: namespace, family: family).text
    }
}

/// The resource URI of a class in one of the two schemes.
func classURI(_ name: String, namespace: String, family: ResourceURI.Family) -> ResourceURI {
    switch family {
    case .microsoft: .microsoft(namespace: namespace, className: name)
    case .dmtf, .classMetadata: .dmtf(className: name)
    }
}
