extension Practice {
    static let annexE: [Practice] = [
        Practice("RE-1", "Every property of the class, in any case of its name.", .check),
        Practice("RE-2", "Text is compared without regard to case.", .check),
        Practice("RE-3", "The elements of an instance are in one namespace, so that no name is shared.", .check),
        Practice("RE-5", "With the detail for a name that comes twice.", .check),
    ]
}
