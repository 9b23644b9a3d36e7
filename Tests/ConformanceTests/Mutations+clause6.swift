extension Mutation {
    static let clause6: [Mutation] = [
        .request("R6.2-4", "Any MaxEnvelopeSize is taken") {
            $0.replacing(">8191<", with: ">8192<")
        }
    ]
}
