internal import CSupervision
internal import Glibc

/// The file in which supervisors claim their jobs and record how they ended (see CSupervision.h), as winchd uses it: which
/// places are whose, and what is in them. Used by one thread at a time.
final class Ledger {
    /// Supervisors of other epochs begin nothing any more.
    let epoch: UInt64
    /// Whether the file was made just now: what it does not hold may have been claimed all the same.
    let isNew: Bool
    private let file: Int32
    private var count: Int
    private var free: [UInt32] = []
    /// By the number of the job that has it.
    private var places: [Int64: UInt32] = [:]
    /// Found when the epoch began, and not asked for yet.
    private var found: [Int64: (attempt: Int64, place: UInt32)] = [:]

    init(_ path: String) throws(JobError) {
        var epoch: UInt64 = 0
        var isNew = false
        file = winch_ledger_open(path, &epoch, &isNew)
        self.epoch = epoch
        self.isNew = isNew
        guard file >= 0 else {
            errno = -file
            throw .system("The ledger of the supervisors cannot be opened.", path)
        }
        count = Int(winch_ledger_places(file))
        for place in 0..<UInt32(count) {
            var claim = winch_claim()
            if !winch_ledger_look(file, place, &claim) {
                free.append(place)
            } else if found[claim.row].map({ $0.attempt < claim.attempt }) ?? true {
                found[claim.row] = (claim.attempt, place)
            }
        }
    }

    deinit { close(file) }

    /// A place for a job that is to have a supervisor.
    func take(for rowID: Int64) -> UInt32 {
        if let place = places[rowID] { return place }
        let place = free.popLast() ?? UInt32(count)
        if place == count { count += 1 }
        places[rowID] = place
        return place
    }

    /// Looks for a job's claim from before this epoch; false when there is none.
    func find(_ rowID: Int64, attempt: Int) -> Bool {
        guard let claim = found[rowID], claim.attempt == attempt else { return false }
        found[rowID] = nil
        places[rowID] = claim.place
        return true
    }

    /// Gives back the places of jobs that nobody has asked for. One that is still held stays as it is.
    func settle() {
        for (_, place) in found.values where !winch_ledger_is_held(file, place) { clear(place) }
        found = [:]
    }

    /// Whether the job's supervisor lives.
    func isHeld(_ rowID: Int64) -> Bool { places[rowID].map { winch_ledger_is_held(file, $0) } ?? false }

    /// Whether a supervisor has taken this attempt.
    func isClaimed(_ rowID: Int64, attempt: Int) -> Bool {
        guard let place = places[rowID] else { return false }
        var claim = winch_claim()
        return winch_ledger_look(file, place, &claim) && claim.row == rowID && claim.attempt == attempt
    }

    /// How the job ended; nil while that is not recorded.
    func record(_ rowID: Int64) -> ProcessRecord? {
        guard let place = places[rowID] else { return nil }
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(WINCH_PLACE_SIZE)) { buffer in
            let count = winch_ledger_read(file, place, buffer.baseAddress, buffer.count)
            return count < 0
                ? nil : String(decoding: buffer.prefix(count).lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return text.flatMap(ProcessRecord.init)
    }

    /// The end of the job's attempt is stored: another may have its place.
    func release(_ rowID: Int64) {
        if let place = places.removeValue(forKey: rowID) { clear(place) }
    }

    private func clear(_ place: UInt32) {
        winch_ledger_clear(file, place)
        free.append(place)
    }

    /// The highest number of a job in the file; 0 when there is none.
    static func highestNumber(_ path: String) -> Int64 {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        return (0..<winch_ledger_places(file)).reduce(0) { highest, place in
            var claim = winch_claim()
            return winch_ledger_look(file, place, &claim) ? max(highest, claim.row) : highest
        }
    }
}
