internal import HTTPMessage
internal import Platform

extension Service {
    /// Turns a complete body into the message that the handler is to see. An answer instead of nil ends the request: the
    /// body was not what it claimed, or there was none because the request was only there to sign in.
    func open(_ connection: Connection, method: String) -> HTTPResponse? {
        guard connection.isSealed else {
            let isToSignIn = connection.hasJustSignedIn && method == "POST" && connection.body.isEmpty
            return isToSignIn ? HTTPResponse(status: 200) : nil
        }
        var body = connection.takeBody()
        guard let type = connection.head["Content-Type"],
            let message = SealedMessage(contentType: type, body: body, last: connection.form)
        else { return Refusal.badSeal }
        guard let context = connection.security, context.principal != nil,
            var clear = context.unseal(&body, message.content)
        else {
            // Sealed by another context, changed on the way, or sent twice: whoever it was, it is not this user.
            return refused(connection, "the seal is broken", counting: [])
        }
        let form = message.form
        Self.dropPadding(&clear, isWide: form.isWide)
        guard form.isSOAP else { return Refusal.unsupportedMediaType }
        guard clear.count <= configuration.maximumBodyBytes else {
            return Refusal.bodyTooLarge(configuration.maximumBodyBytes)
        }
        connection.form = form
        connection.isOpened = true
        connection.head.replace("Content-Type", with: form.originalType)
        connection.body = clear
        return nil
    }

    /// Seals an answer as its request was; an empty one has nothing to hide.
    func seal(_ response: HTTPResponse, _ connection: Connection) -> HTTPResponse {
        guard connection.isOpened, let form = connection.form, !response.body.isEmpty else { return response }
        guard let (signature, sealed, padding) = connection.security?.seal(response.body) else {
            log.log(.error, "An answer could not be sealed.", [("peer", connection.remoteAddress)])
            return .plain(500, "The answer could not be sealed; sign in again.")
        }
        let type = response.headers.first { $0.0 == "Content-Type" }?.1 ?? "application/soap+xml;charset=UTF-8"
        var answer = response
        answer.headers.removeAll { $0.0 == "Content-Type" }
        answer.headers.append(("Content-Type", form.style.contentType))
        answer.body = form.write(
            originalType: type, length: response.body.count + padding, signature: signature, sealed: sealed)
        return answer
    }

    /// omicli fills a message with NULs, which are no XML.
    private static func dropPadding(_ bytes: inout [UInt8], isWide: Bool) {
        if isWide {
            while bytes.count >= 2, bytes[bytes.count - 1] == 0, bytes[bytes.count - 2] == 0 { bytes.removeLast(2) }
        } else {
            while bytes.last == 0 { bytes.removeLast() }
        }
    }
}
