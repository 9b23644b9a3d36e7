internal import CGSSAPI
internal import Glibc
internal import HTTPMessage

/// What Negotiate, Kerberos and NTLM are decided by: the secrets, and who the names they prove are.
///
/// GSS-API reads its secrets through variables of the process's environment, so there is one of these in a process, made
/// before other threads run.
public final class Negotiation: @unchecked Sendable {  // because nothing changes after `init`
    /// Whether a token must be bound to the TLS channel that it comes through (RFC 5929, CbtHardeningLevel of Windows).
    public enum ChannelBinding: String, Sendable, CaseIterable {
        /// Bindings are not looked at.
        case off
        /// A binding that is there must be right.
        case relaxed
        /// Under TLS there must be one.
        case strict
    }

    /// Whether Kerberos is offered, not NTLM alone.
    public var offersKerberos: Bool { schemes.contains(.kerberos) }

    let schemes: [Scheme]
    let channelBinding: ChannelBinding
    private let ntlm: NTLMUsers
    /// Principals of Kerberos, such as `alice@EXAMPLE.ORG`, and the users they are.
    private let kerberos: [String: String]
    /// Accepts bare NTLMSSP, for which the default credential may have nothing.
    private let ntlmCredential: gss_cred_id_t?

    /// - Parameters:
    ///   - ntlm: who may come in with NTLM.
    ///   - keytab: a file with the keys of HTTP/host@REALM; nil for no Kerberos.
    ///   - kerberos: which principals may come in, and as which users. Nobody else of the realm may.
    ///   - channelBinding: what is asked of the binding to TLS.
    /// - Throws: `HTTPServerError` when there is nobody, the keytab cannot be read, or NTLM's mechanism is not installed.
    public init(
        ntlm: NTLMUsers = NTLMUsers(), keytab: String? = nil, kerberos: [String: String] = [:],
        channelBinding: ChannelBinding = .relaxed
    ) throws(HTTPServerError) {
        self.ntlm = ntlm
        self.kerberos = kerberos
        self.channelBinding = channelBinding
        schemes = keytab == nil ? [.negotiate] : [.negotiate, .kerberos]
        if let keytab {
            guard access(keytab, R_OK) == 0 else {
                throw HTTPServerError("The keytab \(keytab) cannot be read: \(String(cString: strerror(errno))).")
            }
            setenv("KRB5_KTNAME", "FILE:\(keytab)", 1)
        } else {
            // The host's own keytab is not ours to offer.
            setenv("KRB5_KTNAME", "FILE:/dev/null", 1)
        }
        guard !ntlm.isEmpty else {
            guard keytab != nil, !kerberos.isEmpty else {
                throw HTTPServerError(
                    "Nobody can sign in with Negotiate: name users of NTLM, or a keytab and principals.")
            }
            ntlmCredential = nil
            return
        }
        try ntlm.publish()
        ntlmCredential = try Self.acquireNTLM()
    }

    deinit {
        var minor: OM_uint32 = 0
        var credential = ntlmCredential
        gss_release_cred(&minor, &credential)
    }

    private static func acquireNTLM() throws(HTTPServerError) -> gss_cred_id_t? {
        var minor: OM_uint32 = 0
        var credential: gss_cred_id_t?
        var set = gss_OID_set_desc(count: 1, elements: gss_oid_ntlmssp())
        let major = gss_acquire_cred(&minor, nil, .max, &set, Int32(GSS_C_ACCEPT), &credential, nil, nil)
        guard major == GSS_S_COMPLETE else {
            throw HTTPServerError("NTLM is not installed on this host. Install the package gss-ntlmssp.")
        }
        return credential
    }

    /// The user of NTLM whose account, without its domain, is this one but for the case; nil for none or several.
    func user(calledLike account: String) -> String? {
        let found = ntlm.users.filter { $0.account.lowercased() == account }
        return found.count == 1 ? found[0].name : nil
    }

    /// Feeds a token to the connection's context; a first one makes the context.
    func step(_ token: [UInt8], in context: SecurityContext, certificate: Certificate?) -> SecurityContext.Step {
        let isBare = NTLMMessage.isBare(token)
        if isBare, ntlmCredential == nil { return .failed("NTLM has no users here") }
        let credential = isBare ? ntlmCredential : nil
        let token = NTLMMessage.mended(token)
        let step: SecurityContext.Step
        if let certificate, channelBinding != .off {
            step = Self.withBindings(certificate) {
                context.accept(token, with: credential, bindings: $0, isBound: channelBinding == .strict)
            }
        } else {
            step = context.accept(token, with: credential, bindings: nil, isBound: false)
        }
        guard case .established(_, let name) = step else { return step }
        let user = context.isKerberos ? kerberos[name] : ntlm.user(named: name)
        guard let user else { return .failed("the name is none of the users") }
        context.belong(to: Principal(name: user))
        return step
    }

    private static func withBindings(
        _ certificate: Certificate, _ body: (gss_channel_bindings_t) -> SecurityContext.Step
    ) -> SecurityContext.Step {
        withBuffer(Array("tls-server-end-point:".utf8) + certificate.endpointHash) { data in
            var bindings = gss_channel_bindings_struct()
            bindings.application_data = data.pointee
            return body(&bindings)
        }
    }
}
