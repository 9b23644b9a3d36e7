internal import HTTPMessage
internal import SOAP
internal import XML

extension Client {
    /// Sends a request and returns the reply, which is known to be a SOAP reply to it and no fault.
    func exchange(_ message: RequestMessage) async throws(ClientError) -> Envelope {
        let reply = try await post(message)
        let envelope = try Self.envelope(of: reply, maximumBytes: configuration.maximumReplyBytes)
        if let relatesTo = envelope.header(Addressing.relatesTo), let messageID = message.messageID,
            relatesTo != messageID
        {
            throw .unexpected(
                "The reply relates to the message \(relatesTo.prefix(80)), not to this one (\(messageID)); it was dropped."
            )
        }
        if let fault = envelope.body.first, fault.name == QName(Namespace.soap, "Fault") {
            throw ClientError(fault: fault, headers: envelope.headers)
        }
        guard reply.status == 200 else { throw .status(reply.status, excerpt: "") }
        if let action = message.action, let answer = envelope.header(Addressing.action),
            lastPart(of: answer) != lastPart(of: action) + "response"
        {
            throw .unexpected("The reply's action is \(answer.prefix(200)), which does not answer \(action).")
        }
        return envelope
    }

    /// The one element that the body of a reply must hold.
    func element(of message: RequestMessage) async throws(ClientError) -> XMLElement {
        let envelope = try await exchange(message)
        guard let element = envelope.body.first, envelope.body.count == 1 else {
            throw .unexpected("The reply's body holds \(envelope.body.count) elements; one was expected.")
        }
        return element
    }

    // MARK: - Wire

    /// Posts a message, again when the connection fails and that is safe.
    func post(_ message: RequestMessage) async throws(ClientError) -> PostReply {
        var pause = Duration.milliseconds(100)
        for _ in 0..<(message.isRepeatable ? max(0, configuration.retries) : 0) {
            do throws(ClientError) {
                return try await postOnce(message)
            } catch {
                switch error {
                case .connectionLost, .unreachable: break
                default: throw error
                }
            }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause *= 3
        }
        return try await postOnce(message)
    }

    private func postOnce(_ message: RequestMessage) async throws(ClientError) -> PostReply {
        let headers = message.allHTTPHeaders
        configuration.trace?(.request(url: url.text, headers: headers, body: message.body))
        do throws(ClientError) {
            let reply = try await transport.send(
                Post(
                    headers: headers, body: message.body, isRepeatable: message.isRepeatable,
                    timeout: message.operationTimeout + configuration.networkDelay,
                    usesCredentials: message.usesCredentials))
            configuration.trace?(.reply(status: reply.status, headers: reply.headers.fields, body: reply.body))
            return reply
        } catch {
            configuration.trace?(.failure(error))
            throw error
        }
    }

    /// Reads a reply as far as SOAP. Any status may bring a SOAP body: Windows sends faults with 500, others with 4xx.
    private static func envelope(of reply: PostReply, maximumBytes: Int) throws(ClientError) -> Envelope {
        switch reply.status {
        case 401: throw .unauthorized(offered: reply.headers.schemes)
        case 403: throw .forbidden
        case 300..<400: throw .redirected(status: reply.status, location: reply.headers["Location"])
        default: break
        }
        if let encoding = reply.headers["Content-Encoding"], encoding.lowercased() != "identity" {
            throw .contentEncoding(encoding)
        }
        let text = reply.headers["Content-Type"]
        let type = text.flatMap { MediaType(parsing: $0) }
        guard let type, ["application/soap+xml", "text/xml", "application/xml"].contains(type.essence) else {
            throw reply.status == 200 ? .contentType(text) : .status(reply.status, excerpt: reply.excerpt)
        }
        guard !reply.body.isEmpty else {
            throw reply.status == 200
                ? .malformed("The reply is empty; a SOAP envelope was expected.") : .status(reply.status, excerpt: "")
        }
        return try parse(reply.body, charset: type["charset"], maximumBytes: maximumBytes)
    }

    private static func parse(_ body: [UInt8], charset: String?, maximumBytes: Int) throws(ClientError) -> Envelope {
        let utf8: [UInt8]
        let encoding: CharacterEncoding
        do {
            (utf8, encoding) = try Transcoding.decode(body, charset: charset)
        } catch {
            throw .malformed("The reply is no SOAP envelope: \(error.reason)")
        }
        do {
            // UTF-16 may take fewer octets than the same text in UTF-8.
            let limits = XMLLimits(maximumBytes: 2 * maximumBytes)
            return try Envelope(parsing: utf8, decodedFrom: encoding, limits: limits)
        } catch {
            throw .malformed("The reply is no SOAP envelope. \(error.reason)")
        }
    }
}

/// What follows the last slash, in lower case: names are compared without case, and servers differ in the rest.
private func lastPart(of uri: String) -> String {
    let parts = uri.trimmingXMLSpace.split(separator: "/")
    return (parts.last.map(String.init) ?? "").lowercased()
}

extension Envelope {
    /// The text of a header block.
    func header(_ name: QName) -> String? { headers.first { $0.name == name }?.trimmedText }
}

extension RequestMessage {
    var allHTTPHeaders: [(name: String, value: String)] {
        [("Content-Type", "application/soap+xml;charset=UTF-8"), ("Accept", "application/soap+xml")] + httpHeaders
    }
}

extension HTTPHeaders {
    /// The schemes of all WWW-Authenticate fields.
    fileprivate var schemes: [String] {
        fields.filter { $0.name.lowercased() == "www-authenticate" }
            .compactMap { $0.value.split(separator: " ").first.map(String.init) }
    }
}

extension PostReply {
    /// The start of the body on one line.
    fileprivate var excerpt: String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 32 } }
        return String(words.joined(separator: " ").prefix(200))
    }
}
