internal import Glibc

/// `winchd healthcheck`: asks the running server who it is, with a plain socket and no credentials.
func checkHealth(_ invocation: Invocation) throws(Complaint) {
    let url = try healthcheckURL(invocation)
    let reply = try exchange(with: url, identifyRequest(to: url), timeout: 5)
    let status = reply.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
    guard status.hasPrefix("HTTP/1.1 200"), reply.contains("IdentifyResponse") else {
        throw .failure(
            "\(url.text) answers, but not as a WS-Management service: \(status.isEmpty ? "nothing came back" : status)")
    }
    say("\(url.text) is healthy.")
}

/// The little of a URL that a socket needs.
struct ServiceURL: Equatable {
    let text: String
    /// Without brackets.
    let host: String
    let port: String

    /// - Throws: a usage complaint unless it is `http://HOST:PORT/…`.
    init(_ text: String) throws(Complaint) {
        guard text.hasPrefix("http://") else {
            let advice = text.hasPrefix("https://") ? " (beside https, listen on 127.0.0.1 with http for it)" : ""
            throw .usage("'\(text)' is not a URL that healthcheck can ask: expected http://ADDRESS:PORT/wsman\(advice)")
        }
        let authority = text.dropFirst("http://".count).prefix { $0 != "/" }
        let colon = authority.lastIndex { $0 == ":" || $0 == "]" }
        let hasPort = colon.map { authority[$0] == ":" } ?? false
        let host = hasPort ? authority[..<(colon ?? authority.endIndex)] : authority
        self.text = text
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
        port = hasPort ? String(authority[(colon ?? authority.startIndex)...].dropFirst()) : "80"
    }

    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

private func healthcheckURL(_ invocation: Invocation) throws(Complaint) -> ServiceURL {
    if let url = invocation.single(.url) { return try ServiceURL(url.text) }
    let file = DataFiles(directory: invocation.single(.data)?.text ?? DataFiles.defaultDirectory).url
    guard let bytes = try? readFile(file) else {
        throw .failure(
            "no winchd seems to run: there is no \(file). Name its data directory (--data) or its address (--url).")
    }
    return try ServiceURL(trimmed(String(decoding: bytes, as: UTF8.self)))
}

private func identifyRequest(to url: ServiceURL) -> String {
    let body = IdentifyMessage.text()
    let head = [
        "POST \(IdentifyMessage.anonymousPath) HTTP/1.1", "Host: \(url.authority)",
        "Content-Type: \(IdentifyMessage.contentType)",
        "Content-Length: \(body.utf8.count)", "Connection: close",
    ]
    return head.joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// Sends a request and reads what comes back until the other side closes, or for `timeout` seconds a read.
private func exchange(with url: ServiceURL, _ request: String, timeout: Int) throws(Complaint) -> String {
    let connection = try connect(to: url, timeout: timeout)
    defer { close(connection) }
    let bytes = Array(request.utf8)
    guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        throw .failure("\(url.text) does not take a request: \(systemReason()).")
    }
    var reply: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while reply.count < 1 << 16 {
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { break }
        reply += chunk[..<count]
    }
    return String(decoding: reply, as: UTF8.self)
}

private func connect(to url: ServiceURL, timeout: Int) throws(Complaint) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(url.host, url.port, &hints, &found) == 0 else {
        throw .failure("\(url.text) names no address that this host knows.")
    }
    defer { freeaddrinfo(found) }
    var candidate = found
    while let address = candidate?.pointee {
        let connection = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        let limit = [timeout, 0]  // struct timeval, whose Swift name drags in a module that cannot be imported
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(connection, SOL_SOCKET, option, limit, socklen_t(MemoryLayout<Int>.size * 2))
        }
        if Glibc.connect(connection, address.ai_addr, address.ai_addrlen) == 0 { return connection }
        close(connection)
        candidate = address.ai_next
    }
    throw .failure("\(url.text) cannot be reached: \(systemReason()).")
}
