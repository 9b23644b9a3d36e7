/// Writes XML as bytes: the only code that emits markup.
///
///     var writer = XMLWriter()
///     writer.start("w:Items")
///     writer.declare("p", uri)
///     writer.element("p:Caption", "R & D")
///     writer.end("w:Items")
///
/// Names are written as given, prefix included; the caller declares its prefixes. Values are escaped. Characters that
/// XML 1.0 cannot hold become `?`, as Windows does it; a carriage return becomes `&#13;`, so that it survives.
public struct XMLWriter: Sendable {
    private var bytes: [UInt8] = []
    /// A start tag still lacks its `>`: attributes may follow.
    private var isTagOpen = false

    /// - Parameter capacity: octets to reserve; a good guess saves copies.
    public init(capacity: Int = 4096) {
        bytes.reserveCapacity(capacity)
    }

    /// Makes room for `count` octets more: a page of items grows to megabytes, and each doubling copies all of it.
    public mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(bytes.count + count)
    }

    // MARK: - Tags

    /// Opens an element and leaves its tag open for ``declare(_:_:)`` and ``attribute(_:_:)``.
    public mutating func start(_ tag: String) {
        closeTag()
        bytes.append(UInt8(ascii: "<"))
        append(tag)
        isTagOpen = true
    }

    /// Declares a prefix on the element just started; the empty prefix sets the default namespace.
    public mutating func declare(_ prefix: String, _ namespace: String) {
        append(prefix.isEmpty ? " xmlns" : " xmlns:")
        append(prefix)
        finishAttribute(namespace)
    }

    /// Adds an attribute to the element just started.
    public mutating func attribute(_ name: String, _ value: String) {
        bytes.append(UInt8(ascii: " "))
        append(name)
        finishAttribute(value)
    }

    /// Closes an element, as an empty one when nothing was written inside.
    public mutating func end(_ tag: String) {
        if isTagOpen {
            append("/>")
            isTagOpen = false
        } else {
            append("</")
            append(tag)
            bytes.append(UInt8(ascii: ">"))
        }
    }

    /// An element that holds text, with both of its tags even when the text is empty: some clients look for them.
    public mutating func element(_ tag: String, _ value: String) {
        start(tag)
        text(value)
        end(tag)
    }

    public mutating func empty(_ tag: String) {
        start(tag)
        end(tag)
    }

    // MARK: - Content

    public mutating func text(_ value: String) {
        closeTag()
        escape(value, inAttribute: false)
    }

    /// A number in decimal digits.
    public mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        closeTag()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest != 0
        bytes[start...].reverse()
    }

    /// A comment: nothing to whoever reads it, and to be put up with (DSP0226 R13.1-11). Two hyphens become one.
    public mutating func comment(_ value: String) {
        closeTag()
        append("<!--")
        append(value.replacing("--", with: "-"))
        append("-->")
    }

    /// What a page of HTML begins with, so that browsers follow the standard.
    public mutating func documentTypeOfHTML() { append("<!DOCTYPE html>\n") }

    /// Bytes that are well-formed content already: a fragment this writer made before and somebody kept.
    public mutating func raw(_ fragment: [UInt8]) {
        closeTag()
        bytes.append(contentsOf: fragment)
    }

    /// The same for bytes in memory that somebody else holds.
    public mutating func raw(_ fragment: UnsafeBufferPointer<UInt8>) {
        closeTag()
        bytes.append(contentsOf: fragment)
    }

    // MARK: - Size, and taking back

    /// A place to return to.
    public struct Mark: Sendable {
        fileprivate let count: Int
        fileprivate let isTagOpen: Bool
    }

    /// Octets written so far.
    public var count: Int { bytes.count }

    public func mark() -> Mark { Mark(count: bytes.count, isTagOpen: isTagOpen) }

    /// Forgets all that was written since `mark`.
    public mutating func rollback(to mark: Mark) {
        bytes.removeLast(bytes.count - mark.count)
        isTagOpen = mark.isTagOpen
    }

    /// The bytes: UTF-8, no declaration, no byte order mark.
    public consuming func finish() -> [UInt8] { bytes }

    // MARK: - Wire

    private mutating func closeTag() {
        guard isTagOpen else { return }
        bytes.append(UInt8(ascii: ">"))
        isTagOpen = false
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func finishAttribute(_ value: String) {
        assert(isTagOpen, "an attribute belongs right after start(_:)")
        append("=\"")
        escape(value, inAttribute: true)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Copies runs of plain characters whole and replaces what stands between them.
    private mutating func escape(_ value: String, inAttribute: Bool) {
        var value = value
        value.withUTF8 { utf8 in
            var runStart = 0
            var index = 0
            while index < utf8.count {
                let special = Special(utf8, at: index, inAttribute: inAttribute)
                guard special.width > 0 else {
                    index += 1
                    continue
                }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart..<index]))
                bytes.append(
                    contentsOf: UnsafeBufferPointer(
                        start: special.replacement.utf8Start, count: special.replacement.utf8CodeUnitCount))
                index += special.width
                runStart = index
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart...]))
        }
    }
}

/// A character that cannot stand as itself, and what to write instead.
private struct Special {
    /// Octets it takes; 0 for a plain character.
    let width: Int
    let replacement: StaticString

    /// The octets under 64 that may need replacing: the controls, `"`, `&`, `<`, `>`.
    private static let suspects: UInt64 =
        0xFFFF_FFFF | 1 << 0x22 | 1 << 0x26 | 1 << 0x3C | 1 << 0x3E

    @inline(__always)
    init(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int, inAttribute: Bool) {
        let byte = utf8[index]
        if byte < 64 {
            let isSuspect = Self.suspects >> UInt64(byte) & 1 == 1
            self = isSuspect ? Self.replacement(of: byte, inAttribute: inAttribute) : Special(0, "")
        } else if byte == 0xEF, index + 2 < utf8.count, utf8[index + 1] == 0xBF, utf8[index + 2] >= 0xBE {
            self = Special(3, "?")  // U+FFFE and U+FFFF
        } else {
            self = Special(0, "")
        }
    }

    private init(_ width: Int, _ replacement: StaticString) {
        self.width = width
        self.replacement = replacement
    }

    private static func replacement(of byte: UInt8, inAttribute: Bool) -> Special {
        switch byte {
        case UInt8(ascii: "&"): Special(1, "&amp;")
        case UInt8(ascii: "<"): Special(1, "&lt;")
        case UInt8(ascii: ">"): Special(1, "&gt;")
        case UInt8(ascii: "\""): inAttribute ? Special(1, "&quot;") : Special(0, "")
        case 0x09: inAttribute ? Special(1, "&#9;") : Special(0, "")
        case 0x0A: inAttribute ? Special(1, "&#10;") : Special(0, "")
        case 0x0D: Special(1, "&#13;")
        default: Special(1, "?")
        }
    }
}
