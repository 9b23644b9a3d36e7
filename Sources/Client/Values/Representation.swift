public import WSMan
public import XML

/// What a server returned of a resource: a CIM instance whose class need not be known here, a method's output, a
/// fragment, a piece of configuration.
///
///     <p:Msvm_ConcreteJob xmlns:p="…/Msvm_ConcreteJob"><p:InstanceID>…</p:InstanceID><p:JobState>4</p:JobState>
///       <p:StartTime><cim:Datetime>2026-05-06T07:08:09Z</cim:Datetime></p:StartTime><p:Owner xsi:nil="true"/>…
public struct Representation: Hashable, Sendable {
    /// As it came; its namespace is that of the class.
    public let element: XMLElement
    /// In document order, repeated elements gathered into one property.
    public let properties: [Property]

    /// Reads leniently: whatever stands there becomes a property.
    public init(_ element: XMLElement) {
        self.element = element
        properties = Property.gather(element.children)
    }

    private init(_ element: XMLElement, properties: [Property]) {
        self.element = element
        self.properties = properties
    }

    /// The same with these properties only, for showing.
    public func selecting(properties: [Property]) -> Representation { Representation(element, properties: properties) }

    /// What the element is called: the class of an instance that stands alone, the property's name of an embedded one.
    public var name: String { element.name.localName }

    /// The class: what xsi:type says (`p:Msvm_Error_Type`), which is all that an embedded instance has, or else the name.
    public var className: String {
        let type = element.attributes.first {
            $0.name.localName == "type" && $0.name.namespace.hasPrefix(Namespace.schema)
        }
        guard let type = type.map({ element.resolve($0.value).localName }), type.hasSuffix("_Type") else { return name }
        return String(type.dropLast("_Type".utf8.count))
    }

    /// A property by its name, compared without case.
    public subscript(name: String) -> Property? {
        properties.first { $0.name == name } ?? properties.first { $0.name.equalsIgnoringASCIICase(name) }
    }

    /// The text of a property's first value; nil when it is absent or null.
    public func text(_ name: String) -> String? { self[name]?.values.first?.text }
}

/// A property of a ``Representation``: its values in order, none when it is null.
public struct Property: Hashable, Sendable {
    public let name: String
    public private(set) var values: [PropertyValue]

    public init(_ name: String, _ values: [PropertyValue]) {
        self.name = name
        self.values = values
    }

    public var isNull: Bool { values.isEmpty }

    /// The values for people, parted by commas.
    public var text: String { values.map(\.text).joined(separator: ", ") }

    /// The values of one name are together even where they stand apart, in time that grows with their number alone.
    static func gather(_ nodes: [XMLNode]) -> [Property] {
        var properties: [Property] = []
        properties.reserveCapacity(nodes.count)
        var indices: [String: Int] = [:]
        indices.reserveCapacity(nodes.count)
        for case .element(let element) in nodes {
            let name = element.name.localName
            var index = properties.count - 1
            if index < 0 || properties[index].name != name {
                index = indices[name] ?? properties.count
                if index == properties.count {
                    indices[name] = index
                    properties.append(Property(name, []))
                }
            }
            if !element.isNil { properties[index].values.append(PropertyValue(element)) }
        }
        return properties
    }
}

/// One value of a property. XML does not say of which type a plain text is; ask the class for that.
public enum PropertyValue: Hashable, Sendable {
    /// A string, a number, a boolean; white space kept.
    case text(String)
    /// The text inside `cim:Datetime`, `cim:Interval` and their kin, as it came.
    case datetime(String)
    case reference(EndpointReference)
    /// An embedded instance, or anything else with elements inside.
    case embedded(Representation)

    public var text: String {
        switch self {
        case .text(let text), .datetime(let text): text
        case .reference(let reference): reference.shortText
        case .embedded(let instance):
            "\(instance.name){\(instance.properties.map { "\($0.name)=\($0.text)" }.joined(separator: "; "))}"
        }
    }

    // MARK: - Wire

    private static let datetimeNames: Set<String> = ["Datetime", "Interval", "Date", "Time", "CIM_DateTime"]

    init(_ element: XMLElement) {
        if element.children.count == 1, case .text(let text) = element.children[0] {
            self = .text(text)
            return
        }
        let children = element.elements
        guard let first = children.first else {
            self = .text(element.text)
            return
        }
        // In an XmlFragment Windows leaves the namespace out.
        let isDatetime = Self.datetimeNames.contains(first.name.localName) && first.elements.isEmpty
        if children.count == 1, isDatetime, first.name.namespace == Namespace.cimCommon || first.name.namespace.isEmpty
        {
            self = .datetime(first.trimmedText)
        } else if element.first(QName(Namespace.addressing, "Address")) != nil
            || element.first(QName(Namespace.addressing, "EndpointReference")) != nil,
            let reference = try? EndpointReference(element)
        {
            self = .reference(reference)
        } else {
            // OpenPegasus puts the class's element inside the property's, others name the class in xsi:type.
            let isWrapped = children.count == 1 && !first.elements.isEmpty && element.attributes.isEmpty
            self = .embedded(Representation(isWrapped ? first : element))
        }
    }
}

extension EndpointReference {
    /// `Msvm_ConcreteJob.InstanceID="…"`: the instance without its namespace.
    public var shortText: String {
        let name = resourceURI?.className ?? resourceURI?.text ?? address
        let keys = selectors.selectors.filter { !$0.name.equalsIgnoringASCIICase(SelectorSet.cimNamespace) }
        guard !keys.isEmpty else { return name }
        let list = keys.map { key in
            switch key.value {
            case .text(let text): "\(key.name)=\"\(text.escapingQuotes)\""
            case .reference(let reference): "\(key.name)=\"\(reference.shortText.escapingQuotes)\""
            }
        }
        return "\(name).\(list.joined(separator: ","))"
    }
}

extension String {
    /// Equality without regard to the case of ASCII letters.
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { lower($0) == lower($1) }
    }

    fileprivate var escapingQuotes: String {
        var text = ""
        for character in self {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text
    }
}
