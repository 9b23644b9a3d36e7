extension Practice {
    static let clause11to14: [Practice] = []
}
