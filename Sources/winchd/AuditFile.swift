internal import Endpoint
internal import Glibc
internal import Platform

/// The audit log: what was decided about requests and what came of it, one JSON object a line.
///
///     {"time":"2026-03-05T10:20:30.123Z","user":"alice","role":"operator","address":"192.0.2.7",
///      "messageID":"uuid:…","operation":"Invoke","resource":"http://…/Winch_JobService","method":"StartJob","result":"done"}
///
/// Lines are appended, each in one write, before the request is answered; within a second they are on the disk. So the end
/// of winchd loses none, and the end of the host those of the last second. Nothing is ever changed or removed here:
/// whoever rotates the file moves it and sends SIGHUP.
final class AuditFile: Sendable {
    private struct State {
        var descriptor: Int32
        var isDirty = false
        var nextComplaint: Duration = .zero
    }

    private let path: String
    private let lineBytes: Int
    private let time: any TimeSource
    private let log: Logger
    private let metrics: Metrics
    private let state: Lock<State>
    private let isStopped = Condition(false)
    private let thread = Lock<Thread?>(nil)

    /// - Parameter lineBytes: the longest line; longer values are cut.
    /// - Throws: a failure when the file can be neither opened nor made.
    init(_ path: String, lineBytes: Int, time: any TimeSource, log: Logger, metrics: Metrics) throws(Complaint) {
        self.path = path
        self.lineBytes = lineBytes
        self.time = time
        self.log = log
        self.metrics = metrics
        state = Lock(State(descriptor: try AuditFile.open(path)))
        let started = Thread(name: "audit") { [isStopped, weak self] in
            while isStopped.wait(timeout: .seconds(1), until: { $0 ? true : nil }) == nil { self?.flush() }
        }
        thread.withLock { $0 = started }
    }

    private static func open(_ path: String) throws(Complaint) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw .failure("cannot write the audit log \(path): \(systemReason()).") }
        return descriptor
    }

    func write(_ entry: AuditEntry) {
        var members = [
            ("time", utcText(time.now)), ("user", entry.user), ("role", entry.role ?? "none"),
            ("address", entry.address), ("operation", entry.operation), ("result", entry.result.rawValue),
        ]
        if let method = entry.method { members.append(("method", method)) }
        if let fault = entry.fault { members.append(("fault", fault)) }
        if entry.repeated > 0 { members.append(("repeated", "\(entry.repeated)")) }
        members.append(("messageID", entry.messageID ?? ""))
        members.append(("resource", entry.resource))
        let text = jsonLine(members, lineBytes: lineBytes) { metrics.reached(.lineBytes) }
        let line = Array((text + "\n").utf8)
        let failure = state.withLock { state -> Int32? in
            state.isDirty = true
            guard Glibc.write(state.descriptor, line, line.count) != line.count else { return nil }
            let code = errno
            metrics.count(.lostAuditLines)
            guard state.nextComplaint <= time.monotonic else { return nil }
            state.nextComplaint = time.monotonic + .seconds(60)
            return code
        }
        if let failure {
            log.log(
                .error, "The audit log cannot be written; requests are answered all the same.",
                [("file", path), ("error", String(cString: strerror(failure)))])
        }
    }

    /// Goes on in a new file of the same name, as on SIGHUP. When there can be none, it goes on in the old one.
    func reopen() {
        do throws(Complaint) {
            let descriptor = try AuditFile.open(path)
            let old = state.withLock { state in
                defer { state.descriptor = descriptor }
                fdatasync(state.descriptor)
                return state.descriptor
            }
            close(old)
        } catch {
            log.log(.error, "The audit log stays as it is: \(error.sentence)")
        }
    }

    private func flush() {
        // A copy of the descriptor: the disk is waited for without the lock.
        let copy = state.withLock { state -> Int32? in
            defer { state.isDirty = false }
            return state.isDirty ? fcntl(state.descriptor, F_DUPFD_CLOEXEC, 0) : nil
        }
        guard let copy, copy >= 0 else { return }
        fdatasync(copy)
        close(copy)
    }

    func stop() {
        isStopped.update { $0 = true }
        thread.withLock { $0 }?.join()
        flush()
    }
}
