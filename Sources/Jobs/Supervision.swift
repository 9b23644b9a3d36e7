internal import CSupervision
internal import Glibc
internal import Platform

/// The engine's side of winch-supervisor: starts it, hands it jobs, and hears from the supervisor of each.
///
/// A supervisor belongs to one job and outlives the engine; the next engine finds it by the job's directory, whose making
/// was the supervisor's claim on the job: no job is ever started twice. The directory appears with the supervisor listening in
/// it: where nobody listens any more, and no record was left, the supervisor is gone.
final class Supervision: Sendable {
    private struct Link {
        var descriptor: Int32
        var directory: String
        var progress = ProcessProgress()
    }

    private struct Recovery {
        var rowID: Int64
        var directory: String
        var word: String
    }

    private struct State {
        var links: [Int64: Link] = [:]
        var recoveries: [Recovery] = []
        var server: (socket: Int32, process: pid_t)?
        var isStopped = false
    }

    private let directory: String
    private let executable: String
    private let usesCgroups: Bool
    private let time: any TimeSource
    private let log: Logger
    private let report: @Sendable (Int64, ProcessReport) -> Void
    private let state = Lock(State())
    private let wait: Int32
    private let event: Int32
    private let thread = Lock<Thread?>(nil)

    /// The identity under which the event wakes the thread; no job has it.
    private static let eventIdentity: UInt64 = 0
    /// Bytes read of a record: more than a supervisor writes.
    private static let recordLimit = 1_048_576

    /// - Parameters:
    ///   - directory: holds a directory for each process job.
    ///   - usesCgroups: whether each job gets a cgroup where the host allows it.
    ///   - report: called on this object's thread.
    init(
        directory: String, executable: String, usesCgroups: Bool, time: any TimeSource, log: Logger,
        report: @escaping @Sendable (Int64, ProcessReport) -> Void
    ) {
        self.directory = directory
        self.executable = executable
        self.usesCgroups = usesCgroups
        self.time = time
        self.log = log
        self.report = report
        wait = winch_wait_make()
        event = winch_event_make()
        _ = winch_wait_add(wait, event, Supervision.eventIdentity)
    }

    deinit {
        close(event)
        close(wait)
    }

