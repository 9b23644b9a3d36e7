extension Rule {
    /// DSP0226 clause 9: custom actions.
    static let clause9: [Rule] = [
        Rule(
            "R9-1", .may, .service, "Invoke", .choice, needs: .methods,
            "Methods of one's own may be offered."),
        Rule(
            "R9-2", .must, .service, "Invoke", .wire, needs: .methods,
            "Methods follow WS-Addressing, and each has an action of its own."),
        Rule(
            "R9-3", .may, .service, "Invoke", .choice, needs: .methods,
            "Wrong parameters may be InvalidParameter, with TypeMismatch or InvalidName."),
    ]
}
