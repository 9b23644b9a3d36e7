internal import CIM
internal import SOAP
internal import WSMan
internal import XML

extension ElementReader {
    /// The value that elements of one name make; nil is NULL.
    func value(_ elements: [XMLElement], of feature: Feature) throws(ContentError) -> CIMValue? {
        if elements.count == 1, elements[0].isNil {
            guard elements[0].children.allSatisfy({ if case .text(let text) = $0 { text.isXMLSpace } else { false } })
            else {
                throw ContentError("xsi:nil says there is no value, and there is one")
            }
            return nil
        }
        guard feature.isArray else {
            guard elements.count == 1 else {
                throw ContentError("it is there \(elements.count) times, and it is no array but \(feature.description)")
            }
            return try scalar(elements[0], of: feature)
        }
        if let octets = octets(elements, of: feature) { return try array(.uint8, octets.map(CIMValue.uint8)) }
        var values: [CIMValue] = []
        for element in elements {
            guard !element.isNil else { throw ContentError("an array cannot have NULL among its elements") }
            values.append(try scalar(element, of: feature))
        }
        return try array(feature.type, values)
    }

    private func array(_ type: CIMType, _ elements: [CIMValue]) throws(ContentError) -> CIMValue {
        do {
            return .array(try CIMArray(type, elements))
        } catch {
            throw ContentError(error.reason)
        }
    }

    /// An array of bytes may come as one text in base64 (cim:cimBase64Binary) in place of repeated numbers.
    private func octets(_ elements: [XMLElement], of feature: Feature) -> [UInt8]? {
        guard feature.type == .uint8, elements.count == 1 else { return nil }
        let text = elements[0].trimmedText
        return UInt8(text) == nil && !text.isEmpty ? Base64.decode(text) : nil
    }

    private func scalar(_ element: XMLElement, of feature: Feature) throws(ContentError) -> CIMValue {
        switch feature.type {
        case .reference:
            return .reference(try reference(element, to: feature.referenceClass))
        case .datetime:
            return .datetime(try datetime(element))
        case .string where !element.elements.isEmpty:
            return .instance(try embedded(element, of: feature))
        default:
            guard element.elements.isEmpty else {
                throw ContentError("it holds elements, and it is \(feature.description)")
            }
            do {
                return try CIMValue(feature.type, text: element.text)
            } catch {
                throw ContentError(error.reason)
            }
        }
    }

    // MARK: - References

    /// A reference: the content of an endpoint reference, bare or wrapped, or an object path as text.
    private func reference(_ element: XMLElement, to declared: CIMName?) throws(ContentError) -> CIMObjectPath {
        let path: CIMObjectPath
        if element.elements.isEmpty {
            path = try schema.path(text: element.trimmedText, defaultNamespace: namespace.name)
        } else {
            let reference: EndpointReference
            do {
                reference = try EndpointReference(element)
            } catch {
                throw ContentError(error.reason)
            }
            path = try schema.path(reference, defaultNamespace: namespace.name)
        }
        if let declared, let found = schema.namespace(path.namespace)?.cimClass(path.className),
            let wanted = schema.namespace(path.namespace)?.cimClass(declared)
        {
            // The URI of a base class may stand for an instance of a derived one.
            guard found.isA(wanted.name) || wanted.isA(found.name) else {
                throw ContentError("it refers to a \(found.name), and a \(wanted.name) is wanted")
            }
        }
        return path
    }

    // MARK: - Datetimes

    /// `cim:Datetime`, `cim:Interval` and their kin around the text, or the text alone in any notation.
    private func datetime(_ element: XMLElement) throws(ContentError) -> CIMDateTime {
        let elements = element.elements
        guard let inner = elements.first else { return try CIMSchema.datetime(element.text) }
        let names: [CIMName] = ["Datetime", "Interval", "Date", "Time", "CIM_DateTime"]
        guard elements.count == 1, names.contains(CIMName(inner.name.localName)), inner.elements.isEmpty else {
            throw ContentError("\(inner.name) is no datetime; expected one of cim:Datetime and cim:Interval")
        }
        return try CIMSchema.datetime(inner.text)
    }

    // MARK: - Embedded instances

    /// An instance in place of text. Windows gives the property's element the type of the embedded class; Pegasus and
    /// go-wsman put the class's element inside it; and it may be CIM-XML that nobody escaped.
    private func embedded(_ element: XMLElement, of feature: Feature) throws(ContentError) -> CIMInstance {
        guard feature.mayEmbed else { throw ContentError("it holds elements, and it is \(feature.description)") }
        let declared = feature.embeddedClass.flatMap { namespace.cimClass($0) }
        let instance: CIMInstance
        if element.elements.count == 1, element.elements[0].name == QName("", "INSTANCE") {
            instance = try CIMXMLReader(namespace: namespace).instance(element.elements[0])
        } else if let nested = nested(element, unlessPropertyOf: declared) {
            instance = try self.instance(nested.element, exactly: nested.cimClass)
        } else if let cimClass = typeClass(element) ?? declared {
            instance = try self.instance(element, exactly: cimClass)
        } else {
            throw ContentError("the class of the embedded instance is not known; name it with xsi:type")
        }
        if let declared, !instance.cimClass.isA(declared.name) {
            throw ContentError("it is a \(instance.cimClass.name), and a \(declared.name) is wanted")
        }
        return instance
    }

    private func nested(
        _ element: XMLElement, unlessPropertyOf declared: CIMClass?
    ) -> (element: XMLElement, cimClass: CIMClass)? {
        guard element.elements.count == 1, let child = element.elements.first else { return nil }
        let name = CIMName(child.name.localName)
        guard declared?.property(name) == nil, let cimClass = namespace.cimClass(name) else { return nil }
        return (child, cimClass)
    }
}

/// RFC 4648 section 4.
enum Base64 {
    /// The bytes; nil for what is not base64. White space between the characters is passed over.
    static func decode(_ text: String) -> [UInt8]? {
        let characters = text.utf8.filter { !($0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D) }
        guard characters.count.isMultiple(of: 4) else { return nil }
        let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var bytes: [UInt8] = []
        var word: UInt32 = 0
        for (index, character) in characters.enumerated() {
            let isPadding = index >= characters.count - padding
            guard let bits = isPadding ? 0 : bits(character) else { return nil }
            word = word << 6 | bits
            if index % 4 == 3 {
                bytes += [UInt8(word >> 16 & 0xFF), UInt8(word >> 8 & 0xFF), UInt8(word & 0xFF)]
                word = 0
            }
        }
        bytes.removeLast(min(padding, bytes.count))
        return bytes
    }

    private static func bits(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
