public import SOAP
public import XML

/// The body of an Enumerate (DSP0226 8.2; DSP0227 8.1 for the polymorphism).
///
///     <n:Enumerate>
///       <w:OptimizeEnumeration/><w:MaxElements>32000</w:MaxElements>
///       <w:EnumerationMode>EnumerateObjectAndEPR</w:EnumerationMode>
///       <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">SELECT * FROM Msvm_ConcreteJob</w:Filter>
///     </n:Enumerate>
public struct Enumerate: Hashable, Sendable {
    /// What each item is (DSP0226 8.7).
    public enum Mode: Hashable, Sendable { case object, epr, objectAndEPR }

    /// Which instances; nil for all.
    public var filter: Filter?
    /// Whether the first items may come with the response.
    public var optimize: Bool
    /// How many of them; nil means 1.
    public var maxElements: Int?
    public var mode: Mode
    public var expires: Expiration?
    public var polymorphism: PolymorphismMode
    /// Who is told when the enumeration ends before its last item.
    public var endTo: EventSinkReference?

    public init(
        filter: Filter? = nil, optimize: Bool = false, maxElements: Int? = nil, mode: Mode = .object,
        expires: Expiration? = nil, polymorphism: PolymorphismMode = .includeSubClassProperties
    ) {
        self.filter = filter
        self.optimize = optimize
        self.maxElements = maxElements
        self.mode = mode
        self.expires = expires
        self.polymorphism = polymorphism
    }

    // MARK: - Wire

    static let name = QName(Namespace.enumeration, "Enumerate")
    private static let single =
        ["Expires", "EndTo"].map { QName(Namespace.enumeration, $0) }
        + ["MaxElements", "EnumerationMode"].map { QName(Namespace.wsman, $0) }

    /// Reads `<n:Enumerate>`, its children in any order; unknown ones are ignored, as clients put their own inside.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter for two filters (DSP0226 R8.3-3) and what ``Filter`` throws;
    ///   UnsupportedFeature for an unknown EnumerationMode (R8.7-3); UnsupportedFeature/AddressingMode for an EndTo that
    ///   cannot be used (R8.2.1-1); InvalidExpirationTime; PolymorphismModeNotSupported; SchemaValidationError for a bad
    ///   number and for what stands twice.
    public init(body element: XMLElement) throws(Fault) {
        self.init()
        if let name = element.repeated(Self.single) {
            throw Fault(.schemaValidationError, "The Enumerate has two \(name.localName); send one.")
        }
        for case .element(let child) in element.children {
            switch (child.name.localName, child.name.namespace) {
            case ("Filter", Namespace.enumeration), ("Filter", Namespace.wsman):
                guard filter == nil else {
                    throw Fault(.cannotProcessFilter(), "The Enumerate has two filters; send one.")
                }
                filter = try Filter(child)
            // OMI and WinRb write xsi:nil="true" on this empty element and mean yes all the same.
            case ("OptimizeEnumeration", Namespace.wsman): optimize = true
            case ("MaxElements", Namespace.wsman), ("MaxElements", Namespace.enumeration):
                maxElements = try PositiveInteger.read(child)
            case ("EnumerationMode", Namespace.wsman): mode = try Mode(child)
            case ("Expires", Namespace.enumeration): expires = try Expiration(child, in: .enumeration)
            case ("PolymorphismMode", Namespace.cimBinding): polymorphism = try PolymorphismMode(child)
            case ("EndTo", Namespace.enumeration):
                do { endTo = try EventSinkReference(child) } catch {
                    throw Fault(.unsupportedFeature(.addressingMode), error.reason)
                }
            default: break
            }
        }
    }
}

extension Enumerate.Mode {
    fileprivate init(_ element: XMLElement) throws(Fault) {
        switch element.trimmedText {
        case "EnumerateEPR": self = .epr
        case "EnumerateObjectAndEPR": self = .objectAndEPR
        case "EnumerateObject": self = .object  // OMI's word for the default
        case let other:
            throw Fault(
                .unsupportedFeature(.enumerationMode),
                "EnumerationMode \(other.prefix(40)) is unknown; send EnumerateEPR, EnumerateObjectAndEPR or none.")
        }
    }
}
