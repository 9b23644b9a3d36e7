/// A configured text with `{Name}` placeholders.
///
/// A name is a letter or underscore and then letters, digits, underscores and dots (`{Disk.Name}` is a property of what a
/// parameter refers to); any other brace stands for itself, and `{{` for one brace where a name would follow. Values are put in as they are and not looked at again.
struct PlaceholderText {
    enum Piece: Equatable {
        case text(String)
        case placeholder(String)
    }

    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var plain: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "{") else {
                plain.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "{") {
                rest.removeFirst()
                plain.append(byte)
            } else if let name = PlaceholderText.name(rest) {
                if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
                plain = []
                pieces.append(.placeholder(String(decoding: name, as: UTF8.self)))
                rest = rest.dropFirst(name.count + 1)
            } else {
                plain.append(byte)
            }
        }
        if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
        self.pieces = pieces
    }

    var names: [String] {
        pieces.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
    }

    /// The text with every placeholder's values in its place, several joined by commas.
    func filled(_ values: (String) -> [String]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .placeholder(let name): values(name).joined(separator: ",")
            }
        }.joined()
    }

    /// The elements it stands for in an array: all values where it is exactly one placeholder, else one text.
    func elements(_ values: (String) -> [String]) -> [String] {
        if pieces.count == 1, case .placeholder(let name) = pieces[0] { return values(name) }
        return [filled(values)]
    }

    private static func name(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let name = rest.prefix { isLetter($0) || ($0 >= 48 && $0 <= 57) || $0 == UInt8(ascii: ".") }
        guard let first = name.first, isLetter(first), rest.dropFirst(name.count).first == UInt8(ascii: "}") else {
            return nil
        }
        return name
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 32 >= 97 && byte | 32 <= 122) || byte == UInt8(ascii: "_")
    }
}
