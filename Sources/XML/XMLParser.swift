internal import CLibXML2
internal import Platform

/// The strict parser: UTF-8 bytes in, a tree of elements out.
///
/// libxml2 does the parsing, and ``TreeBuilder`` makes a tree of what it reports. Before libxml2 sees a byte,
/// ``MarkupScan`` has walked over the whole document and refused what SOAP forbids (document types, processing
/// instructions) and what libxml2 would take quadratic time for. External entities are never loaded, and none but the
/// five of XML are expanded.
public enum XMLParser {
    /// Parses one document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark; ``Transcoding/decode(_:charset:)`` makes it of what came in.
    ///   - encoding: how the message was encoded on the wire; a declaration `<?xml … encoding="…"?>` must agree.
    ///   - limits: what to refuse for its size.
    /// - Throws: ``XMLError``, with a sentence and where possible the line.
    public static func parse(
        _ bytes: [UInt8], decodedFrom encoding: CharacterEncoding = .utf8, limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> XMLElement {
        guard !bytes.isEmpty else { throw XMLError(.malformed, "The message is empty; send a SOAP envelope.") }
        guard bytes.count <= limits.maximumBytes else {
            throw XMLError(
                .tooLarge, "The message has \(bytes.count) octets; at most \(limits.maximumBytes) are accepted.")
        }
        let declaration = try XMLDeclaration(startOf: bytes, encoding: encoding)
        try MarkupScan.check(bytes, from: declaration.length, limits: limits)
        return try contexts.withContext { context throws(XMLError) in
            try context.parse(bytes, after: declaration)
        }
    }

    private static let contexts = ContextPool()
}

/// Parser contexts waiting for their next document: making one costs as much as parsing a small message.
private final class ContextPool: Sendable {
    private let idle = Lock<[ParserContext]>([])
    /// More are made when more threads parse at once, but no more than these are kept.
    private let capacity = 16

    init() { xmlInitParser() }

    func withContext<Result>(
        _ body: (ParserContext) throws(XMLError) -> Result
    ) throws(XMLError) -> Result {
        let context = idle.withLock { $0.popLast() } ?? ParserContext()
        defer {
            if context.isReusable { idle.withLock { if $0.count < capacity { $0.append(context) } } }
        }
        return try body(context)
    }
}

/// One libxml2 parser context, used by one thread at a time.
private final class ParserContext: @unchecked Sendable {  // because the pool lends it to one caller at a time
    private let context: xmlParserCtxtPtr

    /// No network, no messages on standard error. Never NOENT, DTDLOAD, HUGE or RECOVER.
    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)

    /// A context keeps every name it has ever seen, in a table whose chains grow without end. Past this many octets
    /// no more are taken, and the context is not used again.
    private static let maximumDictionaryBytes = 65536

    init() {
        guard let context = xmlNewParserCtxt() else { fatalError("out of memory for an XML parser context") }
        self.context = context
        TreeBuilder.install(in: context)
        _ = xmlDictSetLimit(context.pointee.dict, Self.maximumDictionaryBytes)
    }

    deinit { xmlFreeParserCtxt(context) }

    var isReusable: Bool { !isFull }

    private var isFull: Bool { xmlDictGetUsage(context.pointee.dict) >= Self.maximumDictionaryBytes }

    func parse(_ bytes: [UInt8], after declaration: XMLDeclaration) throws(XMLError) -> XMLElement {
        var builder = TreeBuilder()
        withUnsafeMutablePointer(to: &builder) { builder in
            context.pointee.userData = UnsafeMutableRawPointer(builder)
            defer { context.pointee.userData = nil }
            bytes.withUnsafeBytes { buffer in
                let start = buffer.baseAddress?.advanced(by: declaration.length).assumingMemoryBound(to: CChar.self)
                let count = Int32(clamping: buffer.count - declaration.length)
                _ = xmlCtxtReadMemory(context, start, count, nil, nil, Self.options)
            }
        }
        guard context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1, let root = builder.root else {
            throw lastError(addingLines: declaration.lineCount)
        }
        return root
    }

    private func lastError(addingLines lines: Int) -> XMLError {
        guard !isFull else {
            return XMLError(.tooLarge, "The message uses too many different names of elements and attributes.")
        }
        let error = context.pointee.lastError
        let message = error.message.map { String(cString: $0) } ?? "The message is not well-formed XML"
        let reason = message.split(separator: "\n").first.map { String($0.prefix(200)) } ?? message
        return XMLError(.malformed, "\(reason).", line: error.line > 0 ? Int(error.line) + lines : nil)
    }
}
