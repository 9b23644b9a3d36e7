public import CIM
internal import XML

/// Why a text is no instance in CIM-XML.
public struct CIMXMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public var description: String { reason }
}

/// Instances as text inside a string (DSP0201), which is how Hyper-V's methods carry errors and settings:
///
///     INSTANCE CLASSNAME="Msvm_Error"
///       PROPERTY NAME="Message" TYPE="string"      VALUE  disk full
///       PROPERTY.ARRAY NAME="MessageArguments" …   VALUE.ARRAY  VALUE …
///
/// Properties come in alphabetical order; one that is NULL has no VALUE.
public enum CIMXML {
    /// The text of an instance.
    public static func text(of instance: CIMInstance) -> String {
        var writer = XMLWriter(capacity: 2048)
        writer.cimXML(instance)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// Reads an instance of one of the namespace's classes; elements around INSTANCE are passed through.
    ///
    /// Throws a sentence for text that is not XML, has no INSTANCE, names a class or a property that is not there, or has
    /// a value of another type than the property.
    public static func instance(_ text: String, in namespace: CIMNamespace) throws(CIMXMLError) -> CIMInstance {
        let root: XMLElement
        do {
            root = try XMLParser.parse(Array(text.utf8))
        } catch {
            throw CIMXMLError(reason: "this is not CIM-XML: \(error.reason)")
        }
        var element = root
        while element.name.localName != "INSTANCE", let inner = element.elements.first { element = inner }
        guard element.name.localName == "INSTANCE" else {
            throw CIMXMLError(reason: "this is CIM-XML without an INSTANCE, which begins with \(root.name.localName)")
        }
        do {
            return try CIMXMLReader(namespace: namespace).instance(element)
        } catch {
            throw CIMXMLError(reason: error.reason)
        }
    }
}

// MARK: - Writing

extension XMLWriter {
    fileprivate mutating func cimXML(_ instance: CIMInstance) {
        start("INSTANCE")
        attribute("CLASSNAME", instance.cimClass.name.spelling)
        for (property, value) in zip(instance.cimClass.properties, instance.values) {
            if property.type == .reference, !property.isArray {
                cimXMLReference(property, value)
            } else {
                cimXML(property, value)
            }
        }
        end("INSTANCE")
    }

    private mutating func cimXML(_ property: CIMProperty, _ value: CIMValue?) {
        let tag = property.isArray ? "PROPERTY.ARRAY" : "PROPERTY"
        start(tag)
        attribute("NAME", property.name.spelling)
        attribute("TYPE", property.type.rawValue)
        if property.embeddedClass != nil { attribute("EmbeddedObject", "instance") }
        if case .array(let array)? = value {
            start("VALUE.ARRAY")
            for element in array.elements { self.element("VALUE", Self.cimXMLText(element)) }
            end("VALUE.ARRAY")
        } else if let value {
            element("VALUE", Self.cimXMLText(value))
        }
        end(tag)
    }

    private mutating func cimXMLReference(_ property: CIMProperty, _ value: CIMValue?) {
        start("PROPERTY.REFERENCE")
        attribute("NAME", property.name.spelling)
        if let referenceClass = property.referenceClass { attribute("REFERENCECLASS", referenceClass.spelling) }
        if case .reference(let path)? = value { cimXML(path) }
        end("PROPERTY.REFERENCE")
    }

    private mutating func cimXML(_ path: CIMObjectPath) {
        start("VALUE.REFERENCE")
        start("LOCALINSTANCEPATH")
        start("LOCALNAMESPACEPATH")
        for part in path.namespace.split(separator: "/") {
            start("NAMESPACE")
            attribute("NAME", String(part))
            end("NAMESPACE")
        }
        end("LOCALNAMESPACEPATH")
        start("INSTANCENAME")
        attribute("CLASSNAME", path.className.spelling)
        for key in path.keys {
            start("KEYBINDING")
            attribute("NAME", key.name.spelling)
            if case .reference(let path) = key.value {
                cimXML(path)
            } else {
                start("KEYVALUE")
                attribute(
                    "VALUETYPE",
                    key.value.type.isNumeric ? "numeric" : key.value.type == .boolean ? "boolean" : "string")
                text(Self.cimXMLText(key.value))
                end("KEYVALUE")
            }
            end("KEYBINDING")
        }
        end("INSTANCENAME")
        end("LOCALINSTANCEPATH")
        end("VALUE.REFERENCE")
    }

