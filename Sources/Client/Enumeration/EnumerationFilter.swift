internal import SOAP
public import WSMan
internal import XML

/// What an enumeration leaves out (DSP0226 8.3, DSP0227 8).
public enum EnumerationFilter: Hashable, Sendable {
    /// `SELECT * FROM Msvm_ConcreteJob WHERE JobState = 4`; wants a resource URI that ends in `*`.
    case wql(String)
    /// Instances whose properties equal these.
    case selector(SelectorSet)
    /// XPath 1.0 relative to each item.
    case xpath(String)
    case cql(String)
    case association(AssociationFilter)
    case other(dialect: String, text: String)

    var dialect: FilterDialect {
        switch self {
        case .wql: .wql
        case .selector: .selector
        case .xpath: .xpath
        case .cql: .cql
        case .association: .association
        case .other(let dialect, _): .other(dialect)
        }
    }

    // MARK: - Wire

    func write(to writer: inout XMLWriter) {
        writer.start("w:Filter")
        writer.attribute("Dialect", dialect.uri)
        switch self {
        case .wql(let text), .xpath(let text), .cql(let text), .other(_, let text): writer.text(text)
        case .selector(let selectors): selectors.write(to: &writer)
        case .association(let filter): filter.write(to: &writer)
        }
        writer.end("w:Filter")
    }
}

/// What is linked to one instance (DSP0227 8.2).
public struct AssociationFilter: Hashable, Sendable {
    /// Whether the far ends are wanted, or the links themselves.
    public enum Result: Hashable, Sendable { case instances, associations }

    /// The instance whose links are followed.
    public var object: EndpointReference
    public var result: Result
    /// Which kind of link is followed; for ``Result/associations`` use ``resultClassName``.
    public var associationClassName: String?
    /// The role of `object` in the link.
    public var role: String?
    public var resultClassName: String?
    /// The role of the far end in the link.
    public var resultRole: String?
    /// Only these properties, as fragments.
    public var resultProperties: [String]

    public init(
        of object: EndpointReference, result: Result = .instances, associationClassName: String? = nil,
        role: String? = nil, resultClassName: String? = nil, resultRole: String? = nil, resultProperties: [String] = []
    ) {
        self.object = object
        self.result = result
        self.associationClassName = associationClassName
        self.role = role
        self.resultClassName = resultClassName
        self.resultRole = resultRole
        self.resultProperties = resultProperties
    }

    // MARK: - Wire

    func write(to writer: inout XMLWriter) {
        let isForInstances = result == .instances
        let tag = isForInstances ? "b:AssociatedInstances" : "b:AssociationInstances"
        writer.start(tag)
        object.write(to: &writer, as: "b:Object")
        if isForInstances, let associationClassName {
            writer.element("b:AssociationClassName", associationClassName)
        }
        if let role { writer.element("b:Role", role) }
        if let resultClassName { writer.element("b:ResultClassName", resultClassName) }
        if isForInstances, let resultRole { writer.element("b:ResultRole", resultRole) }
        for property in resultProperties { writer.element("b:IncludeResultProperty", property) }
        writer.end(tag)
    }
}
