public import SOAP
internal import XML

/// The expression of an association filter, of the CIM binding (DSP0227 8.2): what lies at the far ends of an instance's associations, or
/// the associations themselves.
///
///     <b:AssociatedInstances>
///       <b:Object><a:Address>…</a:Address><a:ReferenceParameters>…</a:ReferenceParameters></b:Object>
///       <b:AssociationClassName>CIM_OwningJobElement</b:AssociationClassName>
///       <b:ResultClassName>CIM_ConcreteJob</b:ResultClassName>
///     </b:AssociatedInstances>
public struct AssociationExpression: Hashable, Sendable {
    public enum Result: String, Hashable, Sendable {
        case associatedInstances = "AssociatedInstances"
        case associationInstances = "AssociationInstances"
    }

    public let result: Result
    /// The instance whose associations are followed.
    public let object: EndpointReference
    /// The class of the association; of AssociationInstances the one called ResultClassName.
    public private(set) var associationClassName: String?
    /// The class of the far end; nil for AssociationInstances.
    public private(set) var resultClassName: String?
    /// The property of the association that refers to the object.
    public private(set) var role: String?
    /// The property of the association that refers to the far end.
    public private(set) var resultRole: String?
    /// The only properties wanted; none for whole instances.
    public private(set) var includedProperties: [String] = []

    /// The most properties that may be named.
    public static let maximumProperties = 256

    // MARK: - Wire

    /// Reads the element in a filter of this dialect.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter for anything but the two elements above with their children, and without
    ///   an Object that is a reference (DSP0227 R8.2.1-4).
    init(_ element: XMLElement) throws(Fault) {
        guard element.name.namespace == Namespace.cimBinding, let result = Result(rawValue: element.name.localName)
        else {
            throw Fault(
                .cannotProcessFilter(),
                "An association filter holds AssociatedInstances or AssociationInstances of \(Namespace.cimBinding); "
                    + "this one holds \(element.name).")
        }
        self.result = result
        let objects = element.all(QName(Namespace.cimBinding, "Object"))
        guard objects.count == 1 else {
            throw Fault(
                .cannotProcessFilter(),
                "An association filter names one Object, the instance to start from; this one has \(objects.count).")
        }
        do {
            object = try EndpointReference(objects[0])
        } catch {
            throw Fault(.cannotProcessFilter(), "The Object of the association filter: \(error.reason)")
        }
        for child in element.elements where child.name.localName != "Object" { try take(child) }
    }

    private mutating func take(_ child: XMLElement) throws(Fault) {
        let text = child.trimmedText
        switch (child.name.localName, result) {
        case ("Role", _): role = text
        case ("ResultClassName", .associationInstances), ("AssociationClassName", .associatedInstances):
            associationClassName = text
        case ("ResultClassName", .associatedInstances): resultClassName = text
        case ("ResultRole", .associatedInstances): resultRole = text
        case ("IncludeResultProperty", _):
            guard includedProperties.count < Self.maximumProperties else {
                throw Fault(
                    .cannotProcessFilter(),
                    "The association filter names more than \(Self.maximumProperties) properties to include; leave "
                        + "IncludeResultProperty out to get all.")
            }
            includedProperties.append(text)
        default:
            throw Fault(
                .cannotProcessFilter(),
                "\(child.name.localName.prefix(100)) has no meaning in \(result.rawValue); leave it out.")
        }
    }
}

extension Filter {
    /// The content of a filter in the association dialect.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter when it is none.
    public func association() throws(Fault) -> AssociationExpression {
        guard let element = element.elements.first else {
            throw Fault(
                .cannotProcessFilter(),
                "An association filter holds an element, AssociatedInstances or AssociationInstances; this one has none."
            )
        }
        return try AssociationExpression(element)
    }
}
