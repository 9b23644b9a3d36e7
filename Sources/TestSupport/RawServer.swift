internal import Glibc
public import Platform

/// A server that does with each connection exactly what a test says, byte by byte: to tell lies that no HTTP library
/// would let through. One thread a connection; all ends when it is released.
public final class RawServer: Sendable {
    /// What deinit shuts down. Each thread closes its own: a number that is closed elsewhere is soon another test's.
    private struct Sockets {
        var listener: Int32
        var open: Set<Int32> = []
        var isStopped = false
    }

    private let sockets: Lock<Sockets>
    public let url: String
    /// Everything that was asked, in order of arrival.
    public let requests = Lock<[RawRequest]>([])
    public let connectionCount = Lock(0)

    /// - Parameter serve: runs on a thread of its own for each connection, which is closed afterwards.
    public init(_ serve: @escaping @Sendable (RawConnection) -> Void) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(listener, pointer, length)
                _ = listen(listener, 64)
                _ = getsockname(listener, pointer, &length)
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_port.bigEndian }
            }
        }
        url = "http://127.0.0.1:\(port)/wsman"
        sockets = Lock(Sockets(listener: listener))
        let (sockets, requests, count) = (sockets, requests, connectionCount)
        onThread {
            while !sockets.withLock(\.isStopped) {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { continue }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)  // or a child of the tests keeps it open
                let isOpen = sockets.withLock { sockets in
                    if !sockets.isStopped { sockets.open.insert(descriptor) }
                    return !sockets.isStopped
                }
                guard isOpen else {
                    close(descriptor)
                    break
                }
                count.withLock { $0 += 1 }
                onThread {
                    serve(RawConnection(descriptor: descriptor, requests: requests))
                    sockets.withLock { sockets in
                        sockets.open.remove(descriptor)
                        close(descriptor)
                    }
                }
            }
            close(listener)
        }
    }

    deinit {
        sockets.withLock { sockets in
            sockets.isStopped = true
            shutdown(sockets.listener, Int32(SHUT_RDWR))
            for descriptor in sockets.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Answers every request of every connection.
    public convenience init(answering answer: @escaping @Sendable (RawRequest) -> RawReply) {
        self.init { connection in
            while let request = connection.readRequest() { connection.send(answer(request)) }
        }
    }

    /// Writes the same bytes to whoever asks, then closes.
    public convenience init(sending text: String) {
        self.init { connection in
            _ = connection.readRequest()
            connection.send(text)
        }
    }
}

/// A request as it came.
public struct RawRequest: Sendable {
    /// Request line and fields.
    public let head: String
    public let body: String

    /// The value of a field.
    public func field(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }

    /// The text between the first of these tags and its end.
    public func element(_ tag: String) -> String? {
        guard let start = body.firstRange(of: "<\(tag)"), let open = body[start.upperBound...].firstIndex(of: ">"),
            let end = body[open...].firstRange(of: "<" + "/\(tag)>")
        else { return nil }
        return String(body[body.index(after: open)..<end.lowerBound])
    }

    public var messageID: String { element("a:MessageID") ?? "" }
    /// The last part of the action, or `Identify`.
    public var operation: String { element("a:Action")?.split(separator: "/").last.map(String.init) ?? "Identify" }
}

/// A reply to be, right or wrong.
public struct RawReply: Sendable {
    public var status = 200
    public var contentType: String? = "application/soap+xml;charset=UTF-8"
    public var fields: [String] = []
    public var body: String

    public init(
        status: Int = 200, contentType: String? = "application/soap+xml;charset=UTF-8", fields: [String] = [],
        body: String
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }

    /// As it goes over the wire.
    public var text: String {
        let lines =
            ["HTTP/1.1 \(status) Any", "Content-Length: \(body.utf8.count)"]
            + (contentType.map { ["Content-Type: \($0)"] } ?? [])
            + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

/// The server's side of one connection.
public final class RawConnection: @unchecked Sendable {  // because one thread uses it
    let descriptor: Int32
    private let requests: Lock<[RawRequest]>
    private var buffer: [UInt8] = []

    init(descriptor: Int32, requests: Lock<[RawRequest]>) {
        self.descriptor = descriptor
        self.requests = requests
    }

    /// Reads one request with its Content-Length; nil when the client has closed.
    public func readRequest() -> RawRequest? {
        while true {
            if let end = endOfHead() {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                let length = RawRequest(head: head, body: "").field("Content-Length").flatMap { Int($0) } ?? 0
                while buffer.count < end + length { if !readMore() { return nil } }
                let request = RawRequest(
                    head: head, body: String(decoding: buffer[end..<(end + length)], as: UTF8.self))
                buffer.removeFirst(end + length)
                requests.withLock { $0.append(request) }
                return request
            }
            if !readMore() { return nil }
        }
    }

    private func endOfHead() -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4) where Array(buffer[index..<(index + 4)]) == mark { return index + 4 }
        return nil
    }

    private func readMore() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }

    public func send(_ reply: RawReply) { send(reply.text) }

    /// False when the client has gone.
    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func onThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Work(body)).toOpaque()
    pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, context)
    pthread_detach(thread)
}
