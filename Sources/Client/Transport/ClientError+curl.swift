internal import CCurl

extension ClientError {
    /// What a failed transfer means. `message` is libcurl's own, more exact than the text of the code.
    init(_ code: CURLcode, message: String, transfer: Transfer) {
        let url = transfer.destination.url
        let words = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        let place = "\(url.host):\(url.port)"
        switch code {
        case _ where transfer.isTooLarge:
            self = .replyTooLarge(limit: transfer.limit)
        case CURLE_COULDNT_RESOLVE_PROXY:
            self = .unreachable("The proxy's name is not known: \(words). Check what is named as the proxy.")
        case CURLE_COULDNT_RESOLVE_HOST:
            self = .unreachable("The name \(url.host) is not known: \(words). Check the URL.")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self = .unreachable("Nobody answers at \(place): \(words). Check the URL and that the service runs.")
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut(after: transfer.post.timeout)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            self = .untrusted("The certificate of \(place) is not accepted: \(words). Name its authority or its key.")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER,
            CURLE_SSL_ENGINE_NOTFOUND:
            self = .untrusted("No TLS connection to \(place): \(words).")
        case CURLE_OUT_OF_MEMORY:
            // What libcurl says of a header line without end.
            self = .replyTooLarge(limit: Transfer.maximumHeaderBytes)
        case CURLE_PARTIAL_FILE:
            self = .truncated("The reply of \(place) ended early: \(words).")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            self = .notHTTP("What \(place) answers is not HTTP: \(words). Check the port, and http against https.")
        case CURLE_RECV_ERROR where transfer.hasReceived:
            self = .truncated("The reply of \(place) ended early: \(words).")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND:
            self = .connectionLost("The connection to \(place) broke before a reply: \(words).")
        default:
            self = .connectionLost("The exchange with \(place) failed: \(words) (libcurl \(code.rawValue)).")
        }
    }
}
