extension Practice {
    static let clause5: [Practice] = []
}
