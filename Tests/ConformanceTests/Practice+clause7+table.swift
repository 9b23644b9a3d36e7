extension Practice {
    static let clause7: [Practice] = []
}
