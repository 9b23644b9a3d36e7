/// The name among `candidates` that `name` was probably meant to be: nil when none differs in few letters.
public func closest(to name: String, in candidates: [String]) -> String? {
    let distances = candidates.map { (candidate: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, name.utf8.count / 3) ? best.candidate : nil
}

/// " Did you mean 'X'?", or nothing: to append to a sentence about an unknown name.
public func suggestion(for name: String, in candidates: [String]) -> String {
    closest(to: name, in: candidates).map { " Did you mean '\($0)'?" } ?? ""
}

/// Levenshtein's distance: how many bytes must be changed, added or removed.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            let changed = previous[column] + (byte == other ? 0 : 1)
            current.append(min(changed, previous[column + 1] + 1, current[column] + 1))
        }
        previous = current
    }
    return previous[right.count]
}
