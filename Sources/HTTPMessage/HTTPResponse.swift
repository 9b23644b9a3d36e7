/// A complete answer. The server adds `Content-Length`, `Date` and `Connection` itself.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: [(String, String)]
    public var body: [UInt8]

    public init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer for people: one sentence as `text/plain`, with a line end so that it reads well in a terminal.
    public static func plain(_ status: Int, _ sentence: String, headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: headers + [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(sentence.utf8) + [UInt8(ascii: "\n")])
    }
}
