internal import Platform

/// Jobs by the time at which something about them is due, the earliest first. A job may have several times.
struct DueTimes {
    private struct Entry: Comparable {
        var due: Timestamp
        var rowID: Int64
        /// Grows with each entry.
        var number: Int

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
    }

    /// What the heap holds of a job.
    private struct Row {
        /// The number of the first entry that counts: those before it were removed.
        var since: Int
        var count = 0
    }

    /// Entries of jobs, and those that were removed and have not come to the top yet.
    private var heap = Heap<Entry>()
    private var rows: [Int64: Row] = [:]
    private var number = 0
    private var removed = 0

    var first: Timestamp? { heap.first?.due }

    mutating func insert(_ rowID: Int64, due: Timestamp) {
        number += 1
        rows[rowID, default: Row(since: number)].count += 1
        heap.insert(Entry(due: due, rowID: rowID, number: number))
    }

    /// Forgets a job. Takes the time of an insertion, on the average: what is left of it goes when there is as much of that
    /// as of all others.
    mutating func remove(_ rowID: Int64) {
        guard let row = rows.removeValue(forKey: rowID) else { return }
        removed += row.count
        if removed > heap.count / 2 + 16 {
            let rows = rows
            _ = heap.remove { !DueTimes.counts($0, rows) }
            removed = 0
        }
        clear()
    }

    /// Takes out the earliest job if it is due by `now`.
    mutating func take(by now: Timestamp) -> Int64? {
        guard let first, first <= now, let entry = heap.removeFirst() else { return nil }
        rows[entry.rowID]?.count -= 1
        if rows[entry.rowID]?.count == 0 { rows[entry.rowID] = nil }
        clear()
        return entry.rowID
    }

    private static func counts(_ entry: Entry, _ rows: [Int64: Row]) -> Bool {
        rows[entry.rowID].map { $0.since <= entry.number } ?? false
    }

    /// Sees to it that the first entry is one that counts.
    private mutating func clear() {
        while let first = heap.first, !DueTimes.counts(first, rows) {
            _ = heap.removeFirst()
            removed -= 1
        }
    }
}
