internal import HTTPMessage
internal import XML

extension Exchange {
    /// Both messages as people read them.
    var transcript: String { "\(requestText)\n\n\(replyText)" }

    /// The HTTP fields and the body of the request.
    var requestText: String { Self.text("POST", fields, request) }

    /// The status, the HTTP fields and the body of the reply, or why there is none.
    var replyText: String {
        switch reply {
        case .answer(let status, let fields, let body): Self.text("HTTP \(status)", fields, body)
        case .none(let why): "No answer. \(why)"
        }
    }

    /// At most this much of a message is shown.
    private static let limit = 20_000

    private static func text(_ first: String, _ fields: [(name: String, value: String)], _ body: [UInt8]) -> String {
        let shown = fields.filter { !isSecret($0.name) }
        return ([first] + shown.map { "\($0.name): \($0.value)" } + ["", readable(body, fields)])
            .joined(separator: "\n")
    }

    /// Whether a field may tell how the client signed in.
    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "www-authenticate", "proxy-authorization", "cookie", "set-cookie"].contains(name.lowercased())
    }

    private static func readable(_ body: [UInt8], _ fields: [(name: String, value: String)]) -> String {
        let charset = HTTPHeaders(fields)["Content-Type"].flatMap { MediaType(parsing: $0) }?["charset"]
        let bytes = (try? Transcoding.decode(body, charset: charset).utf8) ?? body
        // What is no markup is shown as it came.
        let shown = Array(bytes.prefix(limit))
        let isMarkup = shown.first { !($0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D) } == UInt8(ascii: "<")
        let text = isMarkup ? IndentedXML.text(shown) : String(decoding: shown, as: UTF8.self)
        return bytes.count > limit ? text + "\n… \(bytes.count - limit) octets more" : text
    }
}
