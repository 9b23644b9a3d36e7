/// A method of a class.
public struct CIMMethod: Hashable, Sendable {
    public let name: CIMName
    public let returnType: CIMType
    /// Called on the class, not on an instance.
    public let isStatic: Bool
    /// In the order of the declaration.
    public let parameters: [CIMParameter]
    /// What the return codes mean (qualifiers ValueMap and Values).
    public let returnValueMap: CIMValueMap
    /// The class that declares the method, or overrides it last.
    public let declaringClass: CIMName
    public let qualifiers: CIMQualifiers

    /// What the method does, in a line (qualifier Description).
    public var description: String? { qualifiers.text("Description") }

    /// The parameter of that name, in or out; nil when the method has none.
    public func parameter(_ name: CIMName) -> CIMParameter? {
        parameters.first { $0.name == name }
    }
}

/// A parameter of a method; one with both directions is sent and comes back.
public struct CIMParameter: Hashable, Sendable {
    public let name: CIMName
    public let type: CIMType
    public let isArray: Bool
    /// The class that a reference points to, or a class derived from it.
    public let referenceClass: CIMName?
    public let isIn: Bool
    public let isOut: Bool
    public let isRequired: Bool
    /// The class of the instances that a string parameter carries.
    public let embeddedClass: CIMName?
    /// Whether the instance is sent as an element tree (WMI's type object) and not as CIM-XML text in a string.
    public let isObject: Bool
    public let valueMap: CIMValueMap
    public let qualifiers: CIMQualifiers

    init(
        name: CIMName, type: CIMType, isArray: Bool, referenceClass: CIMName?, objectClass: CIMName? = nil,
        qualifiers: CIMQualifiers, valueMap: CIMValueMap
    ) {
        self.name = name
        self.type = type
        self.isArray = isArray
        self.referenceClass = referenceClass
        self.qualifiers = qualifiers
        self.valueMap = valueMap
        // DSP0004 5.6.3.33: In is true unless the declaration says otherwise, Out is false unless it does.
        let isOut = qualifiers.isTrue("Out")
        self.isOut = isOut
        isIn = qualifiers["In"].map { $0 == .boolean(true) } ?? !isOut
        isRequired = qualifiers.isTrue("Required")
        embeddedClass = objectClass ?? qualifiers.text("EmbeddedInstance").map { CIMName($0) }
        isObject = objectClass != nil
    }
}
