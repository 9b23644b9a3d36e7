internal import Platform
internal import SQLite

/// The one thread that writes to the job store.
///
/// Callers hand it changes and wait, or leave word; all that have gathered while it was busy become one transaction, so that
/// many share one flush to the disk.
final class JobWriter: Sendable {
    typealias Change = (JobTransaction) throws(JobError) -> Void

    /// A change and whom to tell, on the writer's thread, what became of it.
    private struct Pending {
        var change: Change
        var completion: (JobError?) -> Void
    }

    private struct Inbox: @unchecked Sendable {  // because its closures go from one thread to the writer, once
        var pending: [Pending] = []
        var handedOver = 0
        var isClosed = false
        var observer: (@Sendable ([JobChange]) -> Void)?
    }

    /// What is told of the store without asking it.
    private struct Mark {
        var newest: Int64
        var load: JobLoad
    }

    private let inbox = Condition(Inbox())
    private let mark: Lock<Mark>
    private let thread: Thread

    /// Changes in one transaction: enough to share a flush, few enough to keep answers quick.
    private static let batchLimit = 1024
    /// From one try to settle the file to the next, when nobody has a change meanwhile.
    private static let settlingPause = Duration.seconds(1)

    /// - Parameter newest: the highest rowID there ever was.
    init(_ transaction: JobTransaction, cache: JobCache, log: ChangeLog, newest: Int64) {
        mark = Lock(Mark(newest: newest, load: JobLoad(transaction.counts)))
        let handed = Handed(transaction)
        thread = Thread(name: "winch-store") { [inbox, mark] in
            JobWriter.loop(handed.transaction, inbox: inbox, cache: cache, log: log, mark: mark)
        }
    }

    deinit { close() }

    /// The rowID of the newest committed job.
    var newest: Int64 { mark.withLock { $0.newest } }

    var load: JobLoad { mark.withLock { $0.load } }

    /// Changes handed over so far.
    var handedOver: Int { inbox.update { $0.handedOver } }

    /// Tells of every change after its commit, on the writer's thread.
    func observe(_ observer: @escaping @Sendable ([JobChange]) -> Void) {
        inbox.update { $0.observer = observer }
    }

    /// Hands over a change and returns; `completion` is called on the writer's thread after the commit.
    func enqueue(_ change: @escaping Change, completion: @escaping (JobError?) -> Void) {
        let isClosed = inbox.update { inbox in
            if !inbox.isClosed { inbox.pending.append(Pending(change: change, completion: completion)) }
            inbox.handedOver += 1
            return inbox.isClosed
        }
        if isClosed { completion(.stopped) }
    }

    /// Makes a change and blocks until it is on disk.
    func write<Result>(_ change: @escaping (JobTransaction) throws(JobError) -> Result) throws(JobError) -> Result {
        let answer = Condition(Answer<Result>())
        enqueue { (transaction) throws(JobError) in
            let result = try change(transaction)
            answer.update { $0.result = result }
        } completion: { error in
            answer.update {
                $0.error = error
                $0.isSettled = true
            }
        }
        let settled = answer.wait { $0.isSettled ? $0 : nil }
        if let error = settled?.error { throw error }
        guard let result = settled?.result else { throw .stopped }
        return result
    }

    private struct Answer<Result>: @unchecked Sendable {  // because it moves from the writer to the one who waits
        var result: Result?
        var error: JobError?
        var isSettled = false
    }

    /// Writes what has been handed over, then ends the thread.
    func close() {
        inbox.update { $0.isClosed = true }
        thread.join()
    }

    // MARK: - The writer's thread

    private static func loop(
        _ transaction: JobTransaction, inbox: Condition<Inbox>, cache: JobCache, log: ChangeLog, mark: Lock<Mark>
    ) {
        var isSettled = true
        while true {
            let taken: (batch: [Pending], observer: (@Sendable ([JobChange]) -> Void)?)? =
                inbox.wait(timeout: isSettled ? nil : settlingPause) { inbox in
                    if inbox.pending.isEmpty { return inbox.isClosed ? ([], nil) : nil }
                    guard inbox.pending.count > batchLimit else {
                        defer { inbox.pending = [] }
                        return (inbox.pending, inbox.observer)
                    }
                    let batch = Array(inbox.pending.prefix(batchLimit))
                    inbox.pending.removeFirst(batch.count)
                    return (batch, inbox.observer)
                }
            guard let taken, !taken.batch.isEmpty else {
                if !isSettled { isSettled = transaction.settle() }
                if taken == nil { continue }
                return
            }
            let answers: [JobError?]
            (answers, isSettled) = commit(taken.batch, transaction, isSettled: isSettled)
            let changes = transaction.changes
            cache.commit(changes)
            log.append(changes)
            let last = changes.lazy.compactMap(\.after?.job.rowID).max()
            let load = JobLoad(transaction.counts)
            mark.withLock { $0 = Mark(newest: max($0.newest, last ?? 0), load: load) }
            if !changes.isEmpty { taken.observer?(changes) }
            for (pending, answer) in zip(taken.batch, answers) { pending.completion(answer) }
        }
    }

    /// Runs a batch; what cannot be committed becomes the answer of all whose change was in it. Says too whether the file
    /// holds nothing but what was committed.
    private static func commit(
        _ batch: [Pending], _ transaction: JobTransaction, isSettled: Bool
    ) -> (answers: [JobError?], isSettled: Bool) {
        var answers: [JobError?] = []
        do throws(JobError) {
            answers = try perform(batch, transaction)
            // Nothing changed is nothing written.
            let hasWritten = !transaction.changes.isEmpty
            try transaction.commit()
            return (answers, isSettled || hasWritten)
        } catch {
            transaction.rollBack()
            let refusals = batch.indices.map { (index: Int) -> JobError? in
                // A change that was refused for its own reason keeps that answer.
                index < answers.count ? answers[index] ?? error : error
            }
            return (refusals, transaction.settle())
        }
    }

    /// Runs a batch in a new transaction: for each change nil, or why it was refused.
    ///
    /// - Throws: what ends the whole batch.
    private static func perform(_ batch: [Pending], _ transaction: JobTransaction) throws(JobError) -> [JobError?] {
        for isGuarded in [false, true] {
            var answers: [JobError?] = []
            try transaction.begin()
            changes: for pending in batch {
                switch transaction.perform(pending.change, isGuarded: isGuarded) {
                case .done: answers.append(nil)
                case .refused(let error): answers.append(error)
                case .lost(let error): throw error
                case .entangled: break changes
                }
            }
            if answers.count == batch.count { return answers }
            transaction.takeBack()
        }
        // A guarded change is never entangled.
        return []
    }

    private struct Handed: @unchecked Sendable {  // because the maker lets go of it when the thread takes it
        let transaction: JobTransaction
        init(_ transaction: JobTransaction) { self.transaction = transaction }
    }
}
