/// Places for jobs to run: so many of a template, so many processes in all. Who finds none waits, the most urgent first and
/// in the order of submission among equals.
struct JobSlots {
    private struct Waiting: Comparable {
        var priority: Int
        var rowID: Int64

        static func < (left: Waiting, right: Waiting) -> Bool {
            (left.priority, left.rowID) < (right.priority, right.rowID)
        }
    }

    private struct Row {
        var running = 0
        var waiting = Heap<Waiting>()
    }

    private let processLimit: Int
    private var processes = 0
    /// By the template's folded name.
    private var rows: [String: Row] = [:]
    private var templates: [String: JobTemplate] = [:]

    init(templates: [JobTemplate], processLimit: Int) {
        self.processLimit = processLimit
        for template in templates { self.templates[template.name.foldedASCII] = template }
    }

    /// Takes a place if there is one and nobody waits for it.
    mutating func take(_ template: String) -> Bool {
        let name = template.foldedASCII
        guard rows[name]?.waiting.isEmpty ?? true, hasRoom(name) else { return false }
        occupy(name)
        return true
    }

    /// A place for a job that has one already: it ran before the service was restarted.
    mutating func occupy(_ template: String) {
        let name = template.foldedASCII
        rows[name, default: Row()].running += 1
        if isProcess(name) { processes += 1 }
    }

    mutating func release(_ template: String) {
        let name = template.foldedASCII
        guard let row = rows[name], row.running > 0 else { return }
        rows[name]?.running -= 1
        if isProcess(name) { processes -= 1 }
    }

    mutating func wait(_ job: Job) {
        rows[job.template.foldedASCII, default: Row()].waiting.insert(Waiting(priority: job.priority, rowID: job.rowID))
    }

    /// Gives a waiting job the place in the queue that its new priority has.
    mutating func reorder(_ job: Job) {
        let name = job.template.foldedASCII
        guard rows[name]?.waiting.remove(where: { $0.rowID == job.rowID }) == true else { return }
        wait(job)
    }

    /// The next job that gets a place, which it then has.
    mutating func next() -> (rowID: Int64, template: String)? {
        var best: (entry: Waiting, name: String)?
        for (name, row) in rows {
            guard let entry = row.waiting.first, hasRoom(name) else { continue }
            if best.map({ entry < $0.entry }) ?? true { best = (entry, name) }
        }
        guard let best else { return nil }
        _ = rows[best.name]?.waiting.removeFirst()
        occupy(best.name)
        return (best.entry.rowID, best.name)
    }

    private func hasRoom(_ name: String) -> Bool {
        if isProcess(name), processes >= processLimit { return false }
        guard let limit = templates[name]?.maximumConcurrent else { return true }
        return rows[name]?.running ?? 0 < limit
    }

    private func isProcess(_ name: String) -> Bool {
        if case .process = templates[name]?.runner { true } else { false }
    }
}
