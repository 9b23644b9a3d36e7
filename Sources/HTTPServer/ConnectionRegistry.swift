// The compiler finds what <sys/socket.h> declares in whichever of the two modules it loads first.
internal import CMicroHTTPD
internal import Glibc
internal import Platform

/// All open connections by their socket, to count them, to cut the overdue and to wait for the last one.
///
/// A socket is shut down under the registry's lock, and leaves the registry before it is closed: so its number cannot
/// have become another file's meanwhile.
final class ConnectionRegistry: Sendable {
    /// Why a connection was not let in.
    enum Refusal: Error {
        case tooMany, tooManyFromThisAddress
    }

    private let open = Condition<[Int32: Connection]>([:])
    private let limit: Int
    private let limitPerAddress: Int

    init(limit: Int, limitPerAddress: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    /// How long a connection may be there without a request of somebody known before it has to make room.
    private static let grace: Duration = .seconds(3)

    /// Takes a connection in. Where there are too many, the oldest one that nobody has signed in on and that sends no
    /// body makes room: who opens connections for their own sake does not keep others out.
    ///
    /// - Returns: what made room, already shut down; nil where there was room.
    func add(_ connection: Connection) throws(Refusal) -> Connection? {
        try open.update { open throws(Refusal) in
            let origin = connection.peer.origin
            let same = open.values.filter { $0.peer.origin == origin }
            var evicted: Connection?
            if same.count >= limitPerAddress {
                evicted = Self.eldestStranger(among: same, at: connection.opened)
                if evicted == nil { throw .tooManyFromThisAddress }
            } else if open.count >= limit {
                evicted = Self.eldestStranger(among: Array(open.values), at: connection.opened)
                if evicted == nil { throw .tooMany }
            }
            if let evicted {
                shutdown(evicted.descriptor, Int32(SHUT_RDWR))
                open[evicted.descriptor] = nil
            }
            open[connection.descriptor] = connection
            return evicted
        }
    }

    private static func eldestStranger(among connections: [Connection], at now: Duration) -> Connection? {
        connections.filter {
            !$0.isKnown && ($0.phase == .idle || $0.phase == .header) && $0.opened + grace < now
        }.min { $0.opened < $1.opened }
    }

    var count: Int { open.update { $0.count } }

    func connection(on descriptor: Int32) -> Connection? { open.update { $0[descriptor] } }

    /// The connection whose requests the thread reads.
    func connection(of thread: UInt) -> Connection? { open.update { $0.values.first { $0.thread == thread } } }

    func remove(_ descriptor: Int32) { open.update { _ = $0.removeValue(forKey: descriptor) } }

    /// Shuts down every connection that is past its deadline and returns them, each with the limit that it met: its own thread
    /// wakes from that, and goes on to another phase at once.
    func cutOverdue(at now: Duration) -> [(connection: Connection, limit: Limit?)] {
        open.update { open in
            let overdue = open.values.filter { $0.isOverdue(at: now) }.map { (connection: $0, limit: $0.limit) }
            for (connection, _) in overdue {
                // Whoever is too slow is told so where nothing is on its way that it would fall into.
                if !connection.isSecure, connection.phase == .header || connection.phase == .body {
                    let answer = WireAnswer.tooSlow
                    send(connection.descriptor, answer, answer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
                }
                shutdown(connection.descriptor, Int32(SHUT_RDWR))
            }
            return overdue
        }
    }

    /// Ends every connection on which no request has begun. A request that lies in the socket already is still read:
    /// only what comes after it is the end.
    func closeIdle() {
        open.update { open in
            for connection in open.values where connection.phase == .idle {
                shutdown(connection.descriptor, Int32(SHUT_RD))
            }
        }
    }

    /// Shuts down every connection; true when on none of them a handler runs.
    func closeAll() -> Bool {
        open.update { open in
            for connection in open.values { shutdown(connection.descriptor, Int32(SHUT_RDWR)) }
            return open.values.allSatisfy { $0.phase != .handling }
        }
    }

    /// False when the time has passed and connections are still open.
    func waitUntilEmpty(timeout: Duration) -> Bool {
        open.wait(timeout: timeout) { $0.isEmpty ? true : nil } ?? false
    }
}

extension SocketAddress {
    /// What counts as one sender: an IPv4 address, or the 64 bits of an IPv6 address that a site is given as a whole.
    var origin: ArraySlice<UInt8> { isIPv6 && !isLoopback && host.contains(":") ? bytes.prefix(8) : bytes[...] }
}
