/// Why bytes are not an XML document that this parser takes.
public struct XMLError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Not well-formed, or a prefix without a declaration.
        case malformed
        /// A document type declaration, which SOAP 1.2 forbids (part 1, section 5).
        case documentType
        /// A processing instruction, which SOAP 1.2 forbids (part 1, section 5).
        case processingInstruction
        case tooDeep
        case tagTooLong
        /// Too many attributes on one element, or too many prefixes declared around one.
        case tooManyAttributes
        case tooLarge
        /// The bytes contradict the encoding they are said, or say themselves, to be in.
        case encoding
        /// A character set that no part of this program decodes.
        case unknownCharacterSet
    }

    /// What a fault is chosen by.
    public var kind: Kind
    /// A sentence for people: what was wrong, and what to do about it.
    public var reason: String
    /// The line where it was noticed, counted from 1, where known.
    public var line: Int?

    public init(_ kind: Kind, _ reason: String, line: Int? = nil) {
        self.kind = kind
        self.reason = reason
        self.line = line
    }
}

/// What a document may be at most. The defaults are far above any WS-Management message and keep libxml2's
/// quadratic checks (attributes of one element, prefixes in scope) at a bounded price per byte.
public struct XMLLimits: Hashable, Sendable {
    /// The whole document, in octets of UTF-8.
    public var maximumBytes: Int
    /// Elements inside one another.
    public var maximumDepth: Int
    /// One tag from `<` to `>`, in octets.
    public var maximumTagBytes: Int
    /// Attributes of one element, namespace declarations included.
    public var maximumAttributes: Int
    /// Namespace declarations on an element and its ancestors together.
    public var maximumNamespaces: Int

    public init(
        maximumBytes: Int = 512_000, maximumDepth: Int = 64, maximumTagBytes: Int = 16384,
        maximumAttributes: Int = 256, maximumNamespaces: Int = 256
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumTagBytes = maximumTagBytes
        self.maximumAttributes = maximumAttributes
        self.maximumNamespaces = maximumNamespaces
    }
}
