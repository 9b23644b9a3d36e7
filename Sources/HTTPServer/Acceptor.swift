internal import CMicroHTTPD
internal import Glibc
internal import HTTPMessage
internal import Platform

/// The thread that accepts connections on all listening sockets, turns away those over the caps, and gives the others
/// to the library, each with a thread of its own.
///
/// The library's own accepting would leave connections over its limit waiting without an answer.
final class Acceptor: @unchecked Sendable {  // because only the acceptor's thread, once it runs, touches what varies
    private var listeners: [Listener]
    private let daemons: Daemons
    private let service: Service
    private let wake: Int32
    private var thread: Thread?
    /// Connections over the caps that have their answer and may still talk for a moment.
    private var turnedAway: [(descriptor: Int32, until: Duration)] = []
    private static let maximumTurnedAway = 64

    /// - Throws: `HTTPServerError` when the system has no thread or no file left.
    init(_ listeners: [Listener], daemons: Daemons, service: Service) throws(HTTPServerError) {
        self.listeners = listeners
        self.daemons = daemons
        self.service = service
        wake = eventfd(0, Int32(EFD_CLOEXEC))
        guard wake >= 0 else { throw HTTPServerError(cannotStart: errno) }
        thread = Thread(named: "accept") { [self] in run() }
        guard thread != nil else {
            close(wake)
            throw HTTPServerError(cannotStart: EAGAIN)
        }
    }

    /// No connection is accepted once this returns; the listening sockets are closed.
    func stop() {
        eventfd_write(wake, 1)
        thread?.join()
        thread = nil
        listeners = []
        close(wake)
    }

    private func run() {
        while true {
            var polled = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
            for listener in listeners {
                polled.append(pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0))
            }
            for guest in turnedAway { polled.append(pollfd(fd: guest.descriptor, events: Int16(POLLIN), revents: 0)) }
            poll(&polled, nfds_t(polled.count), turnedAway.isEmpty ? -1 : 250)
            if polled[0].revents != 0 { break }
            dismiss(polled.suffix(turnedAway.count).map { $0.revents != 0 })
            for (listener, state) in zip(listeners, polled.dropFirst()) where state.revents != 0 {
                while accept(on: listener) {}
            }
        }
        for guest in turnedAway { close(guest.descriptor) }
    }

    /// False when no connection waits any more.
    private func accept(on listener: Listener) -> Bool {
        switch listener.accept() {
        case .nothing: return false
        case .failed(let code):
            service.log.log(
                .warning, "A connection could not be accepted.", [("error", String(cString: strerror(code)))])
            // Out of files or memory: the connection still waits, so without a pause this would be a busy loop.
            usleep(100_000)
            return false
        case .connection(let descriptor, let peer):
            take(descriptor, from: peer, isSecure: listener.address.isSecure)
            return true
        }
    }

    private func take(_ descriptor: Int32, from peer: SocketAddress, isSecure: Bool) {
        let now = service.time.monotonic
        let connection = Connection(
            descriptor: descriptor, peer: peer, certificate: isSecure ? service.certificates?.current : nil,
            opened: now, deadline: now + service.configuration.headerDeadline)
        do throws(ConnectionRegistry.Refusal) {
            if let evicted = try service.connections.add(connection) {
                service.metrics.reached(.connections)
                service.log.log(
                    .info, "Closed an old connection that nobody signed in on: too many are open.",
                    [("peer", evicted.remoteAddress)])
            }
        } catch {
            let isOwnFault = error == .tooManyFromThisAddress
            service.metrics.reached(isOwnFault ? .connectionsPerAddress : .connections)
            let response = isOwnFault ? Refusal.tooManyConnectionsFromAddress : Refusal.tooManyConnections
            return turnAway(
                descriptor, from: peer, with: isSecure ? WireAnswer.alert : WireAnswer.bytes(response))
        }
        let daemon = isSecure ? daemons.secure : daemons.plain
        let isTaken = peer.withSockaddr { MHD_add_connection(daemon, descriptor, $0, $1) == .YES }
        if !isTaken {
            // The library has closed the socket.
            service.connections.remove(descriptor)
            service.log.log(.warning, "A connection could not be served for want of memory.", [("peer", peer.host)])
        }
    }

    private func turnAway(_ descriptor: Int32, from peer: SocketAddress, with answer: [UInt8]) {
        service.log.log(.notice, "Turned a connection away: too many are open.", [("peer", peer.host)])
        WireAnswer.send(answer, to: descriptor)
        if turnedAway.count == Self.maximumTurnedAway { close(turnedAway.removeFirst().descriptor) }
        turnedAway.append((descriptor, service.time.monotonic + .seconds(2)))
    }

    /// Reads away what guests without a connection still say, and closes those that are through or took too long.
    private func dismiss(_ isReadable: [Bool]) {
        var scratch = [UInt8](repeating: 0, count: turnedAway.isEmpty ? 0 : 4096)
        let now = turnedAway.isEmpty ? .zero : service.time.monotonic
        var staying: [(descriptor: Int32, until: Duration)] = []
        for (guest, isReadable) in zip(turnedAway, isReadable) {
            let isThrough = isReadable && recv(guest.descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT)) <= 0
            if isThrough || guest.until < now { close(guest.descriptor) } else { staying.append(guest) }
        }
        turnedAway = staying
    }
}
