/// Places for jobs to run: so many of a template, so many processes and so many jobs in all.
///
/// Who finds none waits. The most urgent goes first (CIM_Job.Priority); among equals the owners take turns, each in the
/// order in which its jobs came, so that nobody's flood keeps another's few jobs waiting. And nobody waits for ever: as long
/// as the job that came first has waited longer than `patience`, it gets every second place.
struct JobSlots {
    /// How long a job waits before its priority no longer counts.
    static let patience = Duration.seconds(600)

    private struct Waiting: Comparable {
        var priority: Int
        /// The turn of its owner among the jobs of this priority.
        var turn: Int
        var rowID: Int64

        static func < (left: Waiting, right: Waiting) -> Bool {
            (left.priority, left.turn, left.rowID) < (right.priority, right.turn, right.rowID)
        }
    }

    private struct Entry {
        var waiting: Waiting
        /// The template's folded name.
        var name: String
        var since: Duration
    }

    /// The jobs of one priority that wait.
    private struct Level {
        var count = 0
        /// The turn of the last job that got a place.
        var turn = 0
        /// The last turn that each owner has taken a ticket for.
        var tickets: [String: Int] = [:]
    }

    private struct Row {
        var running = 0
        /// How many of the jobs in the heaps still wait.
        var live = 0
        var waiting = Heap<Waiting>()
        /// The same jobs in the order in which they came.
        var arrivals = Heap<Int64>()
    }

    private let processLimit: Int
    private let jobLimit: Int
    private var processes = 0
    private var jobs = 0
    /// By the template's folded name.
    private var rows: [String: Row] = [:]
    private var templates: [String: JobTemplate] = [:]
    private var levels: [Int: Level] = [:]
    /// Who waits; what a heap holds beside is of jobs that have left or changed their priority.
    private var entries: [Int64: Entry] = [:]
    private var isTurnOfOldest = false

    init(templates: [JobTemplate], limits: JobLimits) {
        processLimit = limits.runningProcesses
        jobLimit = limits.runningJobs
        for template in templates { self.templates[template.name.foldedASCII] = template }
    }

    /// Takes a place if there is one and nobody waits for it.
    mutating func take(_ template: String) -> Bool {
        let name = template.foldedASCII
        guard first(name) == nil, hasRoom(name) else { return false }
        occupy(name)
        return true
    }

    /// A place for a job that has one already: it ran before the service was restarted.
    mutating func occupy(_ template: String) {
        let name = template.foldedASCII
        rows[name, default: Row()].running += 1
        jobs += 1
        if isProcess(name) { processes += 1 }
    }

    mutating func release(_ template: String) {
        let name = template.foldedASCII
        guard let row = rows[name], row.running > 0 else { return }
        rows[name]?.running -= 1
        jobs -= 1
        if isProcess(name) { processes -= 1 }
    }

    /// Lets a job wait for a place; nothing when it does already.
    ///
    /// - Parameter now: on the monotonic clock.
    mutating func wait(_ job: Job, at now: Duration) {
        guard entries[job.rowID] == nil else { return }
        enter(job, since: now)
        rows[job.template.foldedASCII]?.arrivals.insert(job.rowID)
    }

    /// Lets a job that has ended, or was suspended, wait no longer.
    mutating func forget(_ rowID: Int64) {
        guard let entry = entries[rowID] else { return }
        leave(entry)
        clear(entry.name)
    }

    /// Gives a waiting job the place in the queue that its new priority has, behind those that have it already.
    mutating func reorder(_ job: Job) {
        guard let entry = entries[job.rowID], entry.waiting.priority != job.priority else { return }
        leave(entry)
        enter(job, since: entry.since)
        clear(entry.name)
    }

    /// The next job that gets a place, which it then has.
    ///
    /// - Parameter now: on the monotonic clock.
    mutating func next(at now: Duration) -> (rowID: Int64, template: String)? {
        var best: Entry?
        var oldest: Entry?
        for name in rows.keys where hasRoom(name) {
            guard let first = first(name), let arrival = firstArrival(name) else { continue }
            if best.map({ first.waiting < $0.waiting }) ?? true { best = first }
            if oldest.map({ arrival.since < $0.since }) ?? true { oldest = arrival }
        }
        guard let best, let oldest else { return nil }
        let isOverdue = now - oldest.since > JobSlots.patience
        let chosen = isOverdue && isTurnOfOldest ? oldest : best
        isTurnOfOldest = isOverdue && !isTurnOfOldest
        let (priority, turn) = (chosen.waiting.priority, chosen.waiting.turn)
        let reached = max(levels[priority]?.turn ?? turn, turn)
        levels[priority]?.turn = reached
        leave(chosen)
        clear(chosen.name)
        occupy(chosen.name)
        return (chosen.waiting.rowID, chosen.name)
    }

    // MARK: - Private

    private mutating func enter(_ job: Job, since: Duration) {
        let owner = job.owner.foldedASCII
        var level = levels[job.priority] ?? Level()
        let turn = max(level.turn, level.tickets[owner] ?? 0) + 1
        level.tickets[owner] = turn
        level.count += 1
        levels[job.priority] = level
        let waiting = Waiting(priority: job.priority, turn: turn, rowID: job.rowID)
        let name = job.template.foldedASCII
        entries[job.rowID] = Entry(waiting: waiting, name: name, since: since)
        rows[name, default: Row()].waiting.insert(waiting)
        rows[name]?.live += 1
    }

    private mutating func leave(_ entry: Entry) {
        entries[entry.waiting.rowID] = nil
        rows[entry.name]?.live -= 1
        let priority = entry.waiting.priority
        levels[priority]?.count -= 1
        if levels[priority]?.count == 0 { levels[priority] = nil }
    }

    /// Keeps the heaps from growing with those who have left: in time proportional to what is in them, once for as many who
    /// have left as still wait.
    private mutating func clear(_ name: String) {
        guard let row = rows[name], max(row.waiting.count, row.arrivals.count) > 2 * row.live + 64 else { return }
        let entries = entries
        _ = rows[name]?.waiting.remove { entries[$0.rowID]?.waiting != $0 }
        // Whoever left and came back is in there twice.
        var seen: Set<Int64> = []
        _ = rows[name]?.arrivals.remove { entries[$0] == nil || !seen.insert($0).inserted }
    }

    /// The most urgent job of a template that waits.
    private mutating func first(_ name: String) -> Entry? {
        while let waiting = rows[name]?.waiting.first {
            if let entry = entries[waiting.rowID], entry.waiting == waiting { return entry }
            _ = rows[name]?.waiting.removeFirst()
        }
        return nil
    }

    private mutating func firstArrival(_ name: String) -> Entry? {
        while let rowID = rows[name]?.arrivals.first {
            if let entry = entries[rowID] { return entry }
            _ = rows[name]?.arrivals.removeFirst()
        }
        return nil
    }

    private func hasRoom(_ name: String) -> Bool {
        if jobs >= jobLimit || isProcess(name) && processes >= processLimit { return false }
        guard let limit = templates[name]?.maximumConcurrent else { return true }
        return rows[name]?.running ?? 0 < limit
    }

    private func isProcess(_ name: String) -> Bool {
        if case .process = templates[name]?.runner { true } else { false }
    }
}
