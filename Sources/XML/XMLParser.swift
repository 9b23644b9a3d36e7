internal import CLibXML2
internal import Platform

/// The strict parser: UTF-8 bytes in, a tree of elements out.
///
/// libxml2 does the parsing, into its own tree, which is copied and freed at once. Before libxml2 sees a byte,
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

    /// No network, no messages on standard error, CDATA as text, short texts inside their nodes. Never NOENT, DTDLOAD,
    /// HUGE or RECOVER.
    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue | XML_PARSE_COMPACT.rawValue)

    /// A context keeps every name it has seen; past this many octets it is replaced.
    private static let maximumDictionaryBytes = 65536

    init() {
        guard let context = xmlNewParserCtxt() else { fatalError("out of memory for an XML parser context") }
        self.context = context
    }

    deinit { xmlFreeParserCtxt(context) }

    var isReusable: Bool { xmlDictGetUsage(context.pointee.dict) < Self.maximumDictionaryBytes }

    func parse(_ bytes: [UInt8], after declaration: XMLDeclaration) throws(XMLError) -> XMLElement {
        let document = bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.advanced(by: declaration.length).assumingMemoryBound(to: CChar.self)
            let count = Int32(clamping: buffer.count - declaration.length)
            return xmlCtxtReadMemory(context, start, count, nil, nil, Self.options)
        }
        defer { xmlFreeDoc(document) }
        guard context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1,
            let document, let root = xmlDocGetRootElement(document)
        else { throw lastError(addingLines: declaration.lineCount) }
        var copy = TreeCopy()
        return copy.element(root, scope: .empty)
    }

    private func lastError(addingLines lines: Int) -> XMLError {
        let error = context.pointee.lastError
        let message = error.message.map { String(cString: $0) } ?? "The message is not well-formed XML"
        let reason = message.split(separator: "\n").first.map { String($0.prefix(200)) } ?? message
        return XMLError(.malformed, "\(reason).", line: error.line > 0 ? Int(error.line) + lines : nil)
    }
}

/// The copy of libxml2's tree. Recursion is bounded by ``XMLLimits/maximumDepth``, which ``MarkupScan`` has checked.
private struct TreeCopy {
    /// The declarations around the current element, by libxml2's pointer, so that each URI becomes a string once.
    private var namespaces: [(pointer: UnsafeMutablePointer<xmlNs>, uri: String)] = []

    mutating func element(_ node: xmlNodePtr, scope outer: NamespaceScope) -> XMLElement {
        let outerCount = namespaces.count
        defer { namespaces.removeLast(namespaces.count - outerCount) }
        let scope = node.pointee.nsDef == nil ? outer : declarations(of: node, in: outer)
        let name = QName(namespace(node.pointee.ns), String(cString: node.pointee.name))
        let attributes = node.pointee.properties == nil ? [] : attributes(of: node)
        return XMLElement(name, attributes: attributes, children: children(of: node, scope: scope), scope: scope)
    }

    private mutating func declarations(of node: xmlNodePtr, in outer: NamespaceScope) -> NamespaceScope {
        var declarations: [NamespaceScope.Declaration] = []
        var next = node.pointee.nsDef
        while let current = next {
            let uri = string(of: current.pointee.href)
            namespaces.append((current, uri))
            let prefix = current.pointee.prefix.map { String(cString: $0) } ?? ""
            declarations.append(NamespaceScope.Declaration(prefix: prefix, namespace: uri))
            next = current.pointee.next
        }
        return NamespaceScope(parent: outer, declarations: declarations)
    }

    private mutating func children(of node: xmlNodePtr, scope: NamespaceScope) -> [XMLNode] {
        var children: [XMLNode] = []
        var next = node.pointee.children
        while let current = next {
            if current.pointee.type == XML_ELEMENT_NODE {
                children.append(.element(element(current, scope: scope)))
            } else if current.pointee.type == XML_TEXT_NODE, let content = current.pointee.content {
                let text = String(cString: content)
                // A comment or the edge of a CDATA section between two texts does not part them.
                if case .text(let before)? = children.last {
                    children[children.count - 1] = .text(before + text)
                } else {
                    children.append(.text(text))
                }
            }
            next = current.pointee.next
        }
        return children
    }

    private func attributes(of node: xmlNodePtr) -> [XMLAttribute] {
        var attributes: [XMLAttribute] = []
        var next = node.pointee.properties
        while let current = next {
            var value = ""
            var part = current.pointee.children
            while let text = part {
                if let content = text.pointee.content { value += String(cString: content) }
                part = text.pointee.next
            }
            let name = QName(namespace(current.pointee.ns), String(cString: current.pointee.name))
            attributes.append(XMLAttribute(name, value))
            next = current.pointee.next
        }
        return attributes
    }

    private func namespace(_ pointer: UnsafeMutablePointer<xmlNs>?) -> String {
        guard let pointer else { return "" }
        for known in namespaces.reversed() where known.pointer == pointer { return known.uri }
        return string(of: pointer.pointee.href)  // the `xml` prefix, which nobody declares
    }

    private func string(of uri: UnsafePointer<xmlChar>?) -> String {
        guard let uri else { return "" }
        return Namespace.interned(UnsafeBufferPointer(start: uri, count: Int(xmlStrlen(uri))))
    }
}
