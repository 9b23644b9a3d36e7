/// The store's text form of lists and of named lists: one entry a line, values after tabs; readable in a database shell.
///
///     ExportedDisks<TAB>C:\one.vhdx<TAB>C:\two.vhdx
///
/// Backslash, tab and line end inside a value are written `\\`, `\t`, `\n`.
enum TextMap {
    static func text(_ map: [String: [String]]) -> String {
        map.sorted { $0.key < $1.key }.map { line([$0.key] + $0.value) }.joined(separator: "\n")
    }

    static func text(_ list: [String]) -> String { list.isEmpty ? "" : line([""] + list) }

    static func map(_ text: String) -> [String: [String]] {
        guard !text.isEmpty else { return [:] }
        var map: [String: [String]] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let fields = fields(line)
            map[fields[0]] = Array(fields.dropFirst())
        }
        return map
    }

    static func list(_ text: String) -> [String] {
        text.isEmpty ? [] : Array(fields(text.utf8[...]).dropFirst())
    }

    private static func line(_ fields: [String]) -> String { fields.map(escaped).joined(separator: "\t") }

    private static func fields(_ line: Substring.UTF8View) -> [String] {
        line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(unescaped)
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 92 }) else { return value }
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case 9: bytes += [92, UInt8(ascii: "t")]
            case 10: bytes += [92, UInt8(ascii: "n")]
            case 92: bytes += [92, 92]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ field: Substring.UTF8View) -> String {
        guard field.contains(92) else { return String(decoding: field, as: UTF8.self) }
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in field {
            if isEscape {
                bytes.append(byte == UInt8(ascii: "t") ? 9 : byte == UInt8(ascii: "n") ? 10 : byte)
                isEscape = false
            } else if byte == 92 {
                isEscape = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
