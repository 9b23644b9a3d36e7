internal import Glibc

/// One linear walk over a document, before libxml2 sees it.
///
/// libxml2 2.9 accepts processing instructions, compares every attribute of an element with every other (80,000 of
/// them took it 6.7 s) and searches all declared prefixes for each name. The walk knows just enough of XML to find
/// where each tag ends: comments, CDATA sections and quotes. Whatever it lets pass, libxml2 still has to accept.
struct MarkupScan {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: XMLLimits
    private var position: Int
    /// For each open element, how many prefixes it declares.
    private var declared: [Int] = []
    private var declaredInScope = 0

    /// - Throws: ``XMLError`` for encoding, document types, processing instructions, unfinished markup, and all limits
    ///   but the document's size.
    static func check(_ bytes: [UInt8], from start: Int, limits: XMLLimits) throws(XMLError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw XMLError(
                .encoding, "The message is not UTF-8: the octet at \(error.byteOffsets.lowerBound) fits no character.")
        }
        try bytes.withUnsafeBufferPointer { buffer throws(XMLError) in
            var scan = MarkupScan(bytes: buffer, limits: limits, position: start)
            try scan.run()
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: XMLLimits, position: Int) {
        self.bytes = bytes
        self.limits = limits
        self.position = position
    }

    private mutating func run() throws(XMLError) {
        if let zero = find(0, from: 0) {
            throw XMLError(.malformed, "The message holds a NUL character, which XML forbids.", line: line(of: zero))
        }
        while let open = find(UInt8(ascii: "<"), from: position) {
            position = open
            switch open + 1 < bytes.count ? bytes[open + 1] : 0 {
            case UInt8(ascii: "!"): try skipCommentOrCDATA()
            case UInt8(ascii: "?"):
                throw XMLError(
                    .processingInstruction,
                    "Processing instructions are forbidden in SOAP, and an XML declaration may only start the message.",
                    line: line(of: open))
            case UInt8(ascii: "/"): try closeElement()
            default: try openElement()
            }
        }
    }

    // MARK: - Tags

    private mutating func openElement() throws(XMLError) {
        let open = position
        let tag = try startTag()
        guard tag.attributes <= limits.maximumAttributes else {
            throw XMLError(
                .tooManyAttributes, "An element has more than \(limits.maximumAttributes) attributes.",
                line: line(of: open))
        }
        guard declared.count < limits.maximumDepth else {
            throw XMLError(
                .tooDeep, "Elements are nested more than \(limits.maximumDepth) deep.", line: line(of: open))
        }
        guard declaredInScope + tag.declarations <= limits.maximumNamespaces else {
            throw XMLError(
                .tooManyAttributes, "More than \(limits.maximumNamespaces) prefixes are declared around one element.",
                line: line(of: open))
        }
        if !tag.isEmpty {
            declared.append(tag.declarations)
            declaredInScope += tag.declarations
        }
    }

    private mutating func closeElement() throws(XMLError) {
        let end = min(bytes.count, position + limits.maximumTagBytes)
        guard let close = find(UInt8(ascii: ">"), from: position, to: end) else { throw unfinishedTag() }
        if let count = declared.popLast() { declaredInScope -= count }
        position = close + 1
    }

    /// Walks to the `>` that ends the tag; one inside a quoted value does not.
    private mutating func startTag() throws(XMLError) -> (attributes: Int, declarations: Int, isEmpty: Bool) {
        let end = min(bytes.count, position + limits.maximumTagBytes)
        var attributes = 0
        var declarations = 0
        var word = position + 1
        var index = position + 1
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: ">"):
                position = index + 1
                return (attributes, declarations, bytes[index - 1] == UInt8(ascii: "/"))
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let close = find(bytes[index], from: index + 1, to: end) else { throw unfinishedTag() }
                index = close
                word = close + 1
            case UInt8(ascii: "="):
                attributes += 1
                if startsWith("xmlns", at: word) { declarations += 1 }
            case UInt8(ascii: "<"):
                throw XMLError(.malformed, "A tag is not closed before the next one starts.", line: line(of: index))
            case 0x20, 0x0A, 0x0D, 0x09:
                if index + 1 < end, bytes[index + 1] != UInt8(ascii: "="), !bytes[index + 1].isXMLSpace {
                    word = index + 1
                }
            default: break
            }
            index += 1
        }
        throw unfinishedTag()
    }

    private func unfinishedTag() -> XMLError {
        if bytes.count - position >= limits.maximumTagBytes {
            return XMLError(
                .tagTooLong, "A tag is longer than \(limits.maximumTagBytes) octets.", line: line(of: position))
        }
        return XMLError(.malformed, "The message ends inside a tag; it was cut short.", line: line(of: position))
    }

    // MARK: - Comments, CDATA, document types

    private mutating func skipCommentOrCDATA() throws(XMLError) {
        if startsWith("<!--", at: position) {
            try skip(to: "-->", from: position + 4, of: "a comment")
        } else if startsWith("<![CDATA[", at: position) {
            try skip(to: "]]>", from: position + 9, of: "a CDATA section")
        } else if startsWith("<!DOCTYPE", at: position) {
            throw XMLError(
                .documentType, "Document type declarations are forbidden in SOAP messages; send the envelope alone.",
                line: line(of: position))
        } else {
            throw XMLError(.malformed, "<! starts neither a comment nor a CDATA section.", line: line(of: position))
        }
    }

    private mutating func skip(to end: StaticString, from start: Int, of what: String) throws(XMLError) {
        let last = end.utf8Start[end.utf8CodeUnitCount - 1]
        var from = start + end.utf8CodeUnitCount - 1
        while let close = find(last, from: from) {
            if startsWith(end, at: close - end.utf8CodeUnitCount + 1) {
                position = close + 1
                return
            }
            from = close + 1
        }
        throw XMLError(.malformed, "The message ends inside \(what).", line: line(of: position))
    }

    // MARK: - Bytes

    private func find(_ byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
        let end = end ?? bytes.count
        guard start < end, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), end - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private func startsWith(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index >= 0, index + count <= bytes.count, let base = bytes.baseAddress else { return false }
        return memcmp(base + index, text.utf8Start, count) == 0
    }

    private func line(of index: Int) -> Int { 1 + bytes[..<index].count { $0 == 0x0A } }
}
