@testable internal import HTTPServer

/// The value of an Authorization field: a password, or a token for GSS-API. No token gets in: none knows the secret.
func tryAuthorization(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { field in
        if let credentials = BasicCredentials(authorization: field) {
            check(!credentials.user.contains(UInt8(ascii: ":")), "a colon in the name")
            check(String(validating: credentials.user, as: UTF8.self) != nil, "a name that is no UTF-8")
        }
        if let clear = decodeBase64(field) {
            let text = encodeBase64(clear)
            let again = Array(text.utf8).withUnsafeBytes { decodeBase64($0) }
            check(again == clear, "base64 of \(clear) is \(text)")
        }
        guard let (scheme, token) = Scheme.token(in: field) else { return }
        _ = NTLMMessage.claimedUser(in: token)
        check(NTLMMessage.mended(token).count >= token.count, "a token became shorter")
        if case .established(_, let name) = negotiation?.step(
            token, in: SecurityContext(scheme: scheme), certificate: nil)
        {
            check(false, "\(name) is let in")
        }
    }
}

/// Nil where gss-ntlmssp is not installed.
private let negotiation: Negotiation? = {
    var users = NTLMUsers()
    try? users.add("alice", password: "open sesame")
    return try? Negotiation(ntlm: users)
}()
