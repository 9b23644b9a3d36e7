import HTTPMessage
import TestSupport

/// One thing that is wrong with a service: what stands between the tester and an endpoint that keeps a rule, so that it
/// is broken.
struct Mutation: Sendable, CustomStringConvertible {
    /// The rule that forbids it.
    let rule: String
    let description: String
    let place: Place

    enum Place: Sendable {
        /// Between the HTTP server and the endpoint.
        case inside(@Sendable (HTTPRequest, (HTTPRequest) -> HTTPResponse) -> HTTPResponse)
        /// In place of the HTTP server: the text of an answer to whatever comes.
        case door(@Sendable (RawRequest, _ answer: () -> HTTPResponse) -> String)
    }

    private init(rule: String, _ description: String, _ place: Place) {
        self.rule = rule
        self.description = description
        self.place = place
    }

    init(
        _ rule: String, _ description: String,
        _ spoil: @escaping @Sendable (HTTPRequest, (HTTPRequest) -> HTTPResponse) -> HTTPResponse
    ) {
        self.init(rule: rule, description, .inside(spoil))
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

    /// Answers in place of the HTTP server.
    static func door(
        _ rule: String, _ description: String,
        _ serve: @escaping @Sendable (RawRequest, _ answer: () -> HTTPResponse) -> String
    ) -> Mutation {
        Mutation(rule: rule, description, .door(serve))
    }
}

extension HTTPRequest {
    var text: String { String(decoding: body, as: UTF8.self) }

    func with(body text: String) -> HTTPRequest { with(body: Array(text.utf8)) }

    func with(body: [UInt8]? = nil, headers: HTTPHeaders? = nil) -> HTTPRequest {
        HTTPRequest(
            method: method, path: path, query: query, headers: headers ?? self.headers, body: body ?? self.body,
            remoteAddress: remoteAddress, principal: principal)
    }
}

extension HTTPResponse {
    /// As it goes over the wire.
    var raw: String {
        RawReply(
            status: status, contentType: headers.first { $0.0 == "Content-Type" }?.1,
            body: String(decoding: body, as: UTF8.self)
        ).text
    }
}
