internal import Glibc
internal import Platform

/// What Ctrl-C and SIGTERM do: they end winch, unless a command has something to tidy up. The main thread waits for
/// them, so that no code has to be safe inside a signal handler.
enum Interruption {
    private static let action = Lock<(@Sendable () -> Void)?>(nil)
    private static let lastAct = Lock<(@Sendable () -> Void)?>(nil)

    /// To be called before the first thread starts, because threads inherit the mask.
    static func block() {
        var signals = set()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for interruptions, for ever.
    static func wait() -> Never {
        while true {
            var signals = set()
            var number: Int32 = 0
            sigwait(&signals, &number)
            let action = Self.action.withLock { action in
                defer { action = nil }
                return action
            }
            if let action {
                action()
            } else {
                lastAct.withLock { $0 }?()
                end(number)
            }
        }
    }

    /// Calls this at the first interruption, in place of the end; a second one ends winch at once.
    static func handle(_ body: @escaping @Sendable () -> Void) { action.withLock { $0 = body } }

    /// Does this before an interruption ends winch; nil for nothing any more.
    static func beforeEnd(_ body: (@Sendable () -> Void)?) { lastAct.withLock { $0 = body } }

    /// As if nobody had waited for it, so that the shell sees what it expects.
    private static func end(_ number: Int32) {
        var signals = set()
        signal(number, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        kill(getpid(), number)
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
