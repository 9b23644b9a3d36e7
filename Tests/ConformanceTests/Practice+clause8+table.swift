extension Practice {
    static let clause8: [Practice] = []
}
