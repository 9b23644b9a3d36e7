/// How mutations take messages apart: as text, by the tags that Winch's own writer makes.
extension String {
    /// Without the first element of this tag, or all of them.
    func without(_ tag: String, all: Bool = false) -> String {
        guard let range = range(of: tag) else { return self }
        let rest = self[range.upperBound...]
        return self[..<range.lowerBound] + (all ? String(rest).without(tag, all: true) : String(rest))
    }

    /// With other content in each element of this tag.
    func changing(_ tag: String, _ change: (String) -> String) -> String {
        guard let range = range(of: tag), let open = self[range].firstIndex(of: ">"),
            let close = self[range].lastRange(of: "</")
        else { return self }
        let start = index(after: open)
        guard start <= close.lowerBound else { return self }
        let rest = String(self[range.upperBound...]).changing(tag, change)
        return self[..<start] + change(String(self[start..<close.lowerBound]))
            + self[close.lowerBound..<range.upperBound]
            + rest
    }

    /// With another tag around the content of each element of this one.
    func renaming(_ tag: String, _ other: String) -> String {
        replacing("<\(tag)>", with: "<\(other)>").replacing("<\(tag) ", with: "<\(other) ")
            .replacing("<\(tag)/>", with: "<\(other)/>").replacing("</\(tag)>", with: "</\(other)>")
    }

    /// With one more block at the end of the header.
    func addingHeader(_ block: String) -> String { replacing("</s:Header>", with: block + "</s:Header>") }

    /// Whether a message has this action, by its end.
    func isAction(_ name: String) -> Bool { contains("/\(name)</a:Action>") }

    /// A header block that no service understands and that says it must: it makes a fault of any request.
    static let misunderstanding = "<q:Q xmlns:q=\"urn:q\" s:mustUnderstand=\"true\"/>"

    /// The tag itself, or for `*:Name` the first of this local name with whatever prefix.
    private func spelled(_ tag: String) -> String {
        guard tag.hasPrefix("*:") else { return tag }
        for place in ranges(of: tag.dropFirst()) {
            guard let start = self[..<place.lowerBound].lastIndex(of: "<") else { continue }
            let prefix = self[index(after: start)..<place.lowerBound]
            if prefix.allSatisfy({ $0.isLetter || $0.isNumber }) { return String(prefix + tag.dropFirst()) }
        }
        return tag
    }

    /// From the start of an element to its end.
    private func range(of pattern: String) -> Range<Index>? {
        let tag = spelled(pattern)
        var search = startIndex
        while let start = self[search...].firstRange(of: "<\(tag)") {
            search = start.upperBound
            guard let next = self[search...].first, next == ">" || next == " " || next == "/" else { continue }
            guard let open = self[search...].firstIndex(of: ">") else { return nil }
            if self[index(before: open)] == "/" { return start.lowerBound..<index(after: open) }
            guard let end = self[open...].firstRange(of: "</\(tag)>") else { return nil }
            return start.lowerBound..<end.upperBound
        }
        return nil
    }

    private func lastRange(of text: String) -> Range<Index>? { self[...].lastRange(of: text) }
}

extension Substring {
    fileprivate func lastRange(of text: String) -> Range<Index>? { ranges(of: text).last }
}
