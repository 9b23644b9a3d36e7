internal import Glibc

/// A client that sends exactly the bytes it is given.
class RawClient {
    struct Reply: CustomStringConvertible {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: String

        subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        var description: String { "\(status) \(headers) \(body)" }
    }

    let descriptor: Int32
    private var received: [UInt8] = []

    init(port: UInt16, ipv6: Bool = false) {
        descriptor = socket(ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if ipv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            inet_pton(AF_INET6, "::1", &address.sin6_addr)
            connect(&address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
            connect(&address)
        }
    }

    deinit { close(descriptor) }

    private func connect<Address>(_ address: inout Address) {
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// False when the peer has closed the connection.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write($0) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int { recv(descriptor, buffer.baseAddress, buffer.count, 0) }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next reply; nil when the connection ends before it is complete.
    func reply() -> Reply? {
        while true {
            if let end = headEnd() {
                let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
                let headers = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1)
                    return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
                }
                let status = Int(lines[0].split(separator: " ")[1]) ?? 0
                if status == 100 {
                    received.removeSubrange(..<(end + 4))
                    return Reply(status: status, headers: headers, body: "")
                }
                let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
                while received.count < end + 4 + length { guard fill() else { return nil } }
                let body = String(decoding: received[(end + 4)..<(end + 4 + length)], as: UTF8.self)
                received.removeSubrange(..<(end + 4 + length))
                return Reply(status: status, headers: headers, body: body)
            }
            guard fill() else { return nil }
        }
    }

    /// Reads until the peer closes; true when nothing more than what was read already came.
    func isClosed() -> Bool {
        while fill() {}
        return received.isEmpty && isEnded
    }

    private(set) var isEnded = false

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = chunk.withUnsafeMutableBytes { read($0) }
        guard count > 0 else {
            isEnded = count == 0 || errno == ECONNRESET
            return false
        }
        received.append(contentsOf: chunk.prefix(count))
        return true
    }

    private func headEnd() -> Int? {
        guard received.count >= 4 else { return nil }
        return (0...(received.count - 4)).first { received[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
    }
}
