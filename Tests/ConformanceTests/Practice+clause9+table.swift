extension Practice {
    static let clause9: [Practice] = []
}
