/// A property of a class.
public struct CIMProperty: Hashable, Sendable {
    public let name: CIMName
    public let type: CIMType
    public let isArray: Bool
    /// The number of elements of a fixed array, `uint8 Address[6]`.
    public let arraySize: Int?
    /// The class that a reference points to, or a class derived from it.
    public let referenceClass: CIMName?
    /// The class of the instances that a string property carries.
    public let embeddedClass: CIMName?
    /// Whether the instance is sent as an element tree (WMI's type object) and not as CIM-XML text in a string.
    public let isObject: Bool
    /// The value of an instance that was given none.
    public let defaultValue: CIMValue?
    /// The class that declares the property, or overrides it last.
    public let declaringClass: CIMName
    /// Inherited qualifiers included.
    public let qualifiers: CIMQualifiers
    public let isKey: Bool
    /// NULL is not allowed.
    public let isRequired: Bool
    /// A client may change it (qualifier Write).
    public let isWritable: Bool
    public let valueMap: CIMValueMap

    init(
        name: CIMName, type: CIMType, isArray: Bool, arraySize: Int?, referenceClass: CIMName?,
        objectClass: CIMName? = nil, defaultValue: CIMValue?, declaringClass: CIMName, qualifiers: CIMQualifiers,
        valueMap: CIMValueMap
    ) {
        self.name = name
        self.type = type
        self.isArray = isArray
        self.arraySize = arraySize
        self.referenceClass = referenceClass
        self.defaultValue = defaultValue
        self.declaringClass = declaringClass
        self.qualifiers = qualifiers
        self.valueMap = valueMap
        embeddedClass = objectClass ?? qualifiers.text("EmbeddedInstance").map { CIMName($0) }
        isObject = objectClass != nil
        isKey = qualifiers.isTrue("Key")
        isRequired = qualifiers.isTrue("Required")
        isWritable = qualifiers.isTrue("Write")
    }

    /// What the property means, in a line (qualifier Description).
    public var description: String? { qualifiers.text("Description") }
}
