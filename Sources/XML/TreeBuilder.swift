internal import CLibXML2

/// Builds the tree from what libxml2's parser reports (SAX2), which spares the making of libxml2's own.
struct TreeBuilder {
    /// The document's element, once it is closed.
    private(set) var root: XMLElement?

    private var open: [XMLElement] = []
    /// Text since the last tag. It comes in pieces: joining strings piece by piece would take quadratic time.
    private var text: [UInt8] = []
    /// The declarations around the current element, by libxml2's pointer, so that each URI becomes a string once.
    private var namespaces: [(pointer: UnsafePointer<xmlChar>?, uri: String)] = []

    // MARK: - Callbacks

    /// Makes a context report to the builder that its `userData` points to, and to nobody else: without the other
    /// handlers libxml2 makes no tree and knows no entities but XML's own.
    static func install(in context: xmlParserCtxtPtr) {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { builder, name, _, uri, namespaceCount, namespaces, attributeCount, _, attributes in
            guard let builder, let name else { return }
            builder.assumingMemoryBound(to: TreeBuilder.self).pointee.start(
                name, uri,
                namespaces: UnsafeBufferPointer(start: namespaces, count: Int(namespaceCount) * 2),
                attributes: UnsafeBufferPointer(start: attributes, count: Int(attributeCount) * 5))
        }
        handler.endElementNs = { builder, _, _, _ in
            builder?.assumingMemoryBound(to: TreeBuilder.self).pointee.end()
        }
        handler.characters = { builder, bytes, count in
            builder?.assumingMemoryBound(to: TreeBuilder.self).pointee.text.append(
                contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        context.pointee.sax.pointee = handler
    }

    /// - Parameters:
    ///   - namespaces: a prefix and a URI each.
    ///   - attributes: local name, prefix, URI, and both ends of the value each.
    private mutating func start(
        _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?,
        namespaces: UnsafeBufferPointer<UnsafePointer<xmlChar>?>,
        attributes: UnsafeBufferPointer<UnsafePointer<xmlChar>?>
    ) {
        flushText()
        var scope = open.last?.scope ?? .empty
        if !namespaces.isEmpty {
            scope = NamespaceScope(parent: scope, declarations: declarations(namespaces))
        }
        let element = XMLElement(
            QName(namespace(uri), String(cString: name)),
            attributes: attributes.isEmpty ? [] : self.attributes(attributes), children: [], scope: scope)
        open.append(element)
    }

    private mutating func end() {
        flushText()
        guard let element = open.popLast() else { return }
        if let scope = open.last?.scope, scope !== element.scope {
            namespaces.removeLast(element.scope.declarations.count)
        }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(.element(element))
        }
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        if !open.isEmpty { open[open.count - 1].children.append(.text(String(decoding: text, as: UTF8.self))) }
        text.removeAll(keepingCapacity: true)
    }

    // MARK: - Parts

    private mutating func declarations(
        _ pairs: UnsafeBufferPointer<UnsafePointer<xmlChar>?>
    ) -> [NamespaceScope.Declaration] {
        stride(from: 0, to: pairs.count, by: 2).map { index in
            let uri = string(of: pairs[index + 1])
            namespaces.append((pairs[index + 1], uri))
            let prefix = pairs[index].map { String(cString: $0) } ?? ""
            return NamespaceScope.Declaration(prefix: prefix, namespace: uri)
        }
    }

    private func attributes(_ parts: UnsafeBufferPointer<UnsafePointer<xmlChar>?>) -> [XMLAttribute] {
        stride(from: 0, to: parts.count, by: 5).compactMap { index in
            guard let name = parts[index], let start = parts[index + 3], let end = parts[index + 4] else { return nil }
            let bytes = UnsafeBufferPointer(start: start, count: end - start)
            return XMLAttribute(QName(namespace(parts[index + 2]), String(cString: name)), Self.value(bytes))
        }
    }

    /// An attribute's value. libxml2 leaves every ampersand in it as `&#38;`, for its own tree to resolve.
    private static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var value: [UInt8] = []
        var index = 0
        while index < bytes.count {
            value.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "&") ? "&#38;".utf8.count : 1
        }
        return String(decoding: value, as: UTF8.self)
    }

    private func namespace(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer else { return "" }
        for known in namespaces.reversed() where known.pointer == pointer { return known.uri }
        return string(of: pointer)  // of the `xml` prefix, which nobody declares
    }

    private func string(of uri: UnsafePointer<xmlChar>?) -> String {
        guard let uri else { return "" }
        return Namespace.interned(UnsafeBufferPointer(start: uri, count: Int(xmlStrlen(uri))))
    }
}
