extension WQLParser {
    /// `OF {path} [WHERE option option …]`, behind ASSOCIATORS.
    mutating func associators() throws(WQLError) -> WQLAssociators {
        var query = WQLAssociators(path: try path())
        for option in try options() {
            switch option.name {
            case "AssocClass": query.associationClass = try option.requireValue()
            case "ResultClass": query.resultClass = try option.requireValue()
            case "Role": query.role = try option.requireValue()
            case "ResultRole": query.resultRole = try option.requireValue()
            case "RequiredQualifier": query.requiredQualifier = try option.requireValue()
            case "RequiredAssocQualifier": query.requiredAssociationQualifier = try option.requireValue()
            case "KeysOnly": query.keysOnly = try option.requireNone()
            case "ClassDefsOnly": query.classDefinitionsOnly = try option.requireNone()
            case "SchemaOnly": query.schemaOnly = try option.requireNone()
            default:
                throw option.unknown(
                    "AssocClass, ResultClass, Role, ResultRole, RequiredQualifier, RequiredAssocQualifier, KeysOnly, "
                        + "ClassDefsOnly and SchemaOnly")
            }
        }
        return query
    }

    /// `OF {path} [WHERE option option …]`, behind REFERENCES.
    mutating func references() throws(WQLError) -> WQLReferences {
        var query = WQLReferences(path: try path())
        for option in try options() {
            switch option.name {
            case "ResultClass": query.resultClass = try option.requireValue()
            case "Role": query.role = try option.requireValue()
            case "RequiredQualifier": query.requiredQualifier = try option.requireValue()
            case "KeysOnly": query.keysOnly = try option.requireNone()
            case "ClassDefsOnly": query.classDefinitionsOnly = try option.requireNone()
            case "SchemaOnly": query.schemaOnly = try option.requireNone()
            default:
                throw option.unknown("ResultClass, Role, RequiredQualifier, KeysOnly, ClassDefsOnly and SchemaOnly")
            }
        }
        return query
    }

    private mutating func path() throws(WQLError) -> CIMObjectPath {
        guard try take(word: "OF") else { throw unexpected("expected OF and an object path in braces") }
        guard case .braces(let text) = token.kind else {
            throw unexpected("expected an object path in braces behind OF")
        }
        let position = token.position
        try advance()
        do {
            return try CIMObjectPath(parsing: text)
        } catch {
            throw WQLError(error.reason, at: position)
        }
    }

    /// One word behind WHERE: `KeysOnly`, or `Role = Dependent`.
    private struct Option {
        let name: CIMName
        let value: CIMName?
        let position: Int

        func requireValue() throws(WQLError) -> CIMName {
            guard let value else { throw WQLError("\(name) needs a value: \(name) = name", at: position) }
            return value
        }

        func requireNone() throws(WQLError) -> Bool {
            guard value == nil else { throw WQLError("\(name) stands alone, without a value", at: position) }
            return true
        }

        func unknown(_ known: String) -> WQLError {
            WQLError("\(name) is no option of this query; there are \(known)", at: position)
        }
    }

    /// The options have no AND between them in WMI's own grammar; one is passed over, because clients write it.
    private mutating func options() throws(WQLError) -> [Option] {
        guard try take(word: "WHERE") else { return [] }
        var options: [Option] = []
        while case .word = token.kind {
            if !options.isEmpty, try take(word: "AND") { continue }
            let position = token.position
            let name = try name("an option")
            guard !options.contains(where: { $0.name == name }) else {
                throw WQLError("\(name) is there twice", at: position)
            }
            var value: CIMName?
            if case .comparison(.equal) = token.kind {
                try advance()
                value = try optionValue(of: name)
            }
            options.append(Option(name: name, value: value, position: position))
        }
        guard !options.isEmpty else { throw unexpected("expected an option such as ResultClass = name behind WHERE") }
        return options
    }

    private mutating func optionValue(of option: CIMName) throws(WQLError) -> CIMName {
        if case .string(let text) = token.kind, CIMName.isIdentifier(text) {
            try advance()
            return CIMName(text)
        }
        return try name("a name behind \(option) =")
    }
}
