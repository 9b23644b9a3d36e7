/// A status of HTTP (RFC 9110) as it answers a request of WS-Management.
struct HTTPStatus {
    let number: Int
    let name: String
    let explanation: Explanation

    /// nil for a number that is no status of a reply to POST.
    init?(_ text: String) {
        let digits = text.uppercased().hasPrefix("HTTP") ? text.dropFirst(4).drop { $0 == " " || $0 == "/" } : text[...]
        guard let number = Int(digits), let row = Self.row(number) else { return nil }
        self.number = number
        (name, explanation) = row
    }

    /// All that are known.
    static let numbers = Array(200..<600).filter { row($0) != nil }

    private static func row(_ number: Int) -> (String, Explanation)? {
        switch number {
        case 200:
            ("OK", Explanation("The reply is in the body.", "Read it; a fault may come with it from old services."))
        case 202:
            (
                "Accepted",
                Explanation("A message was taken that has no reply, such as an event.", "Nothing is to be done.")
            )
        case 204: ("No Content", Explanation("It was taken, and there is no reply.", "Nothing is to be done."))
        case 301, 302, 303, 307, 308:
            (
                "Redirection",
                Explanation(
                    "The service is said to be elsewhere; winch does not follow, so that credentials stay here.",
                    "If the address in Location is right, use it as --url.")
            )
        case 400:
            (
                "Bad Request",
                Explanation(
                    "The request cannot be framed or parsed; with a SOAP fault: the sender's fault.",
                    "Read the fault. Without one, look at what stands in between: a proxy, a wrong port.")
            )
        case 401:
            (
                "Unauthorized",
                Explanation(
                    "Credentials are missing, wrong, or of a kind that is not taken on this connection.",
                    "Check user and password; --auth chooses the scheme, and https:// opens Basic.")
            )
        case 403:
            (
                "Forbidden",
                Explanation(
                    "The service knows the user, or the client certificate, and lets it do nothing.",
                    "Use another user, or have the right given.")
            )
        case 404:
            (
                "Not Found",
                Explanation(
                    "No WS-Management answers at this path.", "It is /wsman as a rule: --url http://HOST:PORT/wsman.")
            )
        case 405: ("Method Not Allowed", Explanation("The path takes no POST.", "Check the path of the URL: /wsman."))
        case 406:
            (
                "Not Acceptable",
                Explanation("The service has no reply of the type asked for.", "Accept application/soap+xml.")
            )
        case 407:
            (
                "Proxy Authentication Required",
                Explanation(
                    "A proxy wants credentials.", "Put them into --proxy http://USER:PASSWORD@HOST:PORT, or go without."
                )
            )
        case 408:
            (
                "Request Timeout",
                Explanation("The request did not arrive in time.", "Look for what is slow in between, then try again.")
            )
        case 409: ("Conflict", Explanation("Something else happens to the resource.", "Try again in a moment."))
        case 411: ("Length Required", Explanation("The service takes no chunked body.", "Send a Content-Length."))
        case 413:
            (
                "Content Too Large",
                Explanation(
                    "The request is larger than the service reads.",
                    "Send less, or raise its limit: limits.wsman.envelopeBytes of winchd, MaxEnvelopeSizekb of Windows."
                )
            )
        case 414: ("URI Too Long", Explanation("The path is too long.", "It is /wsman as a rule."))
        case 415:
            (
                "Unsupported Media Type",
                Explanation(
                    "The body's type or encoding is not taken.",
                    "Send application/soap+xml with charset UTF-8 or UTF-16, uncompressed.")
            )
        case 417: ("Expectation Failed", Explanation("The service heeds no Expect.", "Send the request without it."))
        case 426:
            ("Upgrade Required", Explanation("The service wants another protocol, TLS as a rule.", "Use https://."))
        case 429:
            (
                "Too Many Requests",
                Explanation("The service has had enough of this client.", "Wait, then ask less often.")
            )
        case 431:
            (
                "Request Header Fields Too Large",
                Explanation(
                    "The fields of HTTP are too large; Kerberos' tickets of users in many groups are.",
                    "Raise the limit of the service, or sign in another way.")
            )
        case 500:
            (
                "Internal Server Error",
                Explanation(
                    "Every SOAP fault comes with it from Windows and winchd.",
                    "Read the fault, and 'winch explain' that.")
            )
        case 501: ("Not Implemented", Explanation("The service does not know POST.", "Is it a WS-Management service?"))
        case 502:
            ("Bad Gateway", Explanation("A proxy had no usable answer of the service.", "Is the service up behind it?"))
        case 503:
            (
                "Service Unavailable",
                Explanation(
                    "The service is busy, starting, or going down.", "Wait as Retry-After says, then try again.")
            )
        case 504:
            (
                "Gateway Timeout",
                Explanation(
                    "A proxy gave up waiting; the operation may have happened.",
                    "Look before repeating it. Let the proxy wait longer than OperationTimeout.")
            )
        case 505: ("HTTP Version Not Supported", Explanation("The service wants HTTP/1.1.", "Use HTTP/1.1."))
        default: nil
        }
    }
}
