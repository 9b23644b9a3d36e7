internal import HTTPMessage
internal import Platform

/// Who sends a request, as far as its head and its connection tell.
enum Sender {
    case known(Principal)
    /// A token has to be answered, or nobody is known: the answer is ready.
    case unknown(HTTPResponse)
}

extension Service {
    /// One of the ways in: a user's password in the request, a token that leads to a context of the connection, or the
    /// context that stands already. A field decides alone: with one, a context from before is gone.
    func sender(_ head: RequestHead, _ connection: Connection) -> Sender {
        guard let authorization = head.authorization, !authorization.isEmpty, !Self.meansCertificate(authorization)
        else {
            if connection.security == nil, let sender = certificate(connection) { return sender }
            guard let context = connection.security, let principal = context.principal else {
                return .unknown(unauthorized(connection))
            }
            guard context.isValid else { return .unknown(refused(connection, "the ticket has expired", counting: [])) }
            return .known(principal)
        }
        if let negotiation, let (scheme, token) = Scheme.token(in: authorization) {
            return negotiate(token, scheme, negotiation, connection)
        }
        connection.security = nil
        return basic(authorization, connection)
    }

    /// `Authorization: http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual`: the certificate says who it is.
    private static func meansCertificate(_ authorization: UnsafeRawBufferPointer) -> Bool {
        RequestHead.equal(authorization, "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual")
    }

    /// Who the certificate of the connection's TLS says it is; nil when there is none.
    private func certificate(_ connection: Connection) -> Sender? {
        guard let certificates = configuration.clientCertificates, let session = connection.session else { return nil }
        let verdict = connection.shownCertificate ?? session.verdict(certificates)
        connection.shownCertificate = verdict
        switch verdict {
        case .none: return nil
        case .known(let principal): return .known(principal)
        case .refused(let cause):
            return .unknown(refused(connection, cause, counting: keys(connection, user: nil)))
        }
    }

    /// The one answer to everybody who is not known, whatever the cause.
    func unauthorized(_ connection: Connection) -> HTTPResponse {
        var challenges = (negotiation?.schemes ?? []).map { ("WWW-Authenticate", $0.rawValue) }
        if takesBasic(connection) { challenges.append(("WWW-Authenticate", "Basic realm=\"WSMAN\"")) }
        return challenges.isEmpty ? Refusal.needsTLS : Refusal.unauthorized(challenges)
    }

    /// A password in clear goes through TLS, stays within this host, or is what the configuration wants.
    private func takesBasic(_ connection: Connection) -> Bool {
        connection.isSecure || connection.peer.isLoopback || configuration.allowUnencrypted
    }

    private func basic(_ authorization: UnsafeRawBufferPointer, _ connection: Connection) -> Sender {
        guard takesBasic(connection) else {
            return .unknown(refused(connection, "a password came without TLS", counting: []))
        }
        if let principal = users.remembered(authorization) { return .known(principal) }
        let name = BasicCredentials(authorization: authorization).map { String(decoding: $0.user, as: UTF8.self) }
        let keys = keys(connection, user: name?.lowercased())
        guard failures.begin(keys) else {
            return .unknown(refused(connection, "too many failures before", counting: []))
        }
        let verdict = users.authenticate(authorization, from: connection.remoteAddress)
        failures.giveBack(keys)
        switch verdict {
        case .verified(let principal):
            failures.succeeded(keys)
            return .known(principal)
        case .refused:
            let known = name.flatMap { users.knows($0) ? $0 : nil }
            return .unknown(refused(connection, "the name or the password is wrong", counting: keys, of: known))
        case .busy: return .unknown(Refusal.busy)
        }
    }

    private func negotiate(_ token: [UInt8], _ scheme: Scheme, _ negotiation: Negotiation, _ connection: Connection)
        -> Sender
    {
        let claimed = NTLMMessage.claimedUser(in: token)
        let keys = keys(connection, user: claimed)
        guard failures.begin(keys) else {
            return .unknown(refused(connection, "too many failures before", counting: []))
        }
        // A context that stands cannot be gone on with: its peer begins anew, and is nobody until that ends well.
        let context: SecurityContext
        if let begun = connection.security, begun.principal == nil, begun.scheme == scheme {
            context = begun
        } else {
            context = SecurityContext(scheme: scheme)
        }
        connection.security = nil
        let step = negotiation.step(token, in: context, certificate: connection.certificate)
        failures.giveBack(keys)
        switch step {
        case .challenge(let answer):
            connection.security = context
            let field = "\(scheme.rawValue) \(encodeBase64(answer))"
            return .unknown(HTTPResponse(status: 401, headers: [("WWW-Authenticate", field)]))
        case .established(let answer, _):
            guard let principal = context.principal else {
                return .unknown(refused(connection, "the context has no user", counting: keys))
            }
            failures.succeeded(keys)
            connection.security = context
            connection.hasJustSignedIn = true
            if !answer.isEmpty { connection.lastToken = "\(scheme.rawValue) \(encodeBase64(answer))" }
            return .known(principal)
        case .failed(let cause):
            let known = claimed.flatMap { negotiation.user(calledLike: $0) }
            return .unknown(refused(connection, cause, counting: keys, of: known))
        }
    }

    /// The cause is for the log alone. The name is left out: people type passwords into the wrong field.
    ///
    /// Who has to wait is not written down anew: what is bounds how fast an audit log grows.
    /// - Parameter user: a user who is there, and whose credentials these claimed to be.
    func refused(
        _ connection: Connection, _ cause: String, counting keys: [FailureLedger.Key], of user: String? = nil
    ) -> HTTPResponse {
        connection.security = nil
        failures.failed(keys)
        metrics.count(.refusedCredentials)
        if !keys.isEmpty { onRefusal(RefusedSignIn(user: user, address: connection.remoteAddress)) }
        log.log(.notice, "Refused credentials.", [("peer", connection.remoteAddress), ("cause", cause)])
        return unauthorized(connection)
    }

    private func keys(_ connection: Connection, user: String?) -> [FailureLedger.Key] {
        [.address(connection.peer.origin)] + (user.map { [.user($0)] } ?? [])
    }
}
