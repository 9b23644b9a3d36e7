internal import HTTPMessage
internal import Platform

/// What a request's head earns, before a byte of its body is kept.
enum Admission {
    /// The body may come, up to the limit; the principal is nil where anybody may ask.
    case receive(Principal?, limit: Int)
    /// The answer is known. When it closes, it goes out at once and the connection ends after it.
    case refuse(HTTPResponse, closes: Bool)
}

extension Service {
    /// The checks in their order: what cannot be framed, what is not served, who asks, what is sent, and how much.
    func admit(
        _ head: RequestHead, _ connection: Connection, method: String, path: String, isHTTP11: Bool, headerSize: Int
    ) -> Admission {
        if let sentence = head.framingError(isHTTP11: isHTTP11) { return .refuse(.plain(400, sentence), closes: true) }
        guard headerSize <= configuration.maximumHeaderBytes else {
            return .refuse(Refusal.headerTooLarge(configuration.maximumHeaderBytes), closes: true)
        }
        let isForAnybody: Bool
        switch configuration.routes.route(method: method, path: path, query: connection.query) {
        case .served(let toAnybody): isForAnybody = toAnybody
        case .wrongMethod(let allowed): return refuse(Refusal.methodNotAllowed(allowed), head)
        case .nowhere: return refuse(Refusal.notFound(configuration.routes), head)
        }
        var principal: Principal?
        if !isForAnybody, method != "POST" || !head.wantsAnonymousIdentify {
            switch sender(head, connection) {
            case .known(let known):
                principal = known
                connection.isKnown = true
            case .unknown(let response): return refuse(response, head)
            }
        }
        connection.isAnonymous = principal == nil
        // Only a context can open what is sealed, and only the connection's own one is ever asked.
        connection.isSealed = head.isSealed && principal != nil && connection.security != nil
        if !connection.isSealed {
            if let refusal = unsupported(head) { return refuse(refusal, head) }
            if needsSealing(head, connection, method) { return refuse(Refusal.unsealed, head) }
        }
        var limit = principal == nil ? configuration.maximumAnonymousBodyBytes : configuration.maximumBodyBytes
        if connection.isSealed { limit += Self.sealingBytes }
        guard head.announcedLength ?? 0 <= UInt64(limit) else {
            return refuse(Refusal.bodyTooLarge(limit, isAnonymous: principal == nil), head)
        }
        return .receive(principal, limit: limit)
    }

    /// What boundaries, part headers and signature may add to a message.
    private static let sealingBytes = 4096

    /// After Negotiate a message without TLS is sealed. The request that ends the negotiation may be empty.
    private func needsSealing(_ head: RequestHead, _ connection: Connection, _ method: String) -> Bool {
        guard !connection.isAnonymous, connection.security?.principal != nil, !connection.isSecure,
            !configuration.allowUnencrypted
        else {
            return false
        }
        return !(connection.hasJustSignedIn && method == "POST" && head.announcedLength == 0)
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
        let type = RequestHead.essence(of: value)
        return RequestHead.equal(type, "application/soap+xml") || RequestHead.equal(type, "text/xml")
            ? nil : Refusal.unsupportedMediaType
    }
}

/// The server's own answers, a sentence each that says what was wrong and what to do.
enum Refusal {
    static func notFound(_ routes: HTTPRoutes) -> HTTPResponse {
        let place = routes.authenticated.min().map { "; the service is at \($0)" } ?? ""
        return .plain(404, "Nothing is served here\(place).")
    }

    static let needsTLS = HTTPResponse.plain(
        403, "Passwords are not taken without TLS; use the service's https address.")
    static let unsealed = HTTPResponse.plain(
        403, "Messages without TLS are taken sealed only; switch message encryption on, or use https.")
    static let badSeal = HTTPResponse.plain(
        400, "The body is not sealed as its Content-Type says: multipart/encrypted with two parts.")
    static let unsupportedMediaType = HTTPResponse.plain(
        415, "Send a SOAP 1.2 message as application/soap+xml.")
    static let unsupportedContentEncoding = HTTPResponse.plain(
        415, "Send the message without a Content-Encoding.")
    static let busy = HTTPResponse.plain(
        503, "Too many passwords are being verified; try again in a second.", headers: [("Retry-After", "1")])
    static let tooSlow = HTTPResponse.plain(
        408, "The request took too long (limits.http.headerDeadline, bodyDeadline); send it faster.")
    static let tooManyConnections = HTTPResponse.plain(
        503, "Too many connections are open (limits.http.connections); close some or try again later.",
        headers: [("Retry-After", "5")])
    static let tooManyConnectionsFromAddress = HTTPResponse.plain(
        503,
        "Too many connections are open from your address (limits.http.connectionsPerAddress); close some or try again later.",
        headers: [("Retry-After", "5")])
    static let malformed = HTTPResponse.plain(400, "The request is not well-formed HTTP/1.1; check the client.")
    static let targetTooLong = HTTPResponse.plain(414, "The request line is too long; the service is at /wsman.")
    static let version = HTTPResponse.plain(505, "Send the request in HTTP/1.1.")

    static func methodNotAllowed(_ allowed: String) -> HTTPResponse {
        .plain(
            405, allowed == "GET" ? "Read this with GET." : "Send a SOAP message with POST.",
            headers: [("Allow", allowed)])
    }

    static func unauthorized(_ challenges: [(String, String)]) -> HTTPResponse {
        .plain(401, "Sign in with one of the schemes that WWW-Authenticate names.", headers: challenges)
    }

    static func bodyTooLarge(_ limit: Int, isAnonymous: Bool = false) -> HTTPResponse {
        let key = (isAnonymous ? Limit.anonymousBytes : .envelopeBytes).rawValue
        return .plain(413, "The message is too large: at most \(limit) bytes are taken here (limits.\(key)).")
    }

    static func headerTooLarge(_ limit: Int) -> HTTPResponse {
        .plain(431, "The request's header is too large: at most \(limit) bytes are taken (limits.http.headerBytes).")
    }
}
