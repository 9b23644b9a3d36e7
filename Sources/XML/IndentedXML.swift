/// Markup with one element a line, for people. Elements that hold text stay on their line; nothing else is changed,
/// but what stands in an element whose name speaks of a password.
public enum IndentedXML {
    /// - Parameter bytes: UTF-8, well-formed or not: a tester shows what came.
    public static func text(_ bytes: [UInt8]) -> String {
        var lines: [String] = []
        var depth = 0
        var rest = String(decoding: bytes, as: UTF8.self)[...]
        var isHidden = false
        while !rest.isEmpty {
            let piece = nextPiece(&rest)
            guard piece.first == lessThan else {
                if !piece.allSatisfy(\.isWhitespace), !lines.isEmpty {
                    lines[lines.count - 1] += isHidden ? "(hidden)" : piece
                }
                continue
            }
            let kind = piece.dropFirst().first
            let isEnd = kind == "/"
            if isEnd { depth -= 1 }
            // An end tag stands behind its text, or behind the start tag of an empty element.
            if isEnd, let last = lines.last, last.indentation == depth * 2,
                !last.dropFirst(depth * 2).hasPrefix("\(lessThan)/")
            {
                lines[lines.count - 1] += piece
            } else {
                lines.append(String(repeating: " ", count: max(0, depth * 2)) + piece)
            }
            let isStart = !isEnd && kind != "?" && kind != "!" && !piece.hasSuffix("/>")
            isHidden = isStart && isSecret(piece)
            if isStart { depth += 1 }
        }
        return lines.joined(separator: "\n")
    }

    private static let lessThan: Character = "<"

    /// A tag, or the text before the next one.
    private static func nextPiece(_ rest: inout Substring) -> Substring {
        let isTag = rest.first == lessThan
        let stop: Character = isTag ? ">" : lessThan
        let end = rest.firstIndex(of: stop).map { isTag ? rest.index(after: $0) : $0 } ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    private static func isSecret(_ tag: Substring) -> Bool {
        let name = tag.dropFirst().prefix { !$0.isWhitespace && $0 != ">" }.lowercased()
        return name.contains("password") || name.contains("secret")
    }
}

extension String {
    fileprivate var indentation: Int { prefix { $0 == " " }.count }
}
