internal import Platform
public import SOAP

/// Why an operation has no result.
///
/// What a server did wrong is told apart from what it refused (``fault(_:)``) and from what never reached it, so that a
/// caller knows whether asking again can help. ``reason`` is a sentence for people.
public enum ClientError: Error, Hashable, Sendable {
    // MARK: Nothing was sent

    /// The URL, a file named in the configuration, an argument or a resource cannot be used.
    case invalidArgument(String)
    /// No connection: an unknown name, nobody listening, a proxy that does not answer.
    case unreachable(String)
    /// The server's certificate, its public key or ours was not accepted.
    case untrusted(String)

    // MARK: No answer

    /// No complete answer within this time. An operation with effect may have happened.
    case timedOut(after: Duration)
    /// The connection broke before the first byte of an answer. An operation with effect may have happened.
    case connectionLost(String)
    /// The task was cancelled. An operation with effect may have happened.
    case cancelled

    // MARK: An answer of HTTP

    /// 401: the credentials were missing or wrong; these are the schemes the server offers.
    case unauthorized(offered: [String])
    /// 403: known to the server, but not allowed in.
    case forbidden
    /// 3xx: credentials and messages go to the address that was asked, and to no other.
    case redirected(status: Int, location: String?)
    /// Another status without SOAP; `excerpt` is the start of what came with it, one line of at most 200 characters.
    case status(Int, excerpt: String)

    // MARK: An answer that is none

    /// The reply ended before its announced end.
    case truncated(String)
    /// More octets than ``ClientConfiguration/maximumReplyBytes``, or headers without end.
    case replyTooLarge(limit: Int)
    /// What answers does not speak HTTP.
    case notHTTP(String)
    /// Not `application/soap+xml`; nil when the field is missing.
    case contentType(String?)
    /// Compressed, though nobody asked for it.
    case contentEncoding(String)
    /// Not XML, not SOAP 1.2, two roots, too deep: what ``XML`` and ``SOAP`` refuse.
    case malformed(String)
    /// SOAP, but not the reply to this request: another RelatesTo, another Action, a body without the expected element.
    case unexpected(String)
    /// An enumeration that goes on without end: see ``EnumerateOptions/maximumItems``.
    case endless(String)

    /// A subscription is over that nobody here cancelled (DSP0226 10.6): `status` is a URI of WS-Eventing
    /// (`…/SourceShuttingDown`), or nil where the service said none; `reason` is half a sentence or what the service wrote.
    case subscriptionEnded(status: String?, reason: String)

    // MARK: A fault

    /// The server refused, in SOAP.
    case fault(Fault)
    /// The server refused with a code that neither DSP0226 nor SOAP knows.
    case unknownFault(UnknownFault)
}

/// A fault whose code is in no table: what it said, as it said it.
public struct UnknownFault: Hashable, Sendable {
    /// The value of s:Code, `Sender` or `Receiver`.
    public var code: String
    /// `{namespace}local`, or nil.
    public var subcode: String?
    public var reason: String
    /// The number of f:WSManFault, or of the CIM error.
    public var windowsCode: UInt32?
    /// What a provider said, without markup.
    public var providerFault: String?

    public init(
        code: String, subcode: String?, reason: String, windowsCode: UInt32? = nil, providerFault: String? = nil
    ) {
        self.code = code
        self.subcode = subcode
        self.reason = reason
        self.windowsCode = windowsCode
        self.providerFault = providerFault
    }
}

extension ClientError: CustomStringConvertible {
    public var description: String { reason }

    /// A sentence in English: what happened and what to do next.
    public var reason: String {
        switch self {
        case .invalidArgument(let text), .unreachable(let text), .untrusted(let text), .truncated(let text),
            .notHTTP(let text), .malformed(let text), .unexpected(let text), .endless(let text):
            text
        case .timedOut(let time):
            "No complete answer came within \(time.shortText). The operation may have happened; look before repeating it."
        case .connectionLost(let text):
            "\(text) The operation may have happened; look before repeating it."
        case .cancelled:
            "The operation was cancelled."
        case .unauthorized(let offered) where offered.isEmpty:
            "The server wants credentials but names no scheme (HTTP 401 without WWW-Authenticate)."
        case .unauthorized(let offered):
            "The server wants credentials, or other ones (HTTP 401). It offers: \(offered.joined(separator: ", "))."
        case .forbidden:
            "The server knows the user, or the client certificate, and refuses it (HTTP 403)."
        case .redirected(let status, let location):
            "The server redirects to \(location ?? "nowhere") (HTTP \(status)). Redirects are not followed, so that "
                + "credentials stay here; if the address is right, use it as the URL."
        case .status(let status, let excerpt):
            "The server answered HTTP \(status) without SOAP." + (excerpt.isEmpty ? "" : " It says: \(excerpt)")
        case .replyTooLarge(let limit):
            "The reply is larger than \(limit) octets and was dropped. Ask for less at a time, or allow more."
        case .contentType(let type?):
            "The reply is \(type), not application/soap+xml: this URL does not answer WS-Management."
        case .contentType(nil):
            "The reply says of no type (Content-Type is missing) and is not SOAP: this URL does not answer WS-Management."
        case .contentEncoding(let encoding):
            "The reply is compressed (\(encoding)), though that was not asked for; it was dropped."
        case .subscriptionEnded(_, let reason):
            "The subscription has ended: \(reason.last == "." ? String(reason.dropLast()) : reason). Subscribe again; a bookmark resumes where it stopped."
        case .fault(let fault): fault.reason
        case .unknownFault(let fault): fault.reason
        }
    }
}

extension Duration {
    /// `65 s`, `0.5 s`: for sentences.
    var shortText: String {
        let milliseconds = microseconds / 1000
        guard milliseconds % 1000 != 0 else { return "\(milliseconds / 1000) s" }
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction) s"
    }
}
