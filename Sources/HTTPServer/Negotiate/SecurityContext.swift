internal import CGSSAPI
internal import HTTPMessage

/// A security context of GSS-API: who a connection's peer is, and the keys that seal its messages.
///
/// It belongs to one connection and is used on that connection's thread. Messages are numbered in each direction, so
/// their order is that of the connection.
final class SecurityContext {
    enum Step {
        /// The peer has to answer this token.
        case challenge([UInt8])
        /// The peer is who it says; it may want this token.
        case established(token: [UInt8], name: String)
        case failed(String)
    }

    /// The scheme that the peer began with; answers carry the same.
    let scheme: Scheme
    /// Known only after the last step, and after the name was found among the users.
    private(set) var principal: Principal?
    /// Both sides have agreed to seal messages.
    private(set) var seals = false
    private(set) var isKerberos = false
    private var context: gss_ctx_id_t?
    /// What the peer's AUTHENTICATE message of NTLM says was agreed on.
    private var agreed: UInt32 = 0
    /// Seals and opens in the library's stead; nil where it has to itself.
    private var ntlm: NTLMSeal?
    private var hasOpened = false

    init(scheme: Scheme) { self.scheme = scheme }

    deinit {
        var minor: OM_uint32 = 0
        gss_delete_sec_context(&minor, &context, nil)
    }

    /// What the peer is from now on.
    func belong(to principal: Principal) { self.principal = principal }

    /// Takes one token of the peer.
    /// - Parameters:
    ///   - credential: what to accept with; nil lets the library look for what the token needs.
    ///   - bindings: what a token that is bound to a channel must be bound to.
    ///   - isBound: a token that is bound to none is refused.
    func accept(_ token: [UInt8], with credential: gss_cred_id_t?, bindings: gss_channel_bindings_t?, isBound: Bool)
        -> Step
    {
        if let flags = NTLMMessage.agreedFlags(in: token) { agreed = flags }
        var minor: OM_uint32 = 0
        var name: gss_name_t?
        var mechanism: gss_OID?
        var output = gss_buffer_desc()
        var flags: OM_uint32 = 0
        let major = withBuffer(token) {
            gss_accept_sec_context(
                &minor, &context, credential, $0, bindings, &name, &mechanism, &output, &flags, nil, nil)
        }
        defer {
            var ignored: OM_uint32 = 0
            gss_release_buffer(&ignored, &output)
            if name != nil { gss_release_name(&ignored, &name) }
        }
        guard major & 0xFFFF_0000 == 0 else { return .failed(Self.reason(major, minor, mechanism)) }
        let answer = Self.bytes(output)
        guard major & gssContinueNeeded == 0 else { return .challenge(answer) }
        isKerberos = gss_oid_is(mechanism, gss_oid_kerberos()) != 0
        guard isKerberos || gss_oid_is(mechanism, gss_oid_ntlmssp()) != 0 else {
            return .failed("the mechanism is neither Kerberos nor NTLM")
        }
        guard flags & OM_uint32(GSS_C_ANON_FLAG) == 0, let name, let text = Self.display(name) else {
            return .failed("the peer has no name")
        }
        if isBound, flags & OM_uint32(GSS_C_CHANNEL_BOUND_FLAG) == 0 {
            return .failed("the token is not bound to this TLS channel")
        }
        seals = flags & OM_uint32(GSS_C_CONF_FLAG) != 0 && flags & OM_uint32(GSS_C_INTEG_FLAG) != 0
        if seals, !isKerberos, agreed & NTLMSeal.flags == NTLMSeal.flags {
            ntlm = sessionKey.flatMap { NTLMSeal(sessionKey: $0) }
        }
        return .established(token: answer, name: text)
    }

    /// False once the ticket that the context stands on has expired.
    var isValid: Bool {
        guard isKerberos else { return true }
        var minor: OM_uint32 = 0
        var left: OM_uint32 = 0
        return gss_context_time(&minor, context, &left) == GSS_S_COMPLETE && left > 0
    }

    // MARK: - Wire

