internal import CMicroHTTPD
internal import HTTPMessage

/// The bridge from the library's C callbacks to `Service`: nothing but pointers becoming values.
///
/// The context of every callback is the service, kept alive by the server for as long as the daemon runs. A
/// connection's own context is its `Connection`, retained from the library's first notice of it to its last.
enum Callbacks {
    /// What `MHD_start_thread_per_connection` wants; must be given back with `release`.
    static func make(for service: Service) -> UnsafeMutablePointer<MHD_Callbacks> {
        let callbacks = UnsafeMutablePointer<MHD_Callbacks>.allocate(capacity: 1)
        callbacks.initialize(
            to: MHD_Callbacks(
                context: Unmanaged.passRetained(service).toOpaque(), request_line: requestLine, access: access,
                completed: completed, connection: notify, log: log))
        return callbacks
    }

    static func release(_ callbacks: UnsafeMutablePointer<MHD_Callbacks>) {
        Unmanaged<Service>.fromOpaque(callbacks.pointee.context).release()
        callbacks.deallocate()
    }

    private static func service(_ context: UnsafeMutableRawPointer?) -> Service {
        Unmanaged<Service>.fromOpaque(context!).takeUnretainedValue()  // because `make` put it there
    }

    private static func connection(_ exchange: OpaquePointer?) -> Connection? {
        MHD_connection_context(exchange).map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let requestLine:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
            context, target, exchange in
            if let target, let connection = connection(exchange) {
                service(context).requestLine(target, on: connection)
            }
            return nil
        }

    /// Called when the head is complete, for every piece of the body (with its size), and at the end (with size 0).
    private static let access: MHD_AccessHandlerCallback = {
        context, exchange, path, method, version, upload, size, _ in
        guard let exchange, let path, let method, let version, let size, let connection = connection(exchange) else {
            return .NO
        }
        let service = service(context)
        let goesOn: Bool
        if case .head = connection.stage {
            goesOn = service.begin(
                exchange, connection, path: Self.path(path, connection), method: String(cString: method),
                isHTTP11: version[7] != UInt8(ascii: "0"))
        } else if let upload, size.pointee > 0 {
            goesOn = service.take(UnsafeRawBufferPointer(start: upload, count: size.pointee), connection)
            size.pointee = 0
        } else {
            goesOn = service.finish(exchange, connection, method: String(cString: method))
        }
        return goesOn ? .YES : .NO
    }

    /// What the target says after scheme and authority, if it has these (RFC 9112 §3.2.2). The library has decoded it, and
    /// cut it where it holds a NUL: such a one is nowhere.
    private static func path(_ path: UnsafePointer<CChar>, _ connection: Connection) -> String {
        let target = connection.target
        guard !target.utf8.contains(UInt8(ascii: "%")) || !target.contains("%00") else { return "" }
        let path = String(cString: path)
        guard !path.utf8.starts(with: "/".utf8), let colon = path.firstRange(of: "://"),
            ["http", "https"].contains(path[..<colon.lowerBound].lowercased())
        else { return path }
        return path[colon.upperBound...].firstIndex(of: "/").map { String(path[$0...]) } ?? "/"
    }

    private static let completed: MHD_RequestCompletedCallback = { context, exchange, _, code in
        guard let connection = connection(exchange) else { return }
        service(context).completed(connection, isBroken: code != .REQUEST_TERMINATED_COMPLETED_OK)
    }

    private static let notify: MHD_NotifyConnectionCallback = { context, exchange, socketContext, code in
        guard let exchange, let socketContext else { return }
        let service = service(context)
        let connections = service.connections
        if code == .CONNECTION_NOTIFY_STARTED {
            guard let connection = connections.connection(on: MHD_connection_descriptor(exchange)) else { return }
            socketContext.pointee = Unmanaged.passRetained(connection).toOpaque()
            connection.session = TLSSession(exchange)
            connection.session?.prepare(
                for: connection, tickets: service.tickets,
                asksForCertificate: service.configuration.clientCertificates != nil)
        } else if let known = socketContext.pointee {
            let connection = Unmanaged<Connection>.fromOpaque(known).takeRetainedValue()
            connections.remove(connection.descriptor)
            socketContext.pointee = nil
        }
    }

    private static let log: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = {
        context, line in
        if let line { service(context).answerInsteadOfLibrary(String(cString: line)) }
    }
}
