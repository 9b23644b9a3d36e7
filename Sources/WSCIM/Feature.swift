internal import CIM

/// What a property and a parameter have in common: a name, a type, and how the value may look on the wire.
struct Feature {
    let name: CIMName
    let type: CIMType
    let isArray: Bool
    let referenceClass: CIMName?
    let embeddedClass: CIMName?
    /// Whether elements may hold an instance of some class in place of text.
    let mayEmbed: Bool

    init(_ property: CIMProperty) {
        self.init(
            property.name, property.type, isArray: property.isArray, referenceClass: property.referenceClass,
            embeddedClass: property.embeddedClass,
            mayEmbed: property.embeddedClass != nil || property.qualifiers.isTrue("EmbeddedObject"))
    }

    init(_ parameter: CIMParameter) {
        self.init(
            parameter.name, parameter.type, isArray: parameter.isArray, referenceClass: parameter.referenceClass,
            // Hyper-V declares its embedded settings as plain strings, and clients send either form.
            embeddedClass: parameter.embeddedClass, mayEmbed: parameter.type == .string)
    }

    private init(
        _ name: CIMName, _ type: CIMType, isArray: Bool, referenceClass: CIMName?, embeddedClass: CIMName?,
        mayEmbed: Bool
    ) {
        self.name = name
        self.type = type
        self.isArray = isArray
        self.referenceClass = referenceClass
        self.embeddedClass = embeddedClass
        self.mayEmbed = mayEmbed
    }

    /// The type in words for a message: `uint16[]`, `reference to CIM_Job`.
    var description: String {
        let base = referenceClass.map { "reference to \($0)" } ?? type.rawValue
        return isArray ? "\(base)[]" : base
    }
}
