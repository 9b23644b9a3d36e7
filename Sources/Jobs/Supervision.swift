internal import CSupervision
internal import Glibc
internal import Platform

/// The engine's side of winch-supervisor: starts it, hands it jobs, and hears from the supervisor of each.
///
/// A supervisor belongs to one job and outlives the engine. Its claim on the job, made in the ledger before anything is
/// started, tells the next engine of it: no job is ever started twice. Where nobody holds the claim any more, and no record
/// was left, the supervisor is gone; one that lives comes to the door.
final class Supervision: Sendable {
    private struct Link {
        var descriptor: Int32
        var attempt: Int
        var progress = ProcessProgress()
    }

    private struct Recovery {
        var rowID: Int64
        var attempt: Int
        var word: String
        /// Whether there is a claim on the job.
        var isClaimed: Bool
    }

    private struct State {
        var ledger: Ledger?
        /// Whether what the ledger does not hold is sure to have no supervisor.
        var isCertain = false
        var links: [Int64: Link] = [:]
        var recoveries: [Recovery] = []
        var door: Int32?
        /// Links whose supervisor has not said yet whose it is, by identity.
        var strangers: [UInt64: Int32] = [:]
        var server: (socket: Int32, process: pid_t)?
        /// Links that have ended without anybody's claim since a job was last begun.
        var unclaimed = 0
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
    /// How often in a row winch-supervisor may end with jobs on their way to it.
    private static let patience = 32
    /// That of the door.
    private static let doorIdentity = UInt64.max
    /// Added to the descriptors of strangers; no job has so high a number.
    private static let strangerIdentity: UInt64 = 1 << 62

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

    /// Opens the ledger; what was not claimed by now never will be.
    ///
    /// - Parameter isSameUptime: whether the host has not been started anew since the store was last in use. Else a job
    ///   without a claim may have had one that a loss of power has taken away.
    func start(isSameUptime: Bool) throws(JobError) {
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw .system("The directory of the jobs cannot be made.", directory)
        }
        let ledger = try Ledger("\(directory)/\(WINCH_LEDGER_NAME)")
        state.withLock {
            $0.isCertain = isSameUptime && !ledger.isNew
            $0.ledger = ledger
        }
        thread.withLock { $0 = Thread(name: "winch-watch") { [self] in run() } }
    }

    /// Lets in the supervisors that are looked for: all that are wanted are known by now.
    func open() throws(JobError) {
        let door = winch_door_open(directory)
        guard door >= 0 else {
            errno = -door
            throw .system("The socket for the supervisors cannot be made.", "\(directory)/\(WINCH_DOOR_NAME)")
        }
        state.withLock { state in
            state.ledger?.settle()
            state.door = door
        }
        _ = winch_wait_add(wait, door, Supervision.doorIdentity)
    }

    /// Lets go of all jobs; their supervisors go on.
    func stop() {
        state.withLock { $0.isStopped = true }
        winch_event_set(event)
        thread.withLock { $0.take() }?.join()
        state.withLock { state in
            for link in state.links.values { close(link.descriptor) }
            state.links.removeAll()
            for stranger in state.strangers.values { close(stranger) }
            state.strangers.removeAll()
            if let door = state.door { close(door) }
            state.door = nil
            state.ledger = nil
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
        var message: [UInt8] = []
        func append(_ name: String, _ value: String) {
            message += name.utf8
            message.append(0)
            message += value.utf8
            message.append(0)
        }
        append("directory", directory)
        append("row", String(rowID))
        append("attempt", String(attempt))
        for (name, value) in description { append(name, value) }
        let error: Int32 = state.withLock { state in
            guard let ledger = state.ledger else { return ESHUTDOWN }
            append("place", String(ledger.take(for: rowID)))
            append("epoch", String(ledger.epoch))
            guard message.count <= Int(WINCH_MESSAGE_LIMIT) else { return E2BIG }
            return launch(rowID, attempt, message, &state)
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
        state.withLock { state in
            let isClaimed = state.ledger?.find(rowID, attempt: attempt) ?? false
            state.recoveries.append(Recovery(rowID: rowID, attempt: attempt, word: word, isClaimed: isClaimed))
        }
        winch_event_set(event)
    }

    /// Gives up what is not needed once the end is on disk; output stays.
    func forget(_ rowID: Int64) { state.withLock { $0.ledger?.release(rowID) } }

    /// Removes all that is left of a job's attempts.
    func discard(_ rowID: Int64, attempts: ClosedRange<Int>) {
        for attempt in attempts {
            let path = path(rowID, attempt: attempt)
            // Most have never printed a word.
            guard access(path, F_OK) == 0 else { continue }
            for stream in JobOutputStream.allCases { unlink("\(path)/\(stream.rawValue)") }
            rmdir(path)
        }
    }

    // MARK: - Starting

    private func launch(_ rowID: Int64, _ attempt: Int, _ message: [UInt8], _ state: inout State) -> Int32 {
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
        state.links[rowID] = Link(descriptor: ends[0], attempt: attempt)
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
                switch identity {
                case Supervision.eventIdentity: winch_event_clear(event)
                case Supervision.doorIdentity: letIn()
                case Supervision.strangerIdentity..<Supervision.doorIdentity: meet(identity)
                default: hear(Int64(identity))
                }
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
            case "started":
                state.withLock { $0.unclaimed = 0 }
                report(rowID, .started(Int64(rest).map(Timestamp.init(microseconds:)) ?? time.now))
            case "progress": progress.take(rest)
            case "refused":
                drop(rowID, link)
                return report(rowID, Supervision.refusal(rest))
            default:
                drop(rowID, link)
                return report(rowID, end(of: rowID, link))
            }
        }
        guard progress != link.progress else { return }
        state.withLock { $0.links[rowID]?.progress = progress }
        report(rowID, .progress(progress))
    }

