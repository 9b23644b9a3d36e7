internal import CCurl

/// The address of a WS-Management service, with what people leave out filled in.
///
///     hv1                    http://hv1:5985/wsman
///     hv1:5986               https://hv1:5986/wsman
///     https://hv1            https://hv1:5986/wsman
///     [::1]:8080/other       http://[::1]:8080/other
///
/// Read by libcurl, which also connects to it, so that both see the same host.
public struct EndpointURL: Hashable, Sendable, CustomStringConvertible {
    /// The complete URL.
    public let text: String
    /// Without brackets.
    public let host: String
    public let port: Int
    /// Whether it is https.
    public let isSecure: Bool

    /// Whether the way there stays inside this host.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    public var description: String { text }

    /// - Throws: ``ClientError/invalidArgument(_:)`` for another scheme, user or password in the URL, or no URL at all.
    public init(_ given: String) throws(ClientError) {
        let hasScheme = given.contains("://")
        let parts = try URLParts(web: hasScheme ? given : "http://" + given, given: given)
        isSecure = parts.scheme == "https" || !hasScheme && parts.port == 5986
        port = parts.port ?? (isSecure ? 5986 : 5985)
        host = parts.bareHost
        let path = parts.path == "/" && !given.hasSuffix("/") ? "/wsman" : parts.path
        text = parts.text(isSecure: isSecure, port: port, path: path)
    }

    /// Reads the URL of an event sink, which is no service: nothing is filled in but the port of its scheme, 80 or 443.
    ///
    /// - Throws: as the other does.
    public init(ofSink given: String) throws(ClientError) {
        let parts = try URLParts(web: given, given: given)
        isSecure = parts.scheme == "https"
        port = parts.port ?? (isSecure ? 443 : 80)
        host = parts.bareHost
        text = parts.text(isSecure: isSecure, port: port, path: parts.path)
    }
}

extension URLParts {
    fileprivate init(web url: String, given: String) throws(ClientError) {
        let parts = try URLParts(url, given: given)
        guard parts.scheme == "http" || parts.scheme == "https" else {
            throw .invalidArgument("'\(given)' is not an http or https URL.")
        }
        guard parts.user == nil, parts.password == nil else {
            throw .invalidArgument(
                "A URL may not hold a user or a password: other programs can read it. Give them apart.")
        }
        guard parts.fragment == nil else { throw .invalidArgument("'\(given)' has a #fragment; leave it out.") }
        self = parts
    }

    fileprivate var bareHost: String { String(host.filter { $0 != "[" && $0 != "]" }) }

    fileprivate func text(isSecure: Bool, port: Int, path: String) -> String {
        "\(isSecure ? "https" : "http")://\(host):\(port)\(path)\(query.map { "?" + $0 } ?? "")"
    }
}

/// What libcurl finds in a URL.
private struct URLParts {
    let scheme: String?
    let user: String?
    let password: String?
    let host: String
    let port: Int?
    let path: String
    let query: String?
    let fragment: String?

    init(_ url: String, given: String) throws(ClientError) {
        let handle = curl_url()
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME))
        guard code == CURLUE_OK else {
            throw .invalidArgument("'\(given)' is not a URL: \(String(cString: curl_url_strerror(code))).")
        }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        scheme = part(CURLUPART_SCHEME)
        user = part(CURLUPART_USER)
        password = part(CURLUPART_PASSWORD)
        host = part(CURLUPART_HOST) ?? ""
        port = part(CURLUPART_PORT).flatMap { Int($0) }
        path = part(CURLUPART_PATH) ?? "/"
        query = part(CURLUPART_QUERY)
        fragment = part(CURLUPART_FRAGMENT)
    }
}
