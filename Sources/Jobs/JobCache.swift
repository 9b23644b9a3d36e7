internal import Platform

/// Recent snapshots of jobs, so that polling one job costs no query. Holds a fixed number; the least used go.
///
/// The writer puts in what it has committed. A reader may put in what it has read only if nothing was committed
/// meanwhile: `generation` tells.
final class JobCache: Sendable {
    private struct Slot {
        var stored: StoredJob
        /// Looked at since the hand last came by.
        var isRecent: Bool
    }

    private struct Table {
        var slots: [Slot?]
        var byKey: [JobKey: Int] = [:]
        var byRow: [Int64: Int] = [:]
        var hand = 0
        var free: [Int] = []
        var generation: UInt64 = 0
    }

    private let table: Lock<Table>

    init(capacity: Int) {
        var table = Table(slots: [])
        table.slots = Array(repeating: nil, count: max(capacity, 1))
        table.free = Array((0..<table.slots.count).reversed())
        self.table = Lock(table)
    }

    func job(_ key: JobKey) -> StoredJob? {
        table.withLock { table in
            guard let index = table.byKey[key] else { return nil }
            table.slots[index]?.isRecent = true
            return table.slots[index]?.stored
        }
    }

    func job(row: Int64) -> StoredJob? {
        table.withLock { table in table.byRow[row].flatMap { table.slots[$0]?.stored } }
    }

    var generation: UInt64 { table.withLock { $0.generation } }

    /// Keeps what a reader found, unless there was a commit since it noted `generation`.
    func keep(_ stored: StoredJob, ifStill generation: UInt64) {
        table.withLock { table in
            if table.generation == generation { JobCache.put(stored, in: &table) }
        }
    }

    /// Takes over what a commit has changed.
    func commit(_ changes: [JobChange]) {
        table.withLock { table in
            table.generation += 1
            for change in changes {
                if let after = change.after {
                    JobCache.put(after, in: &table)
                } else if let before = change.before, let index = table.byRow[before.job.rowID] {
                    JobCache.drop(index, in: &table)
                }
            }
        }
    }

    private static func put(_ stored: StoredJob, in table: inout Table) {
        if let index = table.byRow[stored.job.rowID] {
            table.slots[index]?.stored = stored
            return
        }
        // The name of a job that gave way to this one.
        if let former = table.byKey[stored.job.key] { drop(former, in: &table) }
        let index = table.free.popLast() ?? evict(&table)
        table.slots[index] = Slot(stored: stored, isRecent: false)
        table.byKey[stored.job.key] = index
        table.byRow[stored.job.rowID] = index
    }

    private static func evict(_ table: inout Table) -> Int {
        while true {
            let index = table.hand
            table.hand = (index + 1) % table.slots.count
            guard table.slots[index]?.isRecent == true else {
                drop(index, in: &table)
                return table.free.removeLast()
            }
            table.slots[index]?.isRecent = false
        }
    }

    private static func drop(_ index: Int, in table: inout Table) {
        guard let stored = table.slots[index]?.stored else { return }
        table.byKey[stored.job.key] = nil
        table.byRow[stored.job.rowID] = nil
        table.slots[index] = nil
        table.free.append(index)
    }
}
