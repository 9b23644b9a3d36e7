internal import Platform

/// Jobs by the time at which something about them is due, the earliest first.
struct DueTimes {
    private struct Entry: Comparable {
        var due: Timestamp
        var rowID: Int64

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
    }

    private var heap = Heap<Entry>()

    var first: Timestamp? { heap.first?.due }

    mutating func insert(_ rowID: Int64, due: Timestamp) { heap.insert(Entry(due: due, rowID: rowID)) }

    /// Forgets a job, in time proportional to all; without this a job set to ever new times would pile them up.
    mutating func remove(_ rowID: Int64) { _ = heap.remove { $0.rowID == rowID } }

    /// Takes out the earliest job if it is due by `now`.
    mutating func take(by now: Timestamp) -> Int64? {
        guard let first, first <= now else { return nil }
        return heap.removeFirst()?.rowID
    }
}
