internal import CMicroHTTPD
internal import Glibc

/// A thread of the operating system that runs one function, for loops that wait in the kernel.
final class Thread: @unchecked Sendable {  // because the handle is written once, before anybody else has it
    private var handle = pthread_t()

    /// Nil when the system has no more threads.
    init?(named name: String, _ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        let code = pthread_create(
            &handle, nil,
            { context in
                let body = Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()  // because it is handed in below
                pthread_setname_np(pthread_self(), body.name)
                body.run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
    }

    /// Waits for the function's end; once only.
    func join() { pthread_join(handle, nil) }

    private final class Body {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
