internal import CMicroHTTPD
internal import Glibc
public import HTTPMessage
public import Platform
internal import Synchronization

/// An HTTP/1.1 server for one service: it authenticates, guards its limits, and calls a handler with complete requests.
///
/// Each connection has a thread of its own, on which the handler runs and may block. Requests of one connection come
/// one after the other.
public final class HTTPServer: Sendable {
    private enum State {
        case new
        case running(Running)
        case stopped
    }

    private struct Running: @unchecked Sendable {  // because the two pointers are used under the state's lock only
        let addresses: [ListenAddress]
        let daemons: Daemons
        let callbacks: UnsafeMutablePointer<MHD_Callbacks>
        let acceptor: Acceptor
        let watchdog: Watchdog
    }

    private let service: Service
    private let state = Lock<State>(.new)

    /// - Parameters:
    ///   - configuration: where it listens, and its limits.
    ///   - users: who may come in. With nobody in it, only Identify on the anonymous routes is answered.
    ///   - negotiation: offers Negotiate, and Kerberos with a keytab, beside Basic.
    ///   - log: for what operators want to know.
    ///   - metrics: where answers, refusals and limits are counted.
    ///   - time: the clock of all deadlines.
    ///   - onRefusal: told of credentials that were refused; called on many threads at once.
    ///   - handler: answers a request; called on many threads at once.
    public init(
        _ configuration: HTTPServerConfiguration, users: UserDatabase, negotiation: Negotiation? = nil, log: Logger,
        metrics: Metrics = Metrics(), time: any TimeSource = SystemTime(),
        onRefusal: @escaping @Sendable (RefusedSignIn) -> Void = { _ in },
        handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) {
        service = Service(
            configuration, users: users, negotiation: negotiation, time: time, log: log, metrics: metrics,
            onRefusal: onRefusal, handler: handler)
    }

    deinit { drain(timeout: .zero) }

    /// Opens the listening sockets and begins to serve. A server starts once.
    ///
    /// - Throws: `HTTPServerError` when the configuration is impossible, an address cannot be listened on or the system
    ///   lacks something; then nothing is open.
    public func start() throws(HTTPServerError) {
        let service = service
        if let problem = service.configuration.problem { throw HTTPServerError(problem) }
        try state.withLock { state throws(HTTPServerError) in
            guard case .new = state else { throw HTTPServerError("The server was started already.") }
            state = .running(try Self.run(service))
        }
        warnOfTooFewFiles()
        for address in boundListeners { service.log.log(.info, "Listening.", [("address", address.description)]) }
    }

    /// Where the server listens, in the order of the configuration and with the ports that the system chose; empty
    /// unless it is running.
    public var boundAddresses: [SocketAddress] { boundListeners.map(\.address) }

    /// `boundAddresses` with whether each speaks TLS.
    public var boundListeners: [ListenAddress] {
        state.withLock { state in
            guard case .running(let running) = state else { return [] }
            return running.addresses
        }
    }

    /// How many connections are open.
    public var openConnections: Int { service.connections.count }

    /// Stops: no new connection, idle ones are closed, requests in hand are answered. What is not answered when the
    /// timeout has passed is cut off.
    public func drain(timeout: Duration) {
        let running = state.withLock { state -> Running? in
            guard case .running(let running) = state else { return nil }
            state = .stopped
            return running
        }
        guard let running else { return }
        running.acceptor.stop()
        service.isDraining.store(true, ordering: .sequentiallyConsistent)
        service.connections.closeIdle()
        _ = service.connections.waitUntilEmpty(timeout: timeout)
        running.watchdog.stop()
        guard service.connections.closeAll() else {
            // The library would wait for the handler. What it uses stays until the process ends.
            service.log.log(.warning, "A request was still being worked on when the server stopped.")
            return
        }
        running.daemons.stop()
        Callbacks.release(running.callbacks)
    }

    /// Each connection is an open file; half as many again are left to everything else.
    private func warnOfTooFewFiles() {
        var limit = rlimit()
        let wanted = service.configuration.maximumConnections * 3 / 2
        guard getrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(wanted) else { return }
        service.log.log(
            .warning, "The limit of open files is too low for the configured connections; raise it (ulimit -n).",
            [("limit", "\(limit.rlim_cur)"), ("wanted", "\(wanted)")])
    }

    /// Reads the certificates' files again, as on SIGHUP. A bad new one leaves the old in use and a line in the log.
    public func reloadCertificates() {
        service.certificates?.reload()
        do throws(HTTPServerError) {
            try service.configuration.clientCertificates?.reload()
        } catch {
            service.log.log(.error, "The authorities of clients stay as they were: \(error.description)")
        }
    }

    private static func run(_ service: Service) throws(HTTPServerError) -> Running {
        var listeners: [Listener] = []
        for address in service.configuration.listen { listeners.append(try Listener(address)) }
        let callbacks = Callbacks.make(for: service)
        do throws(HTTPServerError) {
            let daemons = try Daemons(service, callbacks)
            do throws(HTTPServerError) {
                let watchdog = try Watchdog(service)
                do throws(HTTPServerError) {
                    return Running(
                        addresses: listeners.map(\.address), daemons: daemons, callbacks: callbacks,
                        acceptor: try Acceptor(listeners, daemons: daemons, service: service), watchdog: watchdog)
                } catch {
                    watchdog.stop()
                    throw error
                }
            } catch {
                daemons.stop()
                throw error
            }
        } catch {
            Callbacks.release(callbacks)
            throw error
        }
    }
}

/// Why a server does not run.
public struct HTTPServerError: Error, CustomStringConvertible {
    /// A sentence that names the address and what to do.
    public let description: String

    init(_ description: String) { self.description = description }

    init(cannotListenOn address: SocketAddress, _ code: Int32) {
        let advice =
            switch code {
            case EADDRINUSE: "Another program listens there: stop it or choose another port."
            case EADDRNOTAVAIL: "This host has no such address: choose one of its own."
            case EACCES: "Ports below 1024 need a privilege: choose a higher one."
            default: "Choose another address."
            }
        description = "Cannot listen on \(address): \(String(cString: strerror(code))). \(advice)"
    }

    init(cannotStart code: Int32) {
        description =
            "The server cannot start: \(String(cString: strerror(code))). Check the limits of open files and threads."
    }
}
