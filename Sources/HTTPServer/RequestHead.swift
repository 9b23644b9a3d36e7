internal import CMicroHTTPD
internal import Glibc
internal import HTTPMessage

/// What the server itself reads of a request's header fields, gathered in one pass over them.
///
/// The values point into the library's memory and live as long as the request: only what goes to the handler is
/// copied. The library is lenient where two readers of one message could disagree (request smuggling, RFC 9112 §11.2),
/// so framing is checked here again.
struct RequestHead {
    typealias Value = UnsafeRawBufferPointer

    private(set) var host: Value?
    private(set) var contentLength: Value?
    private(set) var transferEncoding: Value?
    private(set) var authorization: Value?
    private(set) var contentType: Value?
    private(set) var contentEncoding: Value?
    private(set) var soapAction: Value?
    private(set) var userAgent: Value?
    private(set) var identify: Value?
    /// The name of a field that came twice and may not.
    private var repeated: String?
    private var hasMalformedName = false
    private var isFolded = false

    init(_ exchange: OpaquePointer) {
        withUnsafeMutablePointer(to: &self) { head in
            _ = MHD_get_connection_values_n(
                exchange, .HEADER_KIND,
                { context, _, name, nameSize, value, valueSize in
                    let head = context!.assumingMemoryBound(to: RequestHead.self)  // because it is handed in below
                    head.pointee.add(Value(start: name, count: nameSize), Value(start: value, count: valueSize))
                    return .YES
                }, head)
        }
    }

    /// What makes it unclear where this request ends or whom it is for; nil when nothing does. Such a connection is
    /// closed: nobody can tell what its next bytes are.
    func framingError(isHTTP11: Bool) -> String? {
        if hasMalformedName {
            return "A header field's name holds a character that no name may have; check the client or the proxy."
        }
        if isFolded {
            return "A header field goes on in the next line, or holds a line end (RFC 9112 §5.2); send it in one line."
        }
        if let repeated { return "The header field \(repeated) came more than once; send it once." }
        if contentLength != nil, transferEncoding != nil {
            return "Content-Length and Transfer-Encoding came together; send one of them."
        }
        if let transferEncoding, !Self.equal(transferEncoding, "chunked") {
            return "The only Transfer-Encoding this server takes is chunked."
        }
        if host == nil, isHTTP11 { return "The header field Host is missing; HTTP/1.1 demands it." }
        return nil
    }

    /// How many bytes of body were announced; nil when they come in chunks. The library has refused what is no number.
    var announcedLength: UInt64? {
        if transferEncoding != nil { return nil }
        guard let contentLength else { return 0 }
        return UInt64(String(decoding: contentLength, as: UTF8.self)) ?? .max
    }

    /// The sender wants Identify without credentials (`WSMANIDENTIFY: unauthenticated`, DSP0226 §11).
    var wantsAnonymousIdentify: Bool { identify.map { Self.equal($0, "unauthenticated") } ?? false }

    /// The body is sealed by the connection's security context, its Content-Type says.
    var isSealed: Bool { contentType.map { Self.equal(Self.essence(of: $0), "multipart/encrypted") } ?? false }

    /// A Content-Type without its parameters.
    static func essence(of type: Value) -> Value {
        Value(rebasing: type.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 })
    }

    /// The fields that handlers may read.
    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        func append(_ name: String, _ value: Value?) {
            if let value { headers.append(name, String(decoding: value, as: UTF8.self)) }
        }
        append("Host", host)
        append("Content-Type", contentType)
        append("SOAPAction", soapAction)
        append("User-Agent", userAgent)
        append("WSMANIDENTIFY", identify)
        return headers
    }

    private mutating func add(_ name: Value, _ value: Value) {
        if !Self.areInOneLine(name, value) { isFolded = true }
        switch name.count {
        case 4: if !Self.keepOnce("Host", name, value, &host) { repeated = "Host" }
        case 10:
            Self.keep("SOAPAction", name, value, &soapAction)
            Self.keep("User-Agent", name, value, &userAgent)
        case 12: if !Self.keepOnce("Content-Type", name, value, &contentType) { repeated = "Content-Type" }
        case 13:
            if !Self.keepOnce("Authorization", name, value, &authorization) { repeated = "Authorization" }
            Self.keep("WSMANIDENTIFY", name, value, &identify)
        case 14: if !Self.keepOnce("Content-Length", name, value, &contentLength) { repeated = "Content-Length" }
        case 16: if !Self.keepOnce("Content-Encoding", name, value, &contentEncoding) { repeated = "Content-Encoding" }
        case 17:
            if !Self.keepOnce("Transfer-Encoding", name, value, &transferEncoding) { repeated = "Transfer-Encoding" }
        default: break
        }
        if !name.allSatisfy(Self.isTokenCharacter) || name.isEmpty { hasMalformedName = true }
    }

    /// False when the field came before.
    private static func keepOnce(
        _ known: StaticString, _ name: Value, _ value: Value, _ field: inout Value?
    ) -> Bool {
        guard equal(name, known) else { return true }
        guard field == nil else { return false }
        field = value
        return true
    }

    private static func keep(_ known: StaticString, _ name: Value, _ value: Value, _ field: inout Value?) {
        if field == nil, equal(name, known) { field = value }
    }

    /// Whether the value stands where it came, behind the name, and has no line end inside. The library glues the next line
    /// of a folded field to its name, over what was there, or somewhere else.
    private static func areInOneLine(_ name: Value, _ value: Value) -> Bool {
        guard let start = value.baseAddress, let first = name.baseAddress else { return true }
        if memchr(start, 0x0D, value.count) != nil || memchr(start, 0x0A, value.count) != nil { return false }
        let end = first + name.count
        guard start > end, start - end <= 65536 else { return false }
        return Value(start: end, count: start - end).dropFirst().allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    static func equal(_ value: Value, _ text: StaticString) -> Bool {
        guard let start = value.baseAddress, value.count == text.utf8CodeUnitCount else { return false }
        return strncasecmp(start, UnsafeRawPointer(text.utf8Start), value.count) == 0
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: "!#$%&'*+.^`|~".utf8.contains(byte)
        }
    }
}
