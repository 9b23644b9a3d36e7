/// Rows under headings, as wide as their content. On a terminal a long last cell goes on below its column.
struct TextTable {
    /// A cell that stands out, by its column.
    typealias Accent = (column: Int, color: Screen.Color)

    let headings: [String]
    private var rows: [(cells: [String], accent: Accent?)] = []
    private var widths: [Int]
    private var hasHeading = false

    /// Rows that are looked at before the first is printed, to know the widths.
    private static let lookahead = 200
    /// A last column that would be narrower is not wrapped.
    private static let leastRoom = 24

    init(_ headings: [String]) {
        self.headings = headings
        widths = headings.map(\.count)
    }

    mutating func add(_ row: [String], accent: Accent? = nil, to screen: Screen) {
        let row = row.map(\.printable)
        if !hasHeading { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        rows.append((row, accent))
        if hasHeading || rows.count == Self.lookahead { flush(to: screen) }
    }

    mutating func flush(to screen: Screen) {
        if !hasHeading {
            screen.write(screen.colored(line(headings, nil, screen), .bold) + "\n")
            hasHeading = true
        }
        for (cells, accent) in rows { screen.write(line(cells, accent, screen) + "\n") }
        rows.removeAll()
    }

    private func line(_ cells: [String], _ accent: Accent?, _ screen: Screen) -> String {
        let start = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        let padded = cells.enumerated().map { index, cell in
            let isLast = index == cells.count - 1
            let text = isLast ? wrapped(cell, from: start, screen) : cell.padded(widths[index])
            return accent?.column == index ? screen.colored(text, accent?.color ?? .bold) : text
        }
        return padded.joined(separator: "  ")
    }

    private func wrapped(_ text: String, from start: Int, _ screen: Screen) -> String {
        let room = screen.size.columns - start
        guard screen.isTerminal, text.count > room, room >= Self.leastRoom else { return text }
        var lines = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let last = lines[lines.count - 1]
            if last.isEmpty || last.count + 1 + word.count <= room {
                lines[lines.count - 1] = last.isEmpty ? String(word) : "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: start))
    }
}
