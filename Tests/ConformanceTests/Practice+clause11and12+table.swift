extension Practice {
    static let clause11and12: [Practice] = []
}
