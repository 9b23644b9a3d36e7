extension Practice {
    static let annexE: [Practice] = []
}
