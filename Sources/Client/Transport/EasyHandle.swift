internal import CCurl
internal import Glibc

/// One of libcurl's easy handles: configured once, then used for one transfer after the other.
///
/// It is never reset, for it remembers which scheme of authentication the server took and Digest's nonce; a transfer to
/// the same server on a used handle therefore needs no second round trip.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private var errorBuffer: UnsafeMutablePointer<CChar>
    /// Up to this size a body is copied and not read piece by piece.
    private static let wholeBodyBytes = 16384

    /// - Throws: ``ClientError/invalidArgument(_:)`` for an option that this libcurl refuses.
    init(_ configuration: ClientConfiguration) throws(ClientError) {
        guard let pointer = curl_easy_init() else { fatalError("out of memory for a libcurl handle") }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configureConnection(configuration)
        try configureTrust(configuration)
        setCallbacks()
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
    }

    /// libcurl's own words about the last failure; empty when it had none.
    var message: String { String(cString: errorBuffer) }

    var status: Int {
        var status = 0
        winch_easy_get_long(pointer, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// Points the handle at a transfer, which must live until the handle has left the multi handle.
    ///
    /// - Throws: ``ClientError/invalidArgument(_:)`` for a URL that libcurl refuses.
    func prepare(_ transfer: Transfer) throws(ClientError) {
        let destination = transfer.destination
        try set(CURLOPT_URL, destination.url.text, "the URL \(destination.url)")
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        errorBuffer[0] = 0
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PRIVATE] {
            winch_easy_set_pointer(pointer, option, context)
        }
        // Expect would cost a second when the server does not know it.
        var list = curl_slist_append(nil, "Expect:")
        for (name, value) in transfer.post.headers { list = curl_slist_append(list, "\(name): \(value)") }
        transfer.headerList = list
        winch_easy_set_list(pointer, CURLOPT_HTTPHEADER, list)
        winch_easy_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(transfer.post.body.count))
        // What libcurl has as a whole goes out with the header in one packet. It may also send it again when a kept
        // connection turns out to be dead, so that all else is handed to it piece by piece, under Transfer's eyes.
        if transfer.post.isRepeatable, transfer.post.body.count <= Self.wholeBodyBytes {
            transfer.post.body.withUnsafeBytes { bytes in
                _ = winch_easy_copy_body(pointer, bytes.baseAddress)
            }
        } else {
            winch_easy_copy_body(pointer, nil)
        }
        winch_easy_set_long(pointer, CURLOPT_TIMEOUT_MS, Int(max(1, transfer.post.timeout.wholeMilliseconds)))
        let used = transfer.post.usesCredentials ? destination.schemes : []
        winch_easy_set_long(pointer, CURLOPT_HTTPAUTH, Int(bitPattern: used.curlMask))
        winch_easy_set_string(pointer, CURLOPT_USERNAME, used.isEmpty ? nil : destination.credentials?.user)
        winch_easy_set_string(pointer, CURLOPT_PASSWORD, used.isEmpty ? nil : destination.credentials?.password)
    }

    // MARK: - Once for each handle

    private func set(_ option: CURLoption, _ value: Int) { winch_easy_set_long(pointer, option, value) }

    private func set(_ option: CURLoption, _ value: String, _ what: String) throws(ClientError) {
        let code = winch_easy_set_string(pointer, option, value)
        guard code == CURLE_OK else {
            throw .invalidArgument("libcurl does not take \(what): \(String(cString: curl_easy_strerror(code))).")
        }
    }

    private func configureConnection(_ configuration: ClientConfiguration) throws(ClientError) {
        winch_easy_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_POST, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, configuration.connectTimeout.wholeMilliseconds)))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https", "the protocols http and https")
        if configuration.staysBeyondLink {
            winch_easy_stay_beyond_link(pointer)
        } else {
            winch_easy_close_on_exec(pointer)
        }
        try set(CURLOPT_USERAGENT, configuration.userAgent, "the user agent")
        if let proxy = configuration.proxy { try set(CURLOPT_PROXY, proxy, "the proxy \(proxy)") }
    }

    private func configureTrust(_ configuration: ClientConfiguration) throws(ClientError) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        switch configuration.trust {
        case .system: break
        case .authorities(let file):
            try set(CURLOPT_CAINFO, file, "the file of certificate authorities \(file)")
            winch_easy_set_string(pointer, CURLOPT_CAPATH, nil)  // or the host's authorities would do as well
        case .publicKey(let key):
            try set(CURLOPT_PINNEDPUBLICKEY, key, "the public key \(key)")
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        case .anyone:
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        guard let identity = configuration.identity else { return }
        try set(CURLOPT_SSLCERT, identity.certificateFile, "the certificate \(identity.certificateFile)")
        let isPKCS12 = identity.certificateFile.hasSuffix(".p12") || identity.certificateFile.hasSuffix(".pfx")
        if isPKCS12 { try set(CURLOPT_SSLCERTTYPE, "P12", "PKCS#12 certificates") }
        if let keyFile = identity.keyFile { try set(CURLOPT_SSLKEY, keyFile, "the key \(keyFile)") }
        if let passphrase = identity.passphrase { try set(CURLOPT_KEYPASSWD, passphrase, "the passphrase") }
    }

    private func setCallbacks() {
        winch_easy_set_data_function(pointer, CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer, let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
            return transfer.send(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
        winch_easy_set_seek_function(pointer) { context, offset, origin in
            guard offset == 0, origin == SEEK_SET, let transfer = transfer(context), transfer.rewind() else {
                return CURL_SEEKFUNC_FAIL
            }
            return CURL_SEEKFUNC_OK
        }
        winch_easy_set_data_function(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer(context)?.receive(headerLine: line) == true ? line.count : -1
        }
        winch_easy_set_data_function(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer(context)?.receive(body: part) == true ? part.count : -1
        }
    }
}

/// The transfer a callback is about: the loop keeps it while libcurl has the handle.
private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

extension AuthenticationSchemes {
    fileprivate var curlMask: UInt {
        var mask: UInt = 0
        if contains(.basic) { mask |= winch_auth_basic }
        if contains(.digest) { mask |= winch_auth_digest }
        if contains(.ntlm) { mask |= winch_auth_ntlm }
        if contains(.negotiate) { mask |= winch_auth_negotiate }
        return mask
    }
}

extension Duration {
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
