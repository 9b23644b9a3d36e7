internal import SOAP
internal import XML

/// The names of each specification.
extension QName {
    static func soap(_ name: String) -> QName { QName(Namespace.soap, name) }
    static func addressing(_ name: String) -> QName { QName(Namespace.addressing, name) }
    static func transfer(_ name: String) -> QName { QName(Namespace.transfer, name) }
    static func enumeration(_ name: String) -> QName { QName(Namespace.enumeration, name) }
    static func eventing(_ name: String) -> QName { QName(Namespace.eventing, name) }
    static func wsman(_ name: String) -> QName { QName(Namespace.wsman, name) }
    static func identity(_ name: String) -> QName { QName(Namespace.identity, name) }
    /// A name that no service knows.
    static func unknown(_ name: String) -> QName { QName("http://winch.example/unknown", name) }

    /// `w:Selector`, with the usual prefix where there is one.
    var shortName: String {
        guard let prefix = Prefix.allCases.first(where: { $0.namespace == namespace }) else { return description }
        return "\(prefix.rawValue):\(localName)"
    }
}

extension XMLElement {
    /// An element that holds text; attributes have no namespace.
    init(_ name: QName, _ text: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        self.init(
            name, attributes: attributes.map { XMLAttribute(QName("", $0.key), $0.value) }, children: [.text(text)])
    }

    /// An element that holds elements, or nothing.
    init(_ name: QName, _ attributes: KeyValuePairs<String, String>, _ children: [XMLElement] = []) {
        self.init(
            name, attributes: attributes.map { XMLAttribute(QName("", $0.key), $0.value) },
            children: children.map { .element($0) })
    }

    /// The header block with `s:mustUnderstand`.
    func marked(mustUnderstand: Bool = true) -> XMLElement {
        var marked = self
        marked.attributes.removeAll { $0.name == .soap("mustUnderstand") }
        marked.attributes.append(XMLAttribute(.soap("mustUnderstand"), mustUnderstand ? "true" : "false"))
        return marked
    }

    /// The first element below this one, at any depth, of this name.
    func descendant(_ name: QName) -> XMLElement? {
        for child in elements {
            if child.name == name { return child }
            if let found = child.descendant(name) { return found }
        }
        return nil
    }
}
