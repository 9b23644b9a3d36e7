public import SOAP
public import XML

/// One key of an instance: `<w:Selector Name="InstanceID">…</w:Selector>`.
public struct Selector: Hashable, Sendable {
    public let name: String
    public let value: SelectorValue

    public init(_ name: String, _ value: SelectorValue) {
        self.name = name
        self.value = value
    }
}

/// A selector holds a simple value or a reference to another instance (DSP0226 R5.1.2.2-5).
public enum SelectorValue: Hashable, Sendable {
    /// Without the white space around it.
    case text(String)
    case reference(EndpointReference)
}

/// The selectors that pick one instance of a class (DSP0226 5.1.2.2), in the order sent. No name occurs twice; names
/// are compared without case.
public struct SelectorSet: Hashable, Sendable {
    public let selectors: [Selector]

    /// No selectors: singletons, and classes as such.
    public static let empty = SelectorSet()

    private init(kept selectors: [Selector] = []) { self.selectors = selectors }

    /// - Throws: ``Fault``: InvalidSelectors/DuplicateSelectors for a repeated name, EncodingLimit/SelectorLimit beyond
    ///   64 selectors, a name of 2048 characters, a value of 4096, or 8096 in all (DSP0226 R5.1.2.2-7, -8).
    public init(_ selectors: [Selector]) throws(Fault) {
        guard selectors.count <= 64 else { throw Self.limit("has \(selectors.count) selectors; 64") }
        var size = 0
        for (index, selector) in selectors.enumerated() {
            if selectors[..<index].contains(where: { $0.name.equalsIgnoringCase(selector.name) }) {
                throw Fault(
                    .invalidSelectors(.duplicate), "Selector \(selector.name) occurs twice; send each name once.")
            }
            size += try Self.size(of: selector)
        }
        guard size <= 8096 else { throw Self.limit("holds \(size) characters; 8096") }
        self.selectors = selectors
    }

    /// The namespace alone, without the keys of an instance.
    public var withoutKeys: SelectorSet {
        SelectorSet(kept: selectors.filter { $0.name.equalsIgnoringCase(Self.cimNamespace) })
    }

    public var isEmpty: Bool { selectors.isEmpty }
    public var count: Int { selectors.count }

    /// The value of a selector by name, in any case.
    public subscript(name: String) -> SelectorValue? {
        selectors.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The text of a selector by name; nil when it is absent or holds a reference.
    public func text(_ name: String) -> String? {
        if case .text(let text)? = self[name] { text } else { nil }
    }

    /// The selector by which the DMTF's resource URIs name a CIM namespace (DSP0227).
    public static let cimNamespace = "__cimnamespace"

    private static func limit(_ excess: String) -> Fault {
        Fault(.encodingLimit(.selectorLimit), "The SelectorSet \(excess) are the most accepted.")
    }

    private static func size(of selector: Selector) throws(Fault) -> Int {
        let size = selector.value.size
        guard selector.name.utf8.count <= 2048, size <= 4096 else {
            throw Fault(
                .encodingLimit(.selectorLimit),
                "Selector \(selector.name.prefix(40)) is too long; 2048 characters of name and 4096 of value are the "
                    + "most accepted.")
        }
        return selector.name.utf8.count + size
    }

    // MARK: - Wire

    static let name = QName(Namespace.wsman, "SelectorSet")
    private static let selector = QName(Namespace.wsman, "Selector")
    private static let nameAttribute = QName("", "Name")

    /// Reads `<w:SelectorSet>`.
    public init(_ element: XMLElement) throws(Fault) {
        var selectors: [Selector] = []
        for case .element(let child) in element.children {
            guard child.name == Self.selector else {
                throw Fault(
                    .invalidSelectors(), "\(child.name) stands in the SelectorSet; it holds wsman:Selector elements.")
            }
            guard let name = child.attribute(Self.nameAttribute)?.trimmingXMLSpace, !name.isEmpty else {
                throw Fault(.invalidSelectors(), "A Selector lacks its Name attribute, which says what key it is.")
            }
            selectors.append(Selector(name, try SelectorValue(child, of: name)))
        }
        try self.init(selectors)
    }

    /// Writes `<w:SelectorSet>`, with its prefix.
    public func write(to writer: inout XMLWriter) {
        writer.start("w:SelectorSet")
        writer.declare(.w)
        for selector in selectors {
            writer.start("w:Selector")
            writer.attribute("Name", selector.name)
            switch selector.value {
            case .text(let text): writer.text(text)
            case .reference(let reference): reference.write(to: &writer, as: "a:EndpointReference")
            }
            writer.end("w:Selector")
        }
        writer.end("w:SelectorSet")
    }
}

extension SelectorValue {
    /// Characters of content, nested selectors included.
    fileprivate var size: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .reference(let reference):
            reference.selectors.selectors.reduce(0) { $0 + $1.name.utf8.count + $1.value.size }
        }
    }

    fileprivate init(_ element: XMLElement, of name: String) throws(Fault) {
        let elements = element.elements
        guard let first = elements.first else {
            self = .text(element.trimmedText)
            return
        }
        guard elements.count == 1, first.name == Addressing.endpointReference, !element.hasText else {
            throw Fault(
                .invalidSelectors(),
                "Selector \(name) holds neither a plain value nor exactly one wsa:EndpointReference.")
        }
        self = .reference(try EndpointReference(first))
    }
}
