internal import CMicroHTTPD
internal import Glibc

/// The library's two daemons: one serves connections without TLS, the other those with it. Each is there when a listener
/// needs it.
struct Daemons: @unchecked Sendable {  // because the library's daemons may be used on several threads
    private(set) var plain: OpaquePointer?
    private(set) var secure: OpaquePointer?

    /// - Throws: `HTTPServerError` when the certificate cannot be used, or the system has no thread or file left.
    init(_ service: Service, _ callbacks: UnsafePointer<MHD_Callbacks>) throws(HTTPServerError) {
        let listen = service.configuration.listen
        let memory = service.configuration.maximumHeaderBytes * 2
        // The library's own connection limit must never be met: 0.9.75 keeps a lock when it is. The registry counts.
        let connections: UInt32 = 1 << 20
        if listen.contains(where: \.isSecure) {
            try service.certificates?.open()
            // The daemon's options are untyped in C, functions among them.
            let retrieve = TLSSession.retrieveCertificate
            let option = unsafeBitCast(retrieve, to: UnsafeMutableRawPointer.self)  // because C takes it untyped
            secure = MHD_start_thread_per_connection(
                callbacks, memory, connections, option, TLSSession.priorities)
            guard secure != nil else { throw HTTPServerError(cannotStart: errno) }
        }
        if listen.contains(where: { !$0.isSecure }) {
            plain = MHD_start_thread_per_connection(callbacks, memory, connections, nil, nil)
            guard plain != nil else {
                let code = errno
                stop()
                throw HTTPServerError(cannotStart: code)
            }
        }
    }

    func stop() {
        for daemon in [plain, secure] { daemon.map { MHD_stop_daemon($0) } }
    }
}
