internal import Usage

/// How results are printed.
enum OutputFormat: String, CaseIterable {
    case table, json, xml, csv
}

extension Invocation {
    func format() throws(Complaint) -> OutputFormat {
        guard let text = self[.output] else { return .table }
        guard let format = OutputFormat(rawValue: text) else {
            let names = OutputFormat.allCases.map(\.rawValue)
            throw .usage(
                "--output is '\(text)'; give one of \(names.joined(separator: ", ")).\(suggestion(for: text, in: names))"
            )
        }
        return format
    }

    /// The names in --columns.
    var columns: [String]? {
        self[.columns].map { text in text.split(separator: ",").map { String($0.filter { $0 != " " }) } }
    }
}
