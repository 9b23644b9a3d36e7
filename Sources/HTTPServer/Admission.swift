internal import HTTPMessage

/// What a request's head earns, before a byte of its body is kept.
enum Admission {
    /// The body may come, up to the limit; the principal is nil where anybody may ask.
    case receive(Principal?, limit: Int)
    /// The answer is known. When it closes, it goes out at once and the connection ends after it.
    case refuse(HTTPResponse, closes: Bool)
}

extension Service {
    /// The checks in their order: what cannot be framed, what is not served, who asks, what is sent, and how much.
    func admit(_ head: RequestHead, method: String, path: String, isHTTP11: Bool, headerSize: Int) -> Admission {
        if let sentence = head.framingError(isHTTP11: isHTTP11) { return .refuse(.plain(400, sentence), closes: true) }
        guard headerSize <= configuration.maximumHeaderBytes else {
            return .refuse(Refusal.headerTooLarge(configuration.maximumHeaderBytes), closes: true)
        }
        guard let route = Route(path: path) else { return refuse(Refusal.notFound, head) }
        guard method == "POST" else { return refuse(Refusal.methodNotAllowed, head) }
        var principal: Principal?
        if route == .wsman, !head.wantsAnonymousIdentify {
            switch head.authorization.map(users.authenticate) ?? .refused {
            case .verified(let known): principal = known
            case .refused: return refuse(Refusal.unauthorized, head)
            case .busy: return refuse(Refusal.busy, head)
            }
        }
        if let refusal = unsupported(head) { return refuse(refusal, head) }
        let limit = principal == nil ? configuration.maximumAnonymousBodyBytes : configuration.maximumBodyBytes
        guard head.announcedLength ?? 0 <= UInt64(limit) else {
            return refuse(Refusal.bodyTooLarge(limit), head)
        }
        return .receive(principal, limit: limit)
    }

    /// The connection stays usable when the body is small enough to be read away.
    private func refuse(_ response: HTTPResponse, _ head: RequestHead) -> Admission {
        .refuse(response, closes: head.announcedLength ?? 0 > UInt64(configuration.maximumBodyBytes))
    }

    /// SOAP 1.2's own type, the one of SOAP 1.1 that some clients send all the same, and none at all; the text's
    /// encoding is the endpoint's business.
    private func unsupported(_ head: RequestHead) -> HTTPResponse? {
        if let encoding = head.contentEncoding, !RequestHead.equal(encoding, "identity") {
            return Refusal.unsupportedContentEncoding
        }
        guard let value = head.contentType, !value.isEmpty else { return nil }
        let essence = value.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        let type = UnsafeRawBufferPointer(rebasing: essence)
        return RequestHead.equal(type, "application/soap+xml") || RequestHead.equal(type, "text/xml")
            ? nil : Refusal.unsupportedMediaType
    }
}

/// The paths that are served (MS-WSMV 2.2.1, DSP0226 §11).
enum Route {
    case wsman
    /// Identify for anybody.
    case anonymous

    init?(path: String) {
        switch path {
        case "/wsman", "/wsman/": self = .wsman
        case "/wsman-anon", "/wsman-anon/", "/wsman-anon/identify": self = .anonymous
        default: return nil
        }
    }
}

/// The server's own answers, a sentence each that says what was wrong and what to do.
enum Refusal {
    static let notFound = HTTPResponse.plain(404, "Nothing is served here; the service is at /wsman.")
    static let methodNotAllowed = HTTPResponse.plain(
        405, "Send a SOAP message with POST.", headers: [("Allow", "POST")])
    static let unauthorized = HTTPResponse.plain(
        401, "Send a user's name and password with Basic authentication.",
        headers: [("WWW-Authenticate", "Basic realm=\"WSMAN\"")])
    static let unsupportedMediaType = HTTPResponse.plain(
        415, "Send a SOAP 1.2 message as application/soap+xml.")
    static let unsupportedContentEncoding = HTTPResponse.plain(
        415, "Send the message without a Content-Encoding.")
    static let busy = HTTPResponse.plain(
        503, "Too many passwords are being verified; try again in a second.", headers: [("Retry-After", "1")])
    static let tooManyConnections = HTTPResponse.plain(
        503, "Too many connections are open; close some or try again later.", headers: [("Retry-After", "5")])
    static let tooManyConnectionsFromAddress = HTTPResponse.plain(
        503, "Too many connections are open from your address; close some or try again later.",
        headers: [("Retry-After", "5")])
    static let malformed = HTTPResponse.plain(400, "The request is not well-formed HTTP/1.1; check the client.")
    static let targetTooLong = HTTPResponse.plain(414, "The request line is too long; the service is at /wsman.")
    static let version = HTTPResponse.plain(505, "Send the request in HTTP/1.1.")

    static func bodyTooLarge(_ limit: Int) -> HTTPResponse {
        .plain(413, "The message is too large: at most \(limit) bytes are taken here.")
    }

    static func headerTooLarge(_ limit: Int) -> HTTPResponse {
        .plain(431, "The request's header is too large: at most \(limit) bytes are taken.")
    }
}