    /// What the end of a link means.
    private func end(of rowID: Int64, _ link: Link) -> ProcessReport {
        state.withLock { state in
            guard let ledger = state.ledger else { return .lost }
            if let record = ledger.record(rowID) { return .ended(record) }
            if ledger.isClaimed(rowID, attempt: link.attempt) { return .lost }
            // The link was on its way when winch-supervisor was killed: nobody has it, and nobody will.
            state.unclaimed += 1
            return state.unclaimed <= Supervision.patience
                ? .unclaimed : .refused(ECHILD, "winch-supervisor ends before it does anything")
        }
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

    // MARK: - Finding again

    private func attempt(_ recovery: Recovery) {
        let (isCertain, isHeld, record) = state.withLock { state in
            guard let ledger = state.ledger, recovery.isClaimed else {
                return (state.isCertain, false, nil as ProcessRecord?)
            }
            // In this order: whoever lets go has left its record before.
            let isHeld = ledger.isHeld(recovery.rowID)
            return (state.isCertain, isHeld, isHeld ? nil : ledger.record(recovery.rowID))
        }
        // It lives, and comes to the door.
        if isHeld { return }
        guard settle(recovery) else { return }
        if let record { return report(recovery.rowID, .ended(record)) }
        report(recovery.rowID, recovery.isClaimed || !isCertain ? .lost : .unclaimed)
    }

    /// Takes those in who have come to the door.
    private func letIn() {
        state.withLock { state in
            while let door = state.door {
                let link = winch_door_accept(door)
                guard link >= 0 else { return }
                let identity = Supervision.strangerIdentity + UInt64(link)
                state.strangers[identity] = link
                _ = winch_wait_add(wait, link, identity)
            }
        }
    }

    /// Hears from a stranger whose supervisor it is: `job ROW ATTEMPT`. One that nobody looks for is not answered.
    private func meet(_ identity: UInt64) {
        guard let link = state.withLock({ $0.strangers[identity] }) else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = winch_link_receive(link, &bytes, bytes.count)
        if count == -Int(EAGAIN) { return }
        guard count > 0 else {
            state.withLock { $0.strangers[identity] = nil }
            winch_wait_remove(wait, link)
            close(link)
            return
        }
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "job", let rowID = Int64(words[1]), let attempt = Int(words[2]) else {
            return
        }
        state.withLock { state in
            let index = state.recoveries.firstIndex { $0.rowID == rowID && $0.attempt == attempt }
            guard let index else { return }
            let word = state.recoveries.remove(at: index).word
            state.strangers[identity] = nil
            state.links[rowID] = Link(descriptor: link, attempt: attempt)
            _ = winch_link_send(link, word, word.utf8.count)
            winch_wait_rename(wait, link, UInt64(rowID))
        }
    }

    /// Looks for it no longer; false when it has come meanwhile.
    private func settle(_ recovery: Recovery) -> Bool {
        state.withLock { state in
            let count = state.recoveries.count
            state.recoveries.removeAll { $0.rowID == recovery.rowID }
            return state.recoveries.count < count
        }
    }
}
