internal import Glibc

/// How winchd is asked to stop: SIGTERM or SIGINT, waited for by the main thread; and to read its
/// certificate again: SIGHUP. No handler runs anywhere, so that no
/// code has to be safe inside one.
enum Termination {
    /// To be called before the first thread starts, because threads inherit the mask. A write to a connection that the
    /// peer has closed must be an error of that write, not the end of winchd: SIGPIPE is ignored.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        var signals = set()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Blocks until winchd is asked to stop. From then on a second request is the kernel's to answer: it ends the process.
    /// - Parameter hangup: called at each SIGHUP until then.
    static func wait(hangup: () -> Void) -> String {
        var signals = set()
        var number: Int32 = 0
        sigwait(&signals, &number)
        while number == SIGHUP {
            hangup()
            sigwait(&signals, &number)
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGHUP)
        return signals
    }
}
