internal import CIM
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// All that is the same in every instance of a class: its tags as bytes, in order, with the places of the values.
///
/// Made once for each class and scheme of URIs, and kept; an instance is then written by copying.
final class InstanceLayout: Sendable {
    /// The element of a whole instance.
    let element: Tags
    /// In the order in which Windows writes them: alphabetical without regard to case.
    let properties: [PropertyLayout]

    private init(_ key: Key) {
        let uri = key.shownAs.uri(in: key.family)
        let prefix = key.prefix.isEmpty ? "" : "\(key.prefix):"
        let tag = "\(prefix)\(key.shownAs.name)"
        element = Tags(tag) { writer in
            writer.declare(.xsi)
            writer.declare(key.prefix, uri)
            writer.declare(.cim)
            writer.attribute("xsi:type", "\(tag)_Type")
        }
        properties = key.shownAs.properties.compactMap { property in
            key.cimClass.index(of: property.name).map { index in
                PropertyLayout(property, at: index, tag: "\(prefix)\(property.name)")
            }
        }
    }

    // MARK: - Kept layouts

    private struct Key: Hashable, Sendable {
        let cimClass: CIMClass
        let shownAs: CIMClass
        let family: ResourceURI.Family
        let prefix: String
    }

    private static let kept = Lock<[Key: InstanceLayout]>([:])
    /// More than all classes of all namespaces; beyond it (many schemas in one process) the table starts anew.
    private static let limit = 8192

    /// The layout of a class's instances, or of their part that a base class knows.
    ///
    /// - Parameter prefix: of every element; none in a `w:XmlFragment`.
    static func of(
        _ cimClass: CIMClass, shownAs: CIMClass, family: ResourceURI.Family, prefix: String = "p"
    ) -> InstanceLayout {
        let key = Key(cimClass: cimClass, shownAs: shownAs, family: family, prefix: prefix)
        if let layout = kept.withLock({ $0[key] }) { return layout }
        let layout = InstanceLayout(key)
        kept.withLock { table in
            if table.count >= limit { table.removeAll() }
            table[key] = layout
        }
        return layout
    }
}

/// One property or parameter on the wire.
struct PropertyLayout: Sendable {
    /// Where an instance has the value.
    let index: Int
    let isArray: Bool
    /// Windows writes a boolean without value as false, and so do its clients read it: a nil one becomes true.
    let isBoolean: Bool
    let tag: String
    let tags: Tags
    /// With the prefixes `a` and `w` declared again.
    let referenceTags: Tags
    let null: [UInt8]

    init(_ property: CIMProperty, at index: Int, tag: String) {
        self.init(type: property.type, isArray: property.isArray, at: index, tag: tag)
    }

    init(type: CIMType, isArray: Bool, at index: Int = 0, tag: String) {
        self.index = index
        self.isArray = isArray
        isBoolean = type == .boolean
        self.tag = tag
        tags = Tags(tag)
        referenceTags = Tags(tag) { $0.declare(.a, .w) }
        null = Tags.null(tag)
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
