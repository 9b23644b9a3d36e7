public import XML

/// The last message of an enumeration that ends before its last item (WS-Enumeration 3.6).
///
///     <n:EnumerationEnd><n:EnumerationContext>…</n:EnumerationContext>
///       <n:Code>http://schemas.xmlsoap.org/ws/2004/09/enumeration/SourceCanceling</n:Code>
///       <n:Reason xml:lang="en-US">…</n:Reason></n:EnumerationEnd>
public struct EnumerationEnd: Sendable {
    public enum Code: String, CaseIterable, Sendable {
        case sourceShuttingDown = "SourceShuttingDown"
        case sourceCanceling = "SourceCanceling"

        public var uri: String { "http://schemas.xmlsoap.org/ws/2004/09/enumeration/\(rawValue)" }
    }

    public var context: String
    public var code: Code
    public var reason: String

    public init(context: String, code: Code, reason: String) {
        self.context = context
        self.code = code
        self.reason = reason
    }

    // MARK: - Wire

    /// Needs the prefix n.
    public func write(to writer: inout XMLWriter) {
        writer.start("n:EnumerationEnd")
        writer.element("n:EnumerationContext", context)
        writer.element("n:Code", code.uri)
        writer.start("n:Reason")
        writer.attribute("xml:lang", "en-US")
        writer.text(reason)
        writer.end("n:Reason")
        writer.end("n:EnumerationEnd")
    }
}
