/// Which paths lead to the handler, by which method, and for whom.
public struct HTTPRoutes: Sendable {
    /// POST for those who have signed in.
    public var authenticated: Set<String>
    /// POST for anybody: the handler gets no principal.
    public var anonymous: Set<String>
    /// GET for those who have signed in.
    public var readable: Set<String>
    /// Everything below this path can be read with GET by those who have signed in, and its index is at an
    /// ``authenticated`` path with the query `wsdl`. nil: nothing.
    public var documents: String?

    public init(
        authenticated: Set<String>, anonymous: Set<String>, readable: Set<String> = [], documents: String? = nil
    ) {
        self.authenticated = authenticated
        self.anonymous = anonymous
        self.readable = readable
        self.documents = documents
    }

    /// The paths of a WS-Management service (MS-WSMV 2.2.1), of Identify for anybody (DSP0226 clause 11), of counters and
    /// of WSDL documents.
    public static let wsman = HTTPRoutes(
        authenticated: ["/wsman", "/wsman/"], anonymous: ["/wsman-anon", "/wsman-anon/", "/wsman-anon/identify"],
        readable: ["/metrics"], documents: "/wsman/wsdl/")

    enum Route: Equatable {
        case served(toAnybody: Bool)
        case wrongMethod(allowed: String)
        case nowhere
    }

    func route(method: String, path: String, query: String?) -> Route {
        let isBelow = documents.map { path.hasPrefix($0) } ?? false
        let isIndex = documents != nil && authenticated.contains(path) && query?.lowercased() == "wsdl"
        if method == "GET", isBelow || isIndex || readable.contains(path) { return .served(toAnybody: false) }
        if authenticated.contains(path) || anonymous.contains(path) {
            return method == "POST" ? .served(toAnybody: anonymous.contains(path)) : .wrongMethod(allowed: "POST")
        }
        return isBelow || readable.contains(path) ? .wrongMethod(allowed: "GET") : .nowhere
    }
}
