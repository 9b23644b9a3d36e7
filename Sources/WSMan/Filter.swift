public import SOAP
public import XML

/// The language of a filter, by its Dialect URI (DSP0226 8.3, DSP0227 8, MS-WSMV 2.2.4.16).
public enum FilterDialect: Hashable, Sendable {
    case wql
    case selector
    case xpath
    case cql
    case association
    /// XPath on an event alone, not on its envelope (DSP0226 R10.2.2-4).
    case eventRootXPath
    case other(String)

    /// Some dialects have several spellings, which are compared without case.
    public init(_ uri: String) {
        switch uri.trimmingXMLSpace.lowercased() {
        case "http://schemas.microsoft.com/wbem/wsman/1/wql", "http://schemas.dmtf.org/wbem/wsman/1/wql",
            "http://microsoft.com/wbem/wsman/1/wql":
            self = .wql
        case "http://schemas.dmtf.org/wbem/wsman/1/wsman/selectorfilter",
            "http://schemas.microsoft.com/wbem/wsman/1/wsman/selectorfilter":
            self = .selector
        case "http://www.w3.org/tr/1999/rec-xpath-19991116": self = .xpath
        case "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf": self = .cql
        case "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationfilter": self = .association
        case "http://schemas.dmtf.org/wbem/wsman/1/wsman/filter/eventrootxpath": self = .eventRootXPath
        default: self = .other(uri)
        }
    }

    /// The spelling that is told to clients; for another dialect the one that came.
    public var uri: String {
        switch self {
        case .wql: "http://schemas.microsoft.com/wbem/wsman/1/WQL"
        case .selector: "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"
        case .xpath: "http://www.w3.org/TR/1999/REC-xpath-19991116"
        case .cql: "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf"
        case .association: "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter"
        case .eventRootXPath: "http://schemas.dmtf.org/wbem/wsman/1/wsman/filter/eventRootXPath"
        case .other(let uri): uri
        }
    }

    /// What an Enumerate may use here.
    public static let offered: [FilterDialect] = [.selector, .wql, .cql, .xpath, .association]
    /// What a Subscribe may use here.
    public static let offeredForEvents: [FilterDialect] = [.wql, .eventRootXPath, .xpath]
}

/// A filter of an Enumerate or a Subscribe: text or exactly one element, in some dialect.
///
///     <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">SELECT * FROM Msvm_ConcreteJob</w:Filter>
public struct Filter: Hashable, Sendable {
    public let dialect: FilterDialect
    /// wsman:Filter or wsen:Filter.
    public let element: XMLElement

    /// The expression, without white space around it; empty when the filter holds an element.
    public var text: String { element.trimmedText }

    /// A text in some dialect, for a request to be sent.
    public init(_ dialect: FilterDialect, _ text: String) {
        self.dialect = dialect
        element = XMLElement(
            QName(Namespace.wsman, "Filter"), attributes: [XMLAttribute(QName("", "Dialect"), dialect.uri)],
            children: [.text(text)])
    }

    /// `SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ConcreteJob'`.
    public static func wql(_ text: String) -> Filter { Filter(.wql, text) }

    // MARK: - Wire

    /// Writes `<w:Filter>`. Needs the prefix w.
    public func write(to writer: inout XMLWriter) {
        writer.start("w:Filter")
        writer.attribute("Dialect", dialect.uri)
        for child in element.children {
            switch child {
            case .element(let child): writer.copy(child)
            case .text(let text): writer.text(text)
            }
        }
        writer.end("w:Filter")
    }

    /// Reads a Filter element.
    ///
    /// - Throws: ``Fault``: FilterDialectRequestedUnavailable for a dialect that is not ``FilterDialect/offered``,
    ///   CannotProcessFilter for an empty filter, mixed content or several elements (DSP0226 R8.2.1-3).
    init(_ element: XMLElement) throws(Fault) {
        dialect = element.attribute(QName("", "Dialect")).map { FilterDialect($0) } ?? .xpath
        self.element = element
        guard FilterDialect.offered.contains(dialect) else {
            throw Fault(
                .filterDialectRequestedUnavailable(supported: FilterDialect.offered.map(\.uri)),
                "Filters in the dialect \(dialect.uri) are not available here; use one of those listed.")
        }
        let elements = element.elements.count
        guard elements + (element.hasText ? 1 : 0) == 1 else {
            let problem = elements == 0 ? "is empty" : "holds more than one thing"
            throw Fault(.cannotProcessFilter(), "The Filter \(problem); send text or exactly one element.")
        }
    }

    /// Reads the Filter of a Subscribe.
    ///
    /// - Throws: ``Fault``: FilteringRequestedUnavailable for another dialect than those of
    ///   ``FilterDialect/offeredForEvents``; EventSourceUnableToProcess for what is not one text (DSP0226 R10.2.2-5).
    init(ofEvents element: XMLElement) throws(Fault) {
        dialect = element.attribute(QName("", "Dialect")).map { FilterDialect($0) } ?? .xpath
        self.element = element
        guard FilterDialect.offeredForEvents.contains(dialect) else {
            throw Fault(
                .filteringRequestedUnavailable(supported: FilterDialect.offeredForEvents.map(\.uri)),
                "Filters of events in the dialect \(dialect.uri.prefix(200)) are not available here; use one of those "
                    + "listed.")
        }
        guard element.elements.isEmpty, element.hasText else {
            throw Fault(
                .eventSourceUnableToProcess(),
                "The Filter of a Subscribe holds one text, a WQL query or an XPath expression, and nothing else.")
        }
    }

    /// The selectors of a selector filter (DSP0226 annex E).
    ///
    /// - Throws: ``Fault``: CannotProcessFilter when it does not hold a valid SelectorSet (DSP0226 RE-5).
    public func selectors() throws(Fault) -> SelectorSet {
        guard let set = element.first(SelectorSet.name) else {
            throw Fault(.cannotProcessFilter(), "A selector filter holds one wsman:SelectorSet; this one does not.")
        }
        do {
            return try SelectorSet(set)
        } catch {
            let detail: FaultCode.InvalidSelectors? =
                if case .invalidSelectors(let detail) = error.code { detail } else { nil }
            throw Fault(
                .cannotProcessFilter(supportedSelectorNames: [], detail),
                "The filter's SelectorSet is invalid: \(error.reason)")
        }
    }
}
