import HTTPMessage

/// One thing that is wrong with a service: what stands between the socket and an endpoint that keeps a rule, so that it
/// is broken.
struct Mutation: Sendable, CustomStringConvertible {
    /// The rule that forbids it.
    let rule: String
    let description: String
    private let spoil: @Sendable (HTTPRequest, (HTTPRequest) -> HTTPResponse) -> HTTPResponse

    func respond(to request: HTTPRequest, _ answer: (HTTPRequest) -> HTTPResponse) -> HTTPResponse {
        spoil(request, answer)
    }

    init(
        _ rule: String, _ description: String,
        _ spoil: @escaping @Sendable (HTTPRequest, (HTTPRequest) -> HTTPResponse) -> HTTPResponse
    ) {
        self.rule = rule
        self.description = description
        self.spoil = spoil
    }

    /// Spoils the text of every reply.
    static func reply(
        _ rule: String, _ description: String, _ change: @escaping @Sendable (String) -> String
    ) -> Mutation {
        Mutation(rule, description) { request, answer in
            var response = answer(request)
            response.body = Array(change(String(decoding: response.body, as: UTF8.self)).utf8)
            return response
        }
    }

    /// Spoils the text of every request before the service sees it, so that it answers what was not asked.
    static func request(
        _ rule: String, _ description: String, _ change: @escaping @Sendable (String) -> String
    ) -> Mutation {
        Mutation(rule, description) { request, answer in
            answer(request.with(body: change(request.text)))
        }
    }
}

extension HTTPRequest {
    var text: String { String(decoding: body, as: UTF8.self) }

    func with(body text: String) -> HTTPRequest {
        HTTPRequest(
            method: method, path: path, query: query, headers: headers, body: Array(text.utf8),
            remoteAddress: remoteAddress, principal: principal)
    }
}
