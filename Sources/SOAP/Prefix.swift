public import XML

/// The prefixes every message of this program uses: those of Windows, which some clients look for literally.
public enum Prefix: String, CaseIterable, Sendable {
    case s, a, x, n, e, w, p, b, wsmid, cim, xsi, f

    /// The namespace it is declared for. `p` is bound to Microsoft's header blocks on the Envelope, and again to the
    /// class's URI on an instance or a method's element.
    public var namespace: String {
        switch self {
        case .s: Namespace.soap
        case .a: Namespace.addressing
        case .x: Namespace.transfer
        case .n: Namespace.enumeration
        case .e: Namespace.eventing
        case .w: Namespace.wsman
        case .p: Namespace.microsoft
        case .b: Namespace.cimBinding
        case .wsmid: Namespace.identity
        case .cim: Namespace.cimCommon
        case .xsi: Namespace.schemaInstance
        case .f: Namespace.microsoftFault
        }
    }
}

extension XMLWriter {
    /// Declares prefixes of the table on the element just started.
    public mutating func declare(_ prefixes: Prefix...) {
        for prefix in prefixes { declare(prefix.rawValue, prefix.namespace) }
    }
}
