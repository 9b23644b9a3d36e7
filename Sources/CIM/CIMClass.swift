/// A class of one namespace, in the form one build of Windows has it: inheritance is resolved, members that the build
/// lacks are gone.
///
/// A class is a shared constant: two values of one schema are the same class exactly when they are the same object.
public final class CIMClass: Sendable {
    public let name: CIMName
    /// The namespace's canonical name: `root/virtualization/v2`.
    public let namespace: String
    /// The classes above this one, nearest first.
    public let superclasses: [CIMName]
    public let isAbstract: Bool
    public let isAssociation: Bool
    public let isIndication: Bool
    public let qualifiers: CIMQualifiers
    /// Own and inherited properties, in alphabetical order without regard to case.
    public let properties: [CIMProperty]
    /// Own and inherited methods, in alphabetical order without regard to case.
    public let methods: [CIMMethod]
    /// The properties that identify an instance, in alphabetical order; none for a class with a single instance.
    public let keys: [CIMProperty]
    /// Positions of the keys in `properties`.
    public let keyIndexes: [Int]

    private let propertyIndexes: [CIMName: Int]
    private let methodIndexes: [CIMName: Int]

    init(
        name: CIMName, namespace: String, superclasses: [CIMName], qualifiers: CIMQualifiers,
        properties: [CIMProperty], methods: [CIMMethod]
    ) {
        self.name = name
        self.namespace = namespace
        self.superclasses = superclasses
        self.qualifiers = qualifiers
        isAbstract = qualifiers.isTrue("Abstract")
        isAssociation = qualifiers.isTrue("Association")
        isIndication = qualifiers.isTrue("Indication")
        let properties = properties.sorted { $0.name < $1.name }
        let methods = methods.sorted { $0.name < $1.name }
        self.properties = properties
        self.methods = methods
        keyIndexes = properties.indices.filter { properties[$0].isKey }
        keys = properties.filter(\.isKey)
        propertyIndexes = Dictionary(properties.indices.map { (properties[$0].name, $0) }) { first, _ in first }
        methodIndexes = Dictionary(methods.indices.map { (methods[$0].name, $0) }) { first, _ in first }
    }

    /// The class directly above.
    public var superclass: CIMName? { superclasses.first }

    /// The position of a property in `properties` and in an instance's values.
    public func index(of property: CIMName) -> Int? {
        propertyIndexes[property]
    }

    /// The property of that name, inherited ones included; nil when the class has none.
    public func property(_ name: CIMName) -> CIMProperty? {
        propertyIndexes[name].map { properties[$0] }
    }

    /// The method of that name, inherited ones included; nil when the class has none.
    public func method(_ name: CIMName) -> CIMMethod? {
        methodIndexes[name].map { methods[$0] }
    }

    /// Whether this is the named class or one derived from it.
    public func isA(_ ancestor: CIMName) -> Bool {
        name == ancestor || superclasses.contains(ancestor)
    }
}

extension CIMClass: Hashable {
    public static func == (left: CIMClass, right: CIMClass) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