    func start() throws(JobError) {
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw .system("The directory of the jobs cannot be made.", directory)
        }
        thread.withLock { $0 = Thread(name: "winch-watch") { [self] in run() } }
    }

    /// Lets go of all jobs; their supervisors go on.
    func stop() {
        state.withLock { $0.isStopped = true }
        winch_event_set(event)
        thread.withLock { $0.take() }?.join()
        state.withLock { state in
            for link in state.links.values { close(link.descriptor) }
            state.links.removeAll()
            if let server = state.server { close(server.socket) }
            state.server = nil
        }
    }

    func path(_ rowID: Int64, attempt: Int) -> String { "\(directory)/\(rowID)-\(attempt)" }

    // MARK: Doing

    /// Hands a job to a new supervisor.
    ///
    /// - Parameter description: pairs of name and value, as winch-supervisor reads them.
    func launch(_ rowID: Int64, attempt: Int, description: [(String, String)]) {
        let path = path(rowID, attempt: attempt)
        var message: [UInt8] = []
        for (name, value) in [("directory", path)] + description {
            message += Array(name.utf8) + [0] + Array(value.utf8) + [0]
        }
        let error: Int32 = state.withLock { state in
            guard message.count <= Int(WINCH_MESSAGE_LIMIT) else { return E2BIG }
            return launch(rowID, path, message, &state)
        }
        if error != 0 { report(rowID, .refused(error, "supervisor")) }
    }

    /// Sends a word to a job's supervisor; to one that is still looked for, when it is found.
    func send(_ word: String, to rowID: Int64) {
        state.withLock { state in
            if let link = state.links[rowID] {
                // When it fails the supervisor is gone, and the end of the link tells.
                _ = winch_link_send(link.descriptor, word, word.utf8.count)
            } else if let index = state.recoveries.firstIndex(where: { $0.rowID == rowID }) {
                state.recoveries[index].word = word
            }
        }
    }

    /// Finds the supervisor of a job that was running when the service ended.
    ///
    /// - Parameter word: what the stored record wants of it, which the last service may not have come to say.
    func recover(_ rowID: Int64, attempt: Int, word: String) {
        state.withLock {
            $0.recoveries.append(Recovery(rowID: rowID, directory: path(rowID, attempt: attempt), word: word))
        }
        winch_event_set(event)
    }

    /// Removes what is not needed once the end is on disk; output stays.
    func forget(_ rowID: Int64, attempt: Int) {
        let path = path(rowID, attempt: attempt)
        unlink("\(path)/\(WINCH_RECORD_NAME)")
        // Fails when there is output, which is what should happen.
        rmdir(path)
    }

    /// Removes all that is left of a job's attempts.
    func discard(_ rowID: Int64, attempts: ClosedRange<Int>) {
        let names = [WINCH_RECORD_NAME, WINCH_CONTROL_NAME] + JobOutputStream.allCases.map(\.rawValue)
        for attempt in attempts {
            let path = path(rowID, attempt: attempt)
            for name in names { unlink("\(path)/\(name)") }
            rmdir(path)
        }
    }

    // MARK: - Starting

    private func launch(_ rowID: Int64, _ path: String, _ message: [UInt8], _ state: inout State) -> Int32 {
        var ends: [Int32] = [-1, -1]
        var error = winch_link_make(&ends)
        guard error == 0 else { return error }
        defer { close(ends[1]) }
        error = winch_link_send(ends[0], message, message.count)
        if error == 0 { error = handOver(ends[1], &state) }
        if error == 0 { error = winch_wait_add(wait, ends[0], UInt64(rowID)) }
        guard error == 0 else {
            close(ends[0])
            return error
        }
        state.links[rowID] = Link(descriptor: ends[0], directory: path)
        return 0
    }

    private func handOver(_ link: Int32, _ state: inout State) -> Int32 {
        if let server = state.server {
            if winch_link_hand_over(server.socket, link) == 0 { return 0 }
            // Killed, or never lived: the next one serves as well.
            close(server.socket)
            _ = winch_supervisor_has_ended(server.process)
            state.server = nil
            log.log(.warning, "winch-supervisor has ended and is started again")
        }
        var socket: Int32 = -1
        var process: pid_t = 0
        let error = winch_supervisor_start(executable, usesCgroups ? 1 : 0, &socket, &process)
        guard error == 0 else {
            log.log(.error, "cannot start \(executable): \(String(cString: strerror(error)))")
            return error
        }
        state.server = (socket, process)
        return winch_link_hand_over(socket, link)
    }

    // MARK: - Hearing

    private func run() {
        var identities = [UInt64](repeating: 0, count: 64)
        while true {
            let isRecovering = state.withLock { !$0.recoveries.isEmpty }
            let count = winch_wait(wait, &identities, 64, isRecovering ? 20 : -1)
            if state.withLock({ $0.isStopped }) { return }
            for identity in identities.prefix(Int(count)) {
                if identity == Supervision.eventIdentity { winch_event_clear(event) } else { hear(Int64(identity)) }
            }
            for recovery in state.withLock({ $0.recoveries }) { attempt(recovery) }
        }
    }

    private func hear(_ rowID: Int64) {
        guard let link = state.withLock({ $0.links[rowID] }) else { return }
        var bytes = [UInt8](repeating: 0, count: 8192)
        var progress = link.progress
        while true {
            let count = winch_link_receive(link.descriptor, &bytes, bytes.count)
            if count == -Int(EAGAIN) { break }
            let text = count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : "ended"
            let word = text.prefix { $0 != " " }
            let rest = text.dropFirst(word.count + 1)
            switch word {
            case "started": report(rowID, .started(Int64(rest).map(Timestamp.init(microseconds:)) ?? time.now))
            case "progress": progress.take(rest)
            case "refused":
                drop(rowID, link)
                return report(rowID, Supervision.refusal(rest))
            default:
                drop(rowID, link)
                return report(rowID, Supervision.record(link.directory).map(ProcessReport.ended) ?? .lost)
            }
        }
        guard progress != link.progress else { return }
        state.withLock { $0.links[rowID]?.progress = progress }
        report(rowID, .progress(progress))
    }

    private func drop(_ rowID: Int64, _ link: Link) {
        state.withLock { $0.links[rowID] = nil }
        winch_wait_remove(wait, link.descriptor)
        close(link.descriptor)
    }

    private static func refusal(_ text: Substring) -> ProcessReport {
        let number = text.prefix { $0 != " " }
        return .refused(Int32(number) ?? EIO, String(text.dropFirst(number.count + 1)))
    }

    private static func record(_ directory: String) -> ProcessRecord? {
        guard let bytes = OpenFile("\(directory)/\(WINCH_RECORD_NAME)")?.bytes(at: 0, count: recordLimit) else {
            return nil
        }
        return ProcessRecord(String(decoding: bytes, as: UTF8.self))
    }

    // MARK: - Finding again

    private func attempt(_ recovery: Recovery) {
        let descriptor = winch_link_connect(recovery.directory)
        if descriptor >= 0 {
            settle(recovery) { state, word in
                state.links[recovery.rowID] = Link(descriptor: descriptor, directory: recovery.directory)
                _ = winch_link_send(descriptor, word, word.utf8.count)
                _ = winch_wait_add(wait, descriptor, UInt64(recovery.rowID))
            }
            return
        }
        if let record = Supervision.record(recovery.directory) {
            settle(recovery)
            return report(recovery.rowID, .ended(record))
        }
        // Whoever makes the directory has the job: with it made here, no late supervisor can start it.
        if mkdir(recovery.directory, 0o700) == 0 {
            settle(recovery)
            return report(recovery.rowID, .unclaimed)
        }
        // One that has more callers than it can hear is alive. Any other has claimed the job, listening, and is gone.
        guard descriptor != -EAGAIN else { return }
        settle(recovery)
        report(recovery.rowID, .lost)
    }

    /// - Parameter body: gets the last word for the job, which may have come meanwhile.
    private func settle(_ recovery: Recovery, _ body: (inout State, String) -> Void = { _, _ in }) {
        state.withLock { state in
            let word = state.recoveries.first { $0.rowID == recovery.rowID }?.word ?? recovery.word
            state.recoveries.removeAll { $0.rowID == recovery.rowID }
            body(&state, word)
        }
    }
}
