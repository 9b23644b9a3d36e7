extension UInt8 {
    /// White space of XML 1.0 section 2.3: space, tab, line feed, carriage return.
    var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

extension StringProtocol where UTF8View: BidirectionalCollection {
    /// Whether there is nothing here but white space of XML 1.0.
    public var isXMLSpace: Bool { utf8.allSatisfy(\.isXMLSpace) }

    /// Without the white space of XML 1.0 at both ends.
    public var trimmingXMLSpace: String {
        guard let first = utf8.first, let last = utf8.last, first.isXMLSpace || last.isXMLSpace else {
            return String(self)
        }
        guard let start = utf8.firstIndex(where: { !$0.isXMLSpace }) else { return "" }
        var end = utf8.endIndex
        while utf8[utf8.index(before: end)].isXMLSpace { end = utf8.index(before: end) }
        return String(self[start..<end])
    }
}
