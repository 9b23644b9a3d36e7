extension Practice {
    static let clause6: [Practice] = []
}
