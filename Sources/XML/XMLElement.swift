/// An attribute with its value, white space normalised as XML 1.0 section 3.3.3 asks.
public struct XMLAttribute: Hashable, Sendable {
    public var name: QName
    public var value: String

    public init(_ name: QName, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What stands inside an element. CDATA sections are text; comments are dropped.
public enum XMLNode: Hashable, Sendable {
    case element(XMLElement)
    case text(String)
}

/// An element of a parsed or a built tree.
///
/// Two elements are equal when names, attributes (in order) and children are; the prefixes they were written with do
/// not count.
public struct XMLElement: Sendable {
    public var name: QName
    public var attributes: [XMLAttribute]
    public var children: [XMLNode]
    /// The prefixes visible here, for QNames in content.
    public var scope: NamespaceScope

    public init(_ name: QName, attributes: [XMLAttribute] = [], children: [XMLNode] = []) {
        self.init(name, attributes: attributes, children: children, scope: .empty)
    }

    init(_ name: QName, attributes: [XMLAttribute], children: [XMLNode], scope: NamespaceScope) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.scope = scope
    }

    // MARK: - Children and attributes

    /// The child elements, in document order.
    public var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The first child element of this name.
    public func first(_ name: QName) -> XMLElement? {
        for case .element(let element) in children where element.name == name { return element }
        return nil
    }

    /// All child elements of this name, in document order.
    public func all(_ name: QName) -> [XMLElement] {
        elements.filter { $0.name == name }
    }

    /// The value of an attribute; nil when it is absent.
    public func attribute(_ name: QName) -> String? {
        attributes.first { $0.name == name }?.value
    }

    // MARK: - Text

    /// The text directly inside, joined; that of child elements is not part of it.
    public var text: String {
        if children.count == 1, case .text(let text) = children[0] { return text }
        return children.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// ``text`` without the white space at both ends, which DSP0226 R13.1-10 asks to ignore in values.
    public var trimmedText: String { text.trimmingXMLSpace }

    /// Whether anything but white space and comments stands between the child elements.
    public var hasText: Bool {
        children.contains { if case .text(let text) = $0 { !text.isXMLSpace } else { false } }
    }

    // MARK: - Content of XML Schema

    /// Whether `xsi:nil` says that there is no value. OMI's client binds `xsi` to XML Schema's own namespace: both do.
    public var isNil: Bool {
        for attribute in attributes where attribute.name.localName == "nil" {
            let namespace = attribute.name.namespace
            guard namespace == Namespace.schemaInstance || namespace == Namespace.schema else { continue }
            let value = attribute.value.trimmingXMLSpace
            return value == "true" || value == "1"
        }
        return false
    }

    /// The name that `prefix:local` in this element's content means.
    ///
    /// An undeclared prefix, which samples of Windows show in `xsi:type`, leaves the local part without a namespace.
    public func resolve(_ qnameInContent: String) -> QName {
        let text = qnameInContent.trimmingXMLSpace
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            return QName(scope.namespace(of: "") ?? "", text)
        }
        let prefix = String(text[..<colon])
        return QName(scope.namespace(of: prefix) ?? "", String(text[text.utf8.index(after: colon)...]))
    }
}

extension XMLElement: Hashable {
    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.attributes == right.attributes && left.children == right.children
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(attributes)
        hasher.combine(children)
    }
}
