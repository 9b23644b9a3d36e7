public import CIM
public import SOAP
public import XML

/// Reads CIM values out of elements (DSP0230), as lenient as clients differ: names in any case and of any namespace, any
/// order, array elements apart from each other, xsi:nil from the wrong namespace, white space around values.
public struct ElementReader: Sendable {
    let schema: CIMSchema
    let namespace: CIMNamespace

    /// - Parameters:
    ///   - schema: where classes are looked up.
    ///   - namespace: of the class in hand; references and embedded instances that name none lie there.
    public init(schema: CIMSchema, namespace: CIMNamespace) {
        self.schema = schema
        self.namespace = namespace
    }

    // MARK: - Methods

    /// The arguments of a method call: those with a value, in the types that the method declares.
    ///
    /// - Parameters:
    ///   - method: what is called.
    ///   - input: `Method_INPUT`, whatever it is called; nil when the body is empty.
    ///
    /// Throws wsman:InvalidParameter: with InvalidName for a parameter the method has not, with TypeMismatch for a value of
    /// another type, without detail for one that is required and missing.
    public func arguments(of method: CIMMethod, from input: XMLElement?) throws(Fault) -> [CIMName: CIMValue] {
        let content = Content(input)
        var arguments: [CIMName: CIMValue] = [:]
        for entry in content.entries {
            guard let parameter = method.parameter(entry.name), parameter.isIn || entry.isNil else {
                let known = method.parameters.filter(\.isIn).map(\.name.spelling).joined(separator: ", ")
                throw Fault(
                    .invalidParameter(.invalidName),
                    "\(method.name) takes no parameter \(entry.name.spelling.prefix(200)); "
                        + (known.isEmpty ? "it takes none." : "it takes \(known)."))
            }
            do throws(ContentError) {
                arguments[parameter.name] = try value(entry.elements, of: Feature(parameter))
            } catch {
                throw Fault(
                    .invalidParameter(.typeMismatch), "Parameter \(parameter.name) of \(method.name): \(error.reason).")
            }
        }
        for parameter in method.parameters where parameter.isRequired && parameter.isIn && !parameter.isOut {
            guard arguments[parameter.name] != nil else {
                throw Fault(
                    .invalidParameter(), "\(method.name) needs the parameter \(parameter.name); send a value for it.")
            }
        }
        return arguments
    }

    // MARK: - Instances

    /// The properties that an element gives, NULL where it says xsi:nil; those it leaves out are not in the result.
    ///
    /// Throws wxf:InvalidRepresentation with InvalidValues for a property that the class has not, and for a value of
    /// another type.
    public func properties(of cimClass: CIMClass, from element: XMLElement) throws(Fault) -> [CIMName: CIMValue?] {
        do throws(ContentError) {
            return try values(of: cimClass, from: element)
        } catch {
            throw Fault(
                .invalidRepresentation(.invalidValues), "The representation of \(cimClass.name): \(error.reason).")
        }
    }

    /// An instance from its element. The class is the one the element is named after, or its xsi:type, or `cimClass`.
    ///
    /// Throws wxf:InvalidRepresentation with InvalidValues as `properties(of:from:)` does, and when there is no class.
    public func instance(_ element: XMLElement, of cimClass: CIMClass? = nil) throws(Fault) -> CIMInstance {
        guard let own = namespace.cimClass(CIMName(element.name.localName)) ?? typeClass(element) ?? cimClass else {
            throw Fault(
                .invalidRepresentation(.invalidValues),
                "\(element.name) is no instance: the namespace \(namespace.name) has no such class.")
        }
        do throws(ContentError) {
            return try instance(element, exactly: own)
        } catch {
            throw Fault(.invalidRepresentation(.invalidValues), "The representation of \(own.name): \(error.reason).")
        }
    }

    func instance(_ element: XMLElement, exactly cimClass: CIMClass) throws(ContentError) -> CIMInstance {
        var instance = CIMInstance(cimClass)
        for (name, value) in try values(of: cimClass, from: element) {
            // A key that is NULL is left as it is: the service may be the one to give it a value.
            if value == nil, cimClass.property(name)?.isKey == true { continue }
            do {
                try instance.set(name, value)
            } catch {
                throw ContentError(error.reason)
            }
        }
        return instance
    }

    private func values(of cimClass: CIMClass, from element: XMLElement) throws(ContentError) -> [CIMName: CIMValue?] {
        var values: [CIMName: CIMValue?] = [:]
        for entry in Content(element).entries {
            guard let property = cimClass.property(entry.name) else {
                throw ContentError("\(cimClass.name) has no property \(entry.name.spelling.prefix(200))")
            }
            do {
                values.updateValue(try value(entry.elements, of: Feature(property)), forKey: property.name)
            } catch {
                throw ContentError("\(property.name): \(error.reason)")
            }
        }
        return values
    }

    /// The class that xsi:type names, `p:Msvm_ConcreteJob_Type`; its prefix need not be declared.
    func typeClass(_ element: XMLElement) -> CIMClass? {
        let type = element.attributes.first { attribute in
            attribute.name.localName == "type"
                && [Namespace.schemaInstance, Namespace.schema].contains(attribute.name.namespace)
        }
        guard let type else { return nil }
        let name = element.resolve(type.value).localName
        let suffix = "_Type"
        return namespace.cimClass(CIMName(name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name))
    }
}

/// The children of an element gathered by name: arrays are one name several times, adjacent or not.
private struct Content {
    struct Entry {
        let name: CIMName
        var elements: [XMLElement]

        var isNil: Bool { elements.allSatisfy(\.isNil) }
    }

    private(set) var entries: [Entry] = []

    init(_ element: XMLElement?) {
        var indexes: [CIMName: Int] = [:]
        for child in element?.elements ?? [] where child.name != Self.location {
            let name = CIMName(child.name.localName)
            if let index = indexes[name] {
                entries[index].elements.append(child)
            } else {
                indexes[name] = entries.count
                entries.append(Entry(name: name, elements: [child]))
            }
        }
    }

    /// What Windows of 2003 put behind the properties: where the instance is. It says nothing about it.
    private static let location = QName(Namespace.cimCommon, "Location")
}
