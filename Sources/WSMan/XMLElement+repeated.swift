internal import XML

extension XMLElement {
    /// The first of these names that more than one child has: which of them counts, nobody could tell.
    func repeated(_ names: [QName]) -> QName? {
        names.first { name in elements.count { $0.name == name } > 1 }
    }
}
