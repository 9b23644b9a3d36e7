/// An instance of a class: one value, or NULL, for each property the class declares.
public struct CIMInstance: Hashable, Sendable {
    public let cimClass: CIMClass
    /// Aligned with `cimClass.properties`; nil is NULL.
    public private(set) var values: [CIMValue?]

    /// An instance with the default values of its class, NULL where there are none.
    public init(_ cimClass: CIMClass) {
        self.cimClass = cimClass
        values = cimClass.properties.map(\.defaultValue)
    }

    /// An instance with these values, aligned with the class's properties and of their types: for who makes many of them.
    public init(_ cimClass: CIMClass, values: [CIMValue?]) {
        precondition(values.count == cimClass.properties.count, "one value a property")
        self.cimClass = cimClass
        self.values = values
    }

    /// The value of a property; nil when it is NULL or the class has no such property.
    public subscript(name: CIMName) -> CIMValue? {
        cimClass.index(of: name).flatMap { values[$0] }
    }

    /// Gives a declared property a value of its declared type, or NULL.
    ///
    /// Throws, and changes nothing, when the class has no such property, the type is another, an array is given for a
    /// scalar or the other way round, or NULL for a key. A number of another integer type is converted when it fits.
    public mutating func set(_ name: CIMName, _ value: CIMValue?) throws(CIMInstanceError) {
        guard let index = cimClass.index(of: name) else {
            throw .noSuchProperty(name, of: cimClass.name)
        }
        let property = cimClass.properties[index]
        guard let value else {
            if property.isKey { throw .nullKey(property.name, of: cimClass.name) }
            values[index] = nil
            return
        }
        guard let value = value.converted(to: property.type), value.isArray == property.isArray else {
            throw .typeMismatch(property: property, found: value)
        }
        values[index] = value
    }

    /// The path: namespace, class and the keys that have a value.
    public var path: CIMObjectPath {
        let keys = cimClass.keyIndexes.compactMap { index in
            values[index].map { (name: cimClass.properties[index].name, value: $0) }
        }
        return CIMObjectPath(namespace: cimClass.namespace, className: cimClass.name, keys: keys)
    }
}

/// Why an instance refused a value.
public enum CIMInstanceError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchProperty(CIMName, of: CIMName)
    case nullKey(CIMName, of: CIMName)
    case typeMismatch(property: CIMProperty, found: CIMValue)

    public var reason: String {
        switch self {
        case .noSuchProperty(let name, let className):
            "the class \(className) has no property \(name)"
        case .nullKey(let name, let className):
            "\(name) is a key of \(className) and needs a value"
        case .typeMismatch(let property, let found):
            "the property \(property.name) is \(property.type.rawValue)\(property.isArray ? "[]" : ""), "
                + "the value given is \(found.type.rawValue)\(found.isArray ? "[]" : "")"
        }
    }

    public var description: String { reason }
}

extension CIMValue {
    /// The same value in another integer type, when it fits; the value itself when the type is right already.
    func converted(to type: CIMType) -> CIMValue? {
        if self.type == type { return self }
        if case .array(let array) = self {
            let elements = array.elements.compactMap { $0.converted(to: type) }
            guard elements.count == array.elements.count else { return nil }
            return (try? CIMArray(type, elements)).map(CIMValue.array)
        }
        if case .uint64(let number) = self { return CIMValue(type, exactly: number) }
        return integer.flatMap { CIMValue(type, exactly: $0) }
    }
}
