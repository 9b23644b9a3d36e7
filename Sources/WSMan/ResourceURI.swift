internal import XML

/// What kind of thing a message is about (DSP0226 5.1.2.1): a CIM class in most cases.
///
///     http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob
///     http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ConcreteJob
///     http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/*
///
/// Resource URIs are equal when they differ in case only, as on Windows.
public struct ResourceURI: Sendable {
    /// The spelling it was sent in, without white space around it.
    public let text: String
    public let kind: Kind

    /// What a URI names.
    public enum Kind: Hashable, Sendable {
        case cim(CIMResource)
        /// `http://schemas.microsoft.com/wbem/wsman/1/config`, or something below it.
        case configuration
        /// Anything else, well-formed or not: no such resource.
        case other
    }

    /// Which naming scheme a CIM class is addressed by; replies use the same.
    public enum Family: Hashable, Sendable {
        /// MS-WSMV: the URI holds the CIM namespace.
        case microsoft
        /// DSP0227: the namespace is the selector `__cimnamespace`.
        case dmtf
        /// The definition of a class, as CIM-XML (MS-WSMV 3.1.4.1.31).
        case classMetadata
    }

    /// A CIM class, or all classes of a namespace.
    public struct CIMResource: Hashable, Sendable {
        public let family: Family
        /// From the URI, parts separated by `/`; nil where the family leaves it to a selector.
        public let namespace: String?
        /// nil for `*`, all classes.
        public let className: String?
    }

    public init(_ text: String) {
        self.text = text.trimmingXMLSpace
        kind = Self.kind(of: self.text)
    }

    /// The CIM class or classes; nil for other resources.
    public var cim: CIMResource? { if case .cim(let resource) = kind { resource } else { nil } }
    public var family: Family? { cim?.family }
    public var namespace: String? { cim?.namespace }
    public var className: String? { cim?.className }

    /// What of the configuration is meant, in small letters: `service/auth`, or nothing for all of it; nil for other resources.
    public var configurationPart: String? {
        guard case .configuration = kind else { return nil }
        return text.withoutPrefix(Self.configuration + "/")?.lowercased() ?? ""
    }

    /// Whether this is the `*` of a namespace, where queries are sent to.
    public var isAllClasses: Bool { cim.map { $0.className == nil } ?? false }

    /// The URI of a class in Microsoft's scheme; nil as the class stands for all of them.
    public static func microsoft(namespace: String, className: String?) -> ResourceURI {
        ResourceURI("\(microsoftPrefix)\(namespace)/\(className ?? "*")")
    }

    /// The URI of a class in the DMTF's scheme; nil as the class stands for all of them.
    public static func dmtf(className: String?) -> ResourceURI {
        ResourceURI(className.map { dmtfPrefix + $0 } ?? dmtfAllClasses)
    }

    /// The URI of the definition of a class; nil as the class stands for all of them.
    public static func classDefinition(of className: String?) -> ResourceURI {
        ResourceURI(metadataPrefix + (className ?? "*"))
    }

    // MARK: - Wire

    private static let microsoftPrefix = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
    private static let dmtfPrefix = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
    private static let dmtfAllClasses = "http://schemas.dmtf.org/wbem/wscim/1/*"
    private static let metadataPrefix = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/"
    private static let configuration = "http://schemas.microsoft.com/wbem/wsman/1/config"

    private static func kind(of text: String) -> Kind {
        if let path = text.withoutPrefix(microsoftPrefix) {
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .other }
            let namespace = path[..<slash]
            guard isNamespace(namespace.utf8) else { return .other }
            let className = path[path.utf8.index(after: slash)...]
            return cim(.microsoft, namespace: String(namespace), className: className)
        }
        if text.equalsIgnoringCase(dmtfAllClasses) {
            return .cim(CIMResource(family: .dmtf, namespace: nil, className: nil))
        }
        if let name = text.withoutPrefix(dmtfPrefix) { return cim(.dmtf, namespace: nil, className: name) }
        if let name = text.withoutPrefix(metadataPrefix) {
            return cim(.classMetadata, namespace: nil, className: name)
        }
        if text.equalsIgnoringCase(configuration) || text.withoutPrefix(configuration + "/") != nil {
            return .configuration
        }
        return .other
    }

    /// Names between single slashes.
    private static func isNamespace(_ text: Substring.UTF8View) -> Bool {
        var before = UInt8(ascii: "/")
        for byte in text {
            if byte == UInt8(ascii: "/"), before == byte { return false }
            before = byte
        }
        return before != UInt8(ascii: "/")
    }

    private static func cim(_ family: Family, namespace: String?, className: Substring) -> Kind {
        if className == "*" { return .cim(CIMResource(family: family, namespace: namespace, className: nil)) }
        let isName = className.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F || byte >= 0x80
        }
        guard isName, !className.isEmpty else { return .other }
        return .cim(CIMResource(family: family, namespace: namespace, className: String(className)))
    }
}

extension ResourceURI: Hashable {
    public static func == (left: ResourceURI, right: ResourceURI) -> Bool {
        left.text.equalsIgnoringCase(right.text)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte.asciiLowercase) }
    }
}