    /// The clear bytes of a message whose signature (or token header) and what it covers are in the range; nil when they
    /// are not the peer's next message, whole and sealed.
    /// - Parameter body: may be overwritten.
    func unseal(_ body: inout [UInt8], _ sealed: Range<Int>) -> [UInt8]? {
        if let clear = ntlm?.unseal(body[sealed]) {
            hasOpened = true
            return clear
        }
        // The library, which has seen none of the messages, decides about the first one alone.
        guard !hasOpened else { return nil }
        ntlm = nil
        return isKerberos ? unsealInPlace(&body, sealed) : unsealWhole(body[sealed])
    }

    private func unsealWhole(_ sealed: ArraySlice<UInt8>) -> [UInt8]? {
        var minor: OM_uint32 = 0
        var output = gss_buffer_desc()
        var isConfidential: Int32 = 0
        let major = withBuffer(Array(sealed)) { gss_unwrap(&minor, context, $0, &output, &isConfidential, nil) }
        defer { gss_release_buffer(&minor, &output) }
        // Supplementary bits tell of a message that came twice or out of its turn.
        guard major == GSS_S_COMPLETE, isConfidential != 0 else { return nil }
        return Self.bytes(output)
    }

    /// Kerberos' way without a buffer of the library's own: the data is somewhere in the stream, once that is open.
    private func unsealInPlace(_ body: inout [UInt8], _ sealed: Range<Int>) -> [UInt8]? {
        var minor: OM_uint32 = 0
        var isConfidential: Int32 = 0
        return body.withUnsafeMutableBytes { bytes in
            let stream = UnsafeMutableRawBufferPointer(rebasing: bytes[sealed])
            var pieces = (
                gss_iov_buffer_desc(
                    type: OM_uint32(GSS_IOV_BUFFER_TYPE_STREAM),
                    buffer: gss_buffer_desc(length: stream.count, value: stream.baseAddress)),
                gss_iov_buffer_desc(type: OM_uint32(GSS_IOV_BUFFER_TYPE_DATA), buffer: gss_buffer_desc())
            )
            let major = withUnsafeMutablePointer(to: &pieces) {
                $0.withMemoryRebound(to: gss_iov_buffer_desc.self, capacity: 2) {
                    gss_unwrap_iov(&minor, context, &isConfidential, nil, $0, 2)
                }
            }
            guard major == GSS_S_COMPLETE, isConfidential != 0 else { return nil }
            return Self.bytes(pieces.1.buffer)
        }
    }

    /// The signature (or token header) and the sealed bytes; nil when the context cannot seal.
    func seal(_ clear: [UInt8]) -> (signature: [UInt8], sealed: [UInt8], padding: Int)? {
        if let (signature, sealed) = ntlm?.seal(clear) { return (signature, sealed, 0) }
        return isKerberos ? sealInPieces(clear) : sealWhole(clear)
    }

    /// NTLM's token is 16 bytes of signature and as many bytes as were clear ([MS-NLMP] 3.4.4).
    private func sealWhole(_ clear: [UInt8]) -> (signature: [UInt8], sealed: [UInt8], padding: Int)? {
        var minor: OM_uint32 = 0
        var output = gss_buffer_desc()
        var isConfidential: Int32 = 0
        let major = withBuffer(clear) { gss_wrap(&minor, context, 1, 0, $0, &isConfidential, &output) }
        defer { gss_release_buffer(&minor, &output) }
        guard major == GSS_S_COMPLETE, isConfidential != 0, output.length >= 16 else { return nil }
        let token = Self.bytes(output)
        return (Array(token[..<16]), Array(token[16...]), 0)
    }

    /// Kerberos' token header holds the rotated trailer, so that the data stays as long as it was (RFC 4121 §4.2.5).
    private func sealInPieces(_ clear: [UInt8]) -> (signature: [UInt8], sealed: [UInt8], padding: Int)? {
        var minor: OM_uint32 = 0
        var isConfidential: Int32 = 0
        var data = clear
        let allocate = OM_uint32(GSS_IOV_BUFFER_FLAG_ALLOCATE)
        var pieces = [
            gss_iov_buffer_desc(type: OM_uint32(GSS_IOV_BUFFER_TYPE_HEADER) | allocate, buffer: gss_buffer_desc()),
            gss_iov_buffer_desc(type: OM_uint32(GSS_IOV_BUFFER_TYPE_DATA), buffer: gss_buffer_desc()),
            gss_iov_buffer_desc(type: OM_uint32(GSS_IOV_BUFFER_TYPE_PADDING) | allocate, buffer: gss_buffer_desc()),
        ]
        let major = data.withUnsafeMutableBytes { bytes in
            pieces[1].buffer = gss_buffer_desc(length: bytes.count, value: bytes.baseAddress)
            return gss_wrap_iov(&minor, context, 1, 0, &isConfidential, &pieces, Int32(pieces.count))
        }
        defer { gss_release_iov_buffer(&minor, &pieces, Int32(pieces.count)) }
        guard major == GSS_S_COMPLETE, isConfidential != 0 else { return nil }
        let padding = Self.bytes(pieces[2].buffer)
        data.append(contentsOf: padding)
        return (Self.bytes(pieces[0].buffer), data, padding.count)
    }

