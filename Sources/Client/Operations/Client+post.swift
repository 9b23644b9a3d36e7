public import HTTPMessage

extension Client {
    /// Posts any bytes with these HTTP fields and no others of ours: for those who test what a server makes of them.
    ///
    /// - Parameters:
    ///   - body: sent as it is.
    ///   - fields: of HTTP's header, in this order.
    ///   - timeout: from connecting to the last octet of the answer.
    /// - Returns: whatever came, with HTTP's version: `HTTP/1.1`.
    public func post(
        _ body: [UInt8], fields: [(name: String, value: String)], timeout: Duration
    ) async throws(ClientError) -> (version: String, response: HTTPResponse) {
        configuration.trace?(.request(url: url.text, headers: fields, body: body))
        do throws(ClientError) {
            let reply = try await transport.send(
                Post(headers: fields, body: body, isRepeatable: false, timeout: timeout))
            configuration.trace?(.reply(status: reply.status, headers: reply.headers.fields, body: reply.body))
            let headers = reply.headers.fields.map { ($0.name, $0.value) }
            return (reply.version, HTTPResponse(status: reply.status, headers: headers, body: reply.body))
        } catch {
            configuration.trace?(.failure(error))
            throw error
        }
    }
}