    private static func cimXMLText(_ value: CIMValue) -> String {
        switch value {
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .instance(let instance): CIMXML.text(of: instance)
        default: value.text
        }
    }
}

// MARK: - Reading

/// Reads the elements of CIM-XML.
struct CIMXMLReader {
    let namespace: CIMNamespace

    func instance(_ element: XMLElement) throws(ContentError) -> CIMInstance {
        let className = element.attribute(QName("", "CLASSNAME")) ?? ""
        guard let cimClass = namespace.cimClass(CIMName(className)) else {
            throw ContentError("the namespace \(namespace.name) has no class \"\(className.prefix(200))\"")
        }
        var instance = CIMInstance(cimClass)
        for child in element.elements where child.name.localName.hasPrefix("PROPERTY") {
            let name = CIMName(child.attribute(QName("", "NAME")) ?? "")
            guard let property = cimClass.property(name) else {
                throw ContentError("\(cimClass.name) has no property \"\(name.spelling.prefix(200))\"")
            }
            do {
                guard let value = try value(child, of: property) else { continue }
                try Self.set(property.name, value, in: &instance)
            } catch {
                throw ContentError("\(property.name): \(error.reason)")
            }
        }
        return instance
    }

    private static func set(
        _ name: CIMName, _ value: CIMValue, in instance: inout CIMInstance
    ) throws(ContentError) {
        do {
            try instance.set(name, value)
        } catch {
            throw ContentError(error.reason)
        }
    }

    private func value(_ element: XMLElement, of property: CIMProperty) throws(ContentError) -> CIMValue? {
        guard let content = element.elements.first else { return nil }
        switch content.name.localName {
        case "VALUE":
            return try scalar(content, of: property)
        case "VALUE.ARRAY":
            var values: [CIMValue] = []
            for item in content.elements { values.append(try scalar(item, of: property)) }
            do {
                return .array(try CIMArray(property.type, values))
            } catch {
                throw ContentError(error.reason)
            }
        case "VALUE.REFERENCE":
            return .reference(try path(content))
        default:
            throw ContentError("expected VALUE, VALUE.ARRAY or VALUE.REFERENCE and found \(content.name.localName)")
        }
    }

    private func scalar(_ element: XMLElement, of property: CIMProperty) throws(ContentError) -> CIMValue {
        do {
            return try CIMValue(property.type, text: element.text)
        } catch {
            throw ContentError(error.reason)
        }
    }

    /// The path in a VALUE.REFERENCE, whichever of the three forms stands there.
    private func path(_ element: XMLElement) throws(ContentError) -> CIMObjectPath {
        var parts: [String] = []
        var name = element
        while name.name.localName != "INSTANCENAME" {
            if let local = Self.descendant("LOCALNAMESPACEPATH", of: name), parts.isEmpty {
                parts = local.elements.compactMap { $0.attribute(QName("", "NAME")) }
            }
            guard let inner = name.elements.last else { throw ContentError("the reference has no INSTANCENAME") }
            name = inner
        }
        let className = CIMName(name.attribute(QName("", "CLASSNAME")) ?? "")
        var path = CIMObjectPath(
            namespace: parts.isEmpty ? namespace.name : parts.joined(separator: "/"), className: className)
        for binding in name.elements where binding.name.localName == "KEYBINDING" {
            guard let value = binding.elements.first else { continue }
            let key = CIMName(binding.attribute(QName("", "NAME")) ?? "")
            let isReference = value.name.localName == "VALUE.REFERENCE"
            path.keys.append((key, isReference ? .reference(try self.path(value)) : .string(value.text)))
        }
        guard let cimClass = namespace.cimClass(className) else { return path }
        do {
            return try path.typed(as: cimClass)
        } catch {
            throw ContentError(error.reason)
        }
    }

    private static func descendant(_ name: String, of element: XMLElement) -> XMLElement? {
        for child in element.elements {
            if child.name.localName == name { return child }
            if child.name.localName == "NAMESPACEPATH" { return descendant(name, of: child) }
        }
        return nil
    }
}