    /// The key that NTLM's others are derived from (ExportedSessionKey).
    private var sessionKey: [UInt8]? {
        var minor: OM_uint32 = 0
        var found: gss_buffer_set_t?
        defer { gss_release_buffer_set(&minor, &found) }
        let major = gss_inquire_sec_context_by_oid(&minor, context, gss_oid_session_key(), &found)
        guard major == GSS_S_COMPLETE, let set = found?.pointee, set.count > 0 else { return nil }
        return Self.bytes(set.elements[0])
    }

    private static func bytes(_ buffer: gss_buffer_desc) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: buffer.value, count: buffer.value == nil ? 0 : buffer.length))
    }

    /// The name without the NUL that gss-ntlmssp counts among its bytes; nil when there is one inside.
    private static func display(_ name: gss_name_t) -> String? {
        var minor: OM_uint32 = 0
        var output = gss_buffer_desc()
        guard gss_display_name(&minor, name, &output, nil) == GSS_S_COMPLETE else { return nil }
        defer { gss_release_buffer(&minor, &output) }
        var text = bytes(output)
        while text.last == 0 { text.removeLast() }
        return text.isEmpty || text.contains(0) ? nil : String(validating: text, as: UTF8.self)
    }

    /// The library's sentences about an error.
    private static func reason(_ major: OM_uint32, _ minor: OM_uint32, _ mechanism: gss_OID?) -> String {
        [(major, Int32(GSS_C_GSS_CODE)), (minor, Int32(GSS_C_MECH_CODE))].compactMap { code, kind in
            var ignored: OM_uint32 = 0
            var more: OM_uint32 = 0
            var output = gss_buffer_desc()
            guard gss_display_status(&ignored, code, kind, mechanism, &more, &output) == GSS_S_COMPLETE else {
                return nil
            }
            defer { gss_release_buffer(&ignored, &output) }
            return String(decoding: bytes(output).prefix { $0 != 0 }, as: UTF8.self)
        }.joined(separator: ": ")
    }
}

/// GSS_S_CONTINUE_NEEDED: the header shifts another macro for it, which Swift does not see.
private let gssContinueNeeded: OM_uint32 = 1

func withBuffer<Result>(_ bytes: [UInt8], _ body: (UnsafeMutablePointer<gss_buffer_desc>) -> Result) -> Result {
    var bytes = bytes
    return bytes.withUnsafeMutableBytes { raw in
        var buffer = gss_buffer_desc(length: raw.count, value: raw.baseAddress)
        return body(&buffer)
    }
}

/// The schemes of HTTP that carry tokens (RFC 4559; NTLM and Kerberos are Microsoft's).
enum Scheme: String, CaseIterable {
    case negotiate = "Negotiate"
    case kerberos = "Kerberos"
    case ntlm = "NTLM"

    /// The scheme and the token of an Authorization field; nil for another scheme and for what is no base64.
    static func token(in authorization: UnsafeRawBufferPointer) -> (Scheme, [UInt8])? {
        for scheme in allCases {
            let name = Array(scheme.rawValue.utf8)
            guard authorization.count > name.count + 1, authorization[name.count] == UInt8(ascii: " "),
                zip(name, authorization).allSatisfy({ $0 | 0x20 == $1 | 0x20 }),
                let token = decodeBase64(UnsafeRawBufferPointer(rebasing: authorization[(name.count + 1)...])),
                !token.isEmpty
            else { continue }
            return (scheme, token)
        }
        return nil
    }
}
