public import XML

/// The body of a reply of WS-Enumeration (DSP0226 8.2.3 and 8.4).
///
/// EnumerateResponse and PullResponse differ in where Items and EndOfSequence belong to, and in what a finished enumeration's context looks like:
///
///     <n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext>
///       <w:Items>…</w:Items><w:EndOfSequence/></n:EnumerateResponse>
///     <n:PullResponse><n:Items>…</n:Items><n:EndOfSequence/></n:PullResponse>
public enum EnumerationResponse: Sendable {
    /// Items come with a Pull only.
    case enumerate(context: String, expires: Duration?)
    /// The first items, written already by another writer; no context means that they are all.
    case optimizedEnumerate(context: String?, expires: Duration?, items: [UInt8])
    /// The next items; no context means that they are the last.
    case pull(context: String?, items: [UInt8])
    /// The context stays the same.
    case renew(context: String, expires: Duration?)
    /// How long the enumeration has still to live; nil for as long as somebody pulls it.
    case status(expires: Duration?)

    // MARK: - Wire

    public func write(to writer: inout XMLWriter) {
        switch self {
        case .enumerate(let context, let expires):
            writer.start("n:EnumerateResponse")
            Self.write(expires: expires, to: &writer)
            writer.element("n:EnumerationContext", context)
            writer.end("n:EnumerateResponse")
        case .optimizedEnumerate(let context, let expires, let items):
            writer.start("n:EnumerateResponse")
            Self.write(expires: context == nil ? nil : expires, to: &writer)
            // Empty at the end, but present (DSP0226 R8.2.3-5): python-dracclient loops while it has text.
            writer.element("n:EnumerationContext", context ?? "")
            // Written even when there are none: python-dracclient iterates over it.
            writer.start("w:Items")
            writer.raw(items)
            writer.end("w:Items")
            if context == nil { writer.empty("w:EndOfSequence") }
            writer.end("n:EnumerateResponse")
        case .pull(let context, let items):
            writer.start("n:PullResponse")
            if let context { writer.element("n:EnumerationContext", context) }
            writer.start("n:Items")
            writer.raw(items)
            writer.end("n:Items")
            if context == nil { writer.empty("n:EndOfSequence") }
            writer.end("n:PullResponse")
        case .renew(let context, let expires):
            writer.start("n:RenewResponse")
            Self.write(expires: expires, to: &writer)
            writer.element("n:EnumerationContext", context)
            writer.end("n:RenewResponse")
        case .status(let expires):
            writer.start("n:GetStatusResponse")
            Self.write(expires: expires, to: &writer)
            writer.end("n:GetStatusResponse")
        }
    }

    private static func write(expires: Duration?, to writer: inout XMLWriter) {
        if let expires { writer.element("n:Expires", XSDDuration.text(expires)) }
    }
}
