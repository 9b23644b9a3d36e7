internal import CMicroHTTPD
internal import Glibc

/// A listening socket, closed with its owner.
final class Listener: Sendable {
    let descriptor: Int32
    /// The address it really has: with the port that the system chose.
    let address: ListenAddress

    /// - Throws: `HTTPServerError` when the address is taken, not this host's, or not allowed.
    init(_ wanted: ListenAddress) throws(HTTPServerError) {
        let place = wanted.address
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(place.family, kind, 0)
        guard descriptor >= 0 else { throw HTTPServerError(cannotListenOn: place, errno) }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        // Otherwise [::] would take 0.0.0.0's place as well, or not, as the host is configured.
        if place.isIPv6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, size) }
        let isBound = place.withSockaddr { bind(descriptor, $0, $1) == 0 } && listen(descriptor, SOMAXCONN) == 0
        guard isBound, let address = Self.localAddress(of: descriptor) else {
            let code = errno
            close(descriptor)
            throw HTTPServerError(cannotListenOn: place, code)
        }
        self.descriptor = descriptor
        self.address = ListenAddress(address, isSecure: wanted.isSecure)
    }

    deinit { close(descriptor) }

    /// The next connection that waits, without waiting for one.
    func accept() -> Accepted {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let (socket, peer) = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
                let socket = accept4(descriptor, address, &length, flags)
                return (socket, socket < 0 ? nil : SocketAddress(address))
            }
        }
        guard socket >= 0 else {
            switch errno {
            case EAGAIN, ECONNABORTED, EINTR: return .nothing
            default: return .failed(errno)
            }
        }
        guard let peer else {
            close(socket)
            return .nothing
        }
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return .connection(socket, peer)
    }

    enum Accepted {
        case connection(Int32, SocketAddress)
        case nothing
        case failed(Int32)
    }

    private static func localAddress(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length) == 0 ? SocketAddress($0) : nil
            }
        }
    }
}
