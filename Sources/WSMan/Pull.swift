public import SOAP
public import XML

/// The body of a Pull (DSP0226 8.4).
///
///     <n:Pull><n:EnumerationContext>…</n:EnumerationContext><n:MaxElements>20</n:MaxElements></n:Pull>
public struct Pull: Hashable, Sendable {
    public var context: String
    /// How many items at most; nil means 1 (DSP0226 R8.4-9).
    public var maxElements: Int?
    /// How many characters of items at most: a hint, MaxEnvelopeSize is what counts (DSP0226 R8.4-1).
    public var maxCharacters: Int?
    /// How long to wait for items.
    public var maxTime: Duration?

    public init(context: String, maxElements: Int? = nil, maxCharacters: Int? = nil, maxTime: Duration? = nil) {
        self.context = context
        self.maxElements = maxElements
        self.maxCharacters = maxCharacters
        self.maxTime = maxTime
    }

    // MARK: - Wire

    static let name = QName(Namespace.enumeration, "Pull")

    /// Reads `<n:Pull>`, its children in any order; unknown ones are ignored.
    ///
    /// - Throws: ``Fault``: SchemaValidationError without EnumerationContext or for a bad number or duration;
    ///   InvalidEnumerationContext for an empty one.
    public init(body element: XMLElement) throws(Fault) {
        self.init(context: try EnumerationContext.read(in: element))
        for case .element(let child) in element.children {
            switch (child.name.localName, child.name.namespace) {
            // python-dracclient writes it in the namespace of Enumerate's optimisation.
            case ("MaxElements", Namespace.enumeration), ("MaxElements", Namespace.wsman):
                maxElements = try PositiveInteger.read(child)
            case ("MaxCharacters", Namespace.enumeration): maxCharacters = try PositiveInteger.read(child)
            case ("MaxTime", Namespace.enumeration):
                guard let duration = XSDDuration.parse(child.trimmedText), duration >= .zero else {
                    throw Fault(
                        .schemaValidationError,
                        "MaxTime is \"\(child.trimmedText.prefix(40))\"; send a duration such as PT10S.")
                }
                maxTime = duration
            default: break
            }
        }
    }
}

/// The opaque text that names an enumeration to its service.
enum EnumerationContext {
    private static let name = QName(Namespace.enumeration, "EnumerationContext")

    /// Reads the child of a Pull or a Release.
    static func read(in element: XMLElement) throws(Fault) -> String {
        guard let context = element.first(name) else {
            throw Fault(
                .schemaValidationError,
                "The \(element.name.localName) lacks wsen:EnumerationContext; send the newest one you were given.")
        }
        let text = context.trimmedText
        guard !text.isEmpty else {
            throw Fault(
                .invalidEnumerationContext,
                "The EnumerationContext is empty, which means that the enumeration is over; send a new Enumerate.")
        }
        return text
    }
}

/// The body of a Release: `<n:Release><n:EnumerationContext>…</n:EnumerationContext></n:Release>` (DSP0226 8.5).
enum Release {
    static let name = QName(Namespace.enumeration, "Release")
}

/// The body of a Renew: `<n:Renew><n:EnumerationContext>…</n:EnumerationContext><n:Expires>PT5M</n:Expires></n:Renew>`
/// (WS-Enumeration 3.3).
enum RenewEnumeration {
    static let name = QName(Namespace.enumeration, "Renew")

    static func expiration(in element: XMLElement) throws(Fault) -> Expiration? {
        try element.first(QName(Namespace.enumeration, "Expires")).map { child throws(Fault) in
            try Expiration(child, in: .enumeration)
        }
    }
}

/// The body of a GetStatus: `<n:GetStatus><n:EnumerationContext>…</n:EnumerationContext></n:GetStatus>`
/// (WS-Enumeration 3.4).
enum EnumerationStatus {
    static let name = QName(Namespace.enumeration, "GetStatus")
}

/// xs:positiveInteger.
enum PositiveInteger {
    /// Reads an element that holds nothing else. A number beyond Int is as good as no limit, and becomes Int.max.
    static func read(_ element: XMLElement) throws(Fault) -> Int {
        let text = element.trimmedText
        let digits = text.drop { $0 == "+" || $0 == "0" }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else {
            throw Fault(
                .schemaValidationError,
                "\(element.name.localName) is \"\(text.prefix(40))\"; send a whole number of at least 1.")
        }
        return Int(digits) ?? .max
    }
}
