extension Practice {
    static let clause9: [Practice] = [
        Practice("R9-1", "The methods of CIM classes.", .check),
        Practice("R9-3", "As asked, with the detail and the parameter's name.", .check),
    ]
}
