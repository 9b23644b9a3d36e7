public import XML

/// The header blocks of a reply, in the order of Windows: Action, MessageID, To, RelatesTo, then what the request
/// asked for.
public struct ReplyHeader: Sendable {
    /// wsman:TotalItemsCountEstimate: a number, or xsi:nil where none is known.
    public enum TotalItemsCountEstimate: Hashable, Sendable {
        case count(UInt64)
        case unknown
    }

    public var action: String
    /// A fresh identifier, `uuid:` and a GUID.
    public var messageID: String
    /// wsa:ReplyTo's address.
    public var to: String
    /// The request's MessageID, byte for byte; nil only where it could not be read.
    public var relatesTo: String?
    /// The children of the ReplyTo's reference parameters, sent back as header blocks (DSP0226 R5.4.2-5).
    public var referenceParameters: [XMLElement]
    /// Only when the request asked for it (DSP0226 R8.2.2-1).
    public var totalItemsCountEstimate: TotalItemsCountEstimate?
    /// wsman:Bookmark: after which event to resume, for a subscriber that asked to be told.
    public var bookmark: String?

    /// Further header blocks, already written, that declare what they need.
    public var blocks: [UInt8]

    public init(
        action: String, messageID: String, relatesTo: String?, to: String = Addressing.anonymous,
        referenceParameters: [XMLElement] = [], totalItemsCountEstimate: TotalItemsCountEstimate? = nil,
        blocks: [UInt8] = [],
        bookmark: String? = nil
    ) {
        self.action = action
        self.messageID = messageID
        self.relatesTo = relatesTo
        self.to = to
        self.referenceParameters = referenceParameters
        self.totalItemsCountEstimate = totalItemsCountEstimate
        self.blocks = blocks
        self.bookmark = bookmark
    }
}

/// Replies as bytes.
public enum Reply {
    /// Writes an envelope around a body.
    ///
    /// - Parameters:
    ///   - header: the header blocks; nil for an empty s:Header, as the answer to Identify has.
    ///   - prefixes: what the Envelope declares besides `s` and `a`.
    ///   - capacity: octets to reserve.
    ///   - body: writes what s:Body holds.
    /// - Throws: what `body` throws.
    public static func write(
        _ header: ReplyHeader?, prefixes: [Prefix] = [.w, .p], capacity: Int = 4096,
        body: (inout XMLWriter) throws(Fault) -> Void
    ) throws(Fault) -> [UInt8] {
        var writer = XMLWriter(capacity: capacity)
        writer.startEnvelope(header, prefixes: prefixes)
        try body(&writer)
        writer.endEnvelope()
        return writer.finish()
    }

    /// Writes a fault as an envelope.
    ///
    /// - Parameters:
    ///   - fault: what to tell.
    ///   - messageID: a fresh identifier.
    ///   - relatesTo: the request's MessageID; nil where it could not be read.
    ///   - machine: the host's name, for f:WSManFault.
    ///   - referenceParameters: those of the request's FaultTo, or else of its ReplyTo; left out where the fault
    ///     would not fit into the smallest envelope a client may ask for (DSP0226 R5.4.2-5, R6.2-4).
    public static func write(
        _ fault: Fault, messageID: String, relatesTo: String?, machine: String, referenceParameters: [XMLElement] = []
    ) -> [UInt8] {
        let whole = envelope(
            fault, messageID: messageID, relatesTo: relatesTo, machine: machine, parameters: referenceParameters)
        guard whole.count > 8192, !referenceParameters.isEmpty else { return whole }
        return envelope(fault, messageID: messageID, relatesTo: relatesTo, machine: machine, parameters: [])
    }

    private static func envelope(
        _ fault: Fault, messageID: String, relatesTo: String?, machine: String, parameters: [XMLElement]
    ) -> [UInt8] {
        let header = ReplyHeader(
            action: fault.code.row.action, messageID: messageID, relatesTo: relatesTo,
            referenceParameters: parameters)
        var writer = XMLWriter(capacity: 2048)
        writer.startEnvelope(header, prefixes: [.x, .n, .e, .w, .p, .b]) { writer in
            fault.writeHeaderBlocks(to: &writer)
        }
        fault.write(to: &writer, machine: machine)
        writer.endEnvelope()
        return writer.finish()
    }
}

// MARK: - Wire

extension XMLWriter {
    /// Writes the Envelope up to and including the start of s:Body.
    public mutating func startEnvelope(
        _ header: ReplyHeader?, prefixes: [Prefix], blocks: (inout XMLWriter) -> Void = { _ in }
    ) {
        start("s:Envelope")
        attribute("xml:lang", "en-US")
        declare(.s, .a)
        for prefix in prefixes { declare(prefix.rawValue, prefix.namespace) }
        start("s:Header")
        if let header { write(header, blocks) }
        end("s:Header")
        start("s:Body")
    }

    private mutating func write(_ header: ReplyHeader, _ blocks: (inout XMLWriter) -> Void) {
        element("a:Action", header.action)
        element("a:MessageID", header.messageID)
        element("a:To", header.to)
        if let relatesTo = header.relatesTo { element("a:RelatesTo", relatesTo) }
        if let estimate = header.totalItemsCountEstimate { write(estimate) }
        if !header.blocks.isEmpty { raw(header.blocks) }
        if let bookmark = header.bookmark { element("w:Bookmark", bookmark) }
        blocks(&self)
        for parameter in header.referenceParameters { copy(parameter) }
    }

    /// Writes the ends of s:Body and s:Envelope.
    public mutating func endEnvelope() {
        end("s:Body")
        end("s:Envelope")
    }

    private mutating func write(_ estimate: ReplyHeader.TotalItemsCountEstimate) {
        start("w:TotalItemsCountEstimate")
        declare(.w)
        switch estimate {
        case .count(let count): integer(count)
        case .unknown:
            declare(.xsi)
            attribute("xsi:nil", "true")
        }
        end("w:TotalItemsCountEstimate")
    }
}
