extension Mutation {
    static let clause5: [Mutation] = [
        .reply("R5.1.2.1-6", "The fault for a missing ResourceURI has another detail") {
            $0.replacing("faultDetail/InvalidResourceURI", with: "faultDetail/InvalidValue")
        },
        .reply("R5.4.4-3", "RelatesTo in lower case") { text in
            guard let start = text.firstRange(of: "RelatesTo>"), let end = text.firstRange(of: "</a:RelatesTo") else {
                return text
            }
            let range = start.upperBound..<end.lowerBound
            return text.replacingCharacters(in: range, with: text[range].lowercased())
        },
    ]
}

extension String {
    func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
