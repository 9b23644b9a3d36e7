extension Practice {
    static let clause10: [Practice] = []
}
