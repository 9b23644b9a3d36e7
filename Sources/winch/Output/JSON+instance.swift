internal import CIM
internal import Client
internal import WSMan

extension JSON {
    /// An instance as an object: typed where the class is known, texts otherwise.
    ///
    ///     {"__CLASS": "Msvm_ConcreteJob", "InstanceID": "…", "JobState": 4, "OperationalStatus": [2], "Owner": null}
    init(_ instance: Representation, _ classes: Classes?) {
        let cimClass = classes?.cimClass(of: instance)
        var members: [(name: String, value: JSON)] = [("__CLASS", .string(instance.className))]
        for property in instance.properties {
            members.append((property.name, JSON(property, cimClass?.property(CIMName(property.name)))))
        }
        self = .object(members)
    }

    init(_ reference: EndpointReference) {
        var members: [(name: String, value: JSON)] = [
            ("resourceURI", reference.resourceURI.map { .string($0.text) } ?? .null)
        ]
        let keys = reference.selectors.selectors.map { selector -> (name: String, value: JSON) in
            switch selector.value {
            case .text(let text): (selector.name, .string(text))
            case .reference(let reference): (selector.name, JSON(reference))
            }
        }
        members.append(("selectors", .object(keys)))
        self = .object(members)
    }

    init(_ property: Property, _ declaration: CIMProperty? = nil) {
        let values = property.values.map { JSON($0, declaration?.type) }
        if declaration?.isArray == true {
            self = property.isNull ? .null : .array(values)
        } else {
            self = values.count > 1 ? .array(values) : values.first ?? .null
        }
    }

    private init(_ value: PropertyValue, _ type: CIMType?) {
        switch value {
        case .text(let text): self = type.map { JSON(text, $0) } ?? .string(text)
        case .datetime(let text): self = .string(text)
        case .reference(let reference): self = JSON(reference)
        case .embedded(let instance): self = JSON(instance, nil)
        }
    }

    /// A simple value of a known type, if its text is one.
    private init(_ text: String, _ type: CIMType) {
        switch try? CIMValue(type, text: text) {
        case .boolean(let value)?: self = .boolean(value)
        case .real32?, .real64?: self = Self.isNumber(text) ? .number(text) : .string(text)
        case let value? where value.integer != nil || type == .uint64: self = .number(value.text)
        default: self = .string(text)
        }
    }

    /// Whether a real number's text is JSON's too; INF and NaN are not.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return digits.first?.isNumber == true && text.allSatisfy { "0123456789+-.eE".contains($0) }
    }
}
