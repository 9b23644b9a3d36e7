internal import Glibc

/// A thread of the operating system, for work that blocks: Swift's own pool is only as wide as the cores.
public final class Thread: Sendable {
    private let identity: Lock<pthread_t?>

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// - Parameters:
    ///   - name: as tools show it; the kernel keeps 15 bytes.
    ///   - body: what it does.
    public init(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                // The pointer is the retained Start from above, handed over once.
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.showName()
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            fatalError("Cannot start the thread \(name): \(String(cString: strerror(code))).")
        }
        identity = Lock(thread)
    }

    deinit { identity.withLock { if let thread = $0 { _ = pthread_detach(thread) } } }

    /// Blocks until the thread has ended. Later calls return at once.
    public func join() {
        let thread = identity.withLock { state in
            defer { state = nil }
            return state
        }
        if let thread { pthread_join(thread, nil) }
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        /// Through /proc, because glibc's function is hidden from Swift; a thread without a name works as well.
        func showName() {
            let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return }
            _ = write(file, name, name.utf8.count)
            close(file)
        }
    }
}
