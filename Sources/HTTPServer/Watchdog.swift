internal import Glibc
internal import Platform

/// The thread that cuts connections off when a request's head, its body or the taking of its answer lasts too long.
///
/// The library knows only an idle timeout: one byte now and then would hold a connection and its thread for ever.
final class Watchdog: Sendable {
    private let isStopped = Condition(false)
    private let thread: Thread

    /// - Throws: `HTTPServerError` when the system has no thread left.
    init(_ service: Service) throws(HTTPServerError) {
        let isStopped = isStopped
        let period = Self.period(service.configuration)
        let thread = Thread(named: "watchdog") {
            while isStopped.wait(timeout: period, until: { $0 ? true : nil }) == nil {
                service.certificates?.look()
                for (connection, limit) in service.connections.cutOverdue(at: service.time.monotonic) {
                    let isIdle = limit == .idleTimeout
                    if let limit { service.metrics.reached(limit) }
                    service.log.log(
                        isIdle ? .debug : .info,
                        isIdle
                            ? "Closed an idle connection."
                            : "Cut a connection off: its request or answer took too long.",
                        [("peer", connection.remoteAddress)])
                }
            }
        }
        guard let thread else { throw HTTPServerError(cannotStart: EAGAIN) }
        self.thread = thread
    }

    func stop() {
        isStopped.update { $0 = true }
        thread.join()
    }

    /// A fraction of the shortest deadline, so that none is overdrawn by much.
    private static func period(_ configuration: HTTPServerConfiguration) -> Duration {
        let shortest = min(
            configuration.headerDeadline, configuration.bodyDeadline, configuration.responseDeadline,
            configuration.idleTimeout)
        return max(.milliseconds(10), min(.seconds(1), shortest / 4))
    }
}
