/// Rows under headings, as wide as their content.
struct TextTable {
    let headings: [String]
    private var rows: [[String]] = []
    private var widths: [Int]
    private var hasHeading = false

    /// Rows that are looked at before the first is printed, to know the widths.
    private static let lookahead = 200

    init(_ headings: [String]) {
        self.headings = headings
        widths = headings.map(\.count)
    }

    mutating func add(_ row: [String], to screen: Screen) {
        let row = row.map(\.printable)
        if !hasHeading { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        rows.append(row)
        if hasHeading || rows.count == Self.lookahead { flush(to: screen) }
    }

    mutating func flush(to screen: Screen) {
        if !hasHeading {
            screen.write(screen.colored(line(headings), .bold) + "\n")
            hasHeading = true
        }
        for row in rows { screen.write(line(row) + "\n") }
        rows.removeAll()
    }

    private func line(_ cells: [String]) -> String {
        let padded = cells.enumerated().map { $0 == cells.count - 1 ? $1 : $1.padded(widths[$0]) }
        return padded.joined(separator: "  ")
    }
}
