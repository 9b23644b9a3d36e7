// The compiler finds what <sys/socket.h> declares in whichever of the two modules it loads first.
internal import CMicroHTTPD
internal import Glibc
internal import HTTPMessage

/// An answer written to a socket directly, for the moments in which the library cannot send one: before a connection
/// is its own, and in the middle of a body. It is always the connection's last.
enum WireAnswer {
    /// The bytes of the whole answer.
    static func bytes(_ response: HTTPResponse) -> [UInt8] {
        var text = "HTTP/1.1 \(response.status) \(reason(response.status))\r\n"
        for (name, value) in response.headers { text += "\(name): \(value)\r\n" }
        text += "Content-Length: \(response.body.count)\r\nConnection: close\r\n\r\n"
        return Array(text.utf8) + response.body
    }

    static let tooSlow = bytes(Refusal.tooSlow)

    /// What a client of TLS is told before its handshake, which would cost what is short: a record with the fatal alert
    /// internal_error (RFC 8446 §6.2).
    static let alert: [UInt8] = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50]

    /// Sends it, under TLS where the connection has it, and reads away what the peer still says.
    static func send(_ response: HTTPResponse, on connection: Connection) {
        if let session = connection.session {
            session.send(bytes(response))
        } else {
            send(bytes(response), to: connection.descriptor)
        }
        linger(on: connection)
    }

    /// Sends it without waiting, and ends our side of the conversation. A new or a silent connection has room for it.
    static func send(_ bytes: [UInt8], to descriptor: Int32) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads away what the peer still sends until it is through, for two seconds at most: closing a socket with unread
    /// bytes resets it, and the reset can overtake the answer.
    static func linger(on connection: Connection) {
        connection.session?.finishSending()
        let descriptor = connection.descriptor
        shutdown(descriptor, Int32(SHUT_WR))
        var scratch = [UInt8](repeating: 0, count: 16 * 1024)
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let end = now.tv_sec * 1000 + now.tv_nsec / 1_000_000 + 2000
        while true {
            clock_gettime(CLOCK_MONOTONIC, &now)
            let left = end - (now.tv_sec * 1000 + now.tv_nsec / 1_000_000)
            guard left > 0, poll(&request, 1, Int32(left)) == 1,
                recv(descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT)) > 0
            else { return }
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
