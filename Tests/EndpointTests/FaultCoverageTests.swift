import TestSupport
import Testing

/// Every fault there is stands in a recorded conversation, where one can read it, or in `unsent-faults.tsv`, which says
/// why this service never sends it or where it is shown instead.
@Suite struct FaultCoverageTests {
    @Test func `Every fault is recorded, or said why not`() throws {
        let table = try Self.rows("/../SOAPTests/faults.tsv").dropFirst().map { Self.name($0[0], $0[3]) }
        let unsent = try Self.rows("/unsent-faults.tsv").map { Self.name($0[0], $0[1]) }
        var recorded: Set<String> = []
        for folder in try ExchangeFolder.all() {
            for exchange in try folder.exchanges() {
                if let fault = Self.fault(in: try exchange.response()) { recorded.insert(fault) }
            }
        }
        #expect(Set(table).subtracting(recorded).subtracting(unsent).sorted() == [], "neither recorded nor explained")
        #expect(recorded.intersection(unsent).sorted() == [], "explained, though it is recorded")
        #expect(recorded.union(unsent).subtracting(table).sorted() == [], "in no table")
    }

    /// `EncodingLimit/CharacterSet` of the specification wsman, as `wsman:EncodingLimit/CharacterSet`.
    private static func name(_ subcode: String, _ detail: String) -> String {
        detail == "-" ? subcode : "\(subcode)/\(detail)"
    }

    private static func rows(_ path: String, _ file: String = #filePath) throws -> [[String]] {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try ExchangeFolder.text(at: folder + path).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t").map(String.init) }
    }

    private static let prefixes = [
        "s": "s", "a": "wsa", "x": "wxf", "n": "wsen", "e": "wse", "w": "wsman", "b": "wsmb",
    ]

    private static func fault(in reply: String) -> String? {
        guard let start = reply.firstRange(of: "<s:Code>") else { return nil }
        let fault = reply[start.upperBound...]
        // The subcode is the last of the values; SOAP's own faults have none.
        guard let code = texts(in: fault, from: "<s:Value>").last, let colon = code.firstIndex(of: ":"),
            let prefix = prefixes[String(code[..<colon])]
        else { return nil }
        let detail = texts(in: fault, from: "<w:FaultDetail>").first?.split(separator: "/").last.map(String.init)
        return name(prefix + code[colon...], detail ?? "-")
    }

    private static func texts(in text: Substring, from tag: String) -> [String] {
        text.ranges(of: tag).map { String(text[$0.upperBound...].prefix { $0 != "<" }) }
    }
}
