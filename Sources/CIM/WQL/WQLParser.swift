/// Reads the tokens of a query by recursive descent, one token ahead.
struct WQLParser {
    private var lexer: WQLLexer
    private(set) var token: WQLToken
    private var depth = 0
    private var comparisons = 0
    /// In CQL, what may stand before a property and means the instance: the class behind FROM, and its alias.
    private var ranges: [CIMName] = []
    private var isCQL = false

    private let isForEvents: Bool

    init(_ text: String, isForEvents: Bool = false) throws(WQLError) {
        self.isForEvents = isForEvents
        lexer = WQLLexer(text)
        token = try lexer.next()
    }

    mutating func query() throws(WQLError) -> WQLQuery.Kind {
        let kind: WQLQuery.Kind
        if try take(word: "SELECT") {
            kind = try select()
        } else if try take(word: "ASSOCIATORS") {
            kind = .associatorsOf(try associators())
        } else if try take(word: "REFERENCES") {
            kind = .referencesOf(try references())
        } else {
            throw unexpected("a query begins with SELECT, ASSOCIATORS OF or REFERENCES OF")
        }
        if case .semicolon = token.kind { try advance() }
        guard case .end = token.kind else { throw unexpected("expected AND, OR or the end of the query") }
        return kind
    }

    /// A query in CQL.
    mutating func cqlQuery() throws(WQLError) -> WQLQuery.Kind {
        isCQL = true
        guard isWord("SELECT") else { throw unexpected("a CQL query begins with SELECT") }
        return try query()
    }

    // MARK: - Tokens

    mutating func advance() throws(WQLError) {
        token = try lexer.next()
    }

    func isWord(_ keyword: String) -> Bool {
        if case .word(let word) = token.kind { word.equalsIgnoringASCIICase(keyword) } else { false }
    }

    mutating func take(word keyword: String) throws(WQLError) -> Bool {
        guard isWord(keyword) else { return false }
        try advance()
        return true
    }

    mutating func name(_ expected: String) throws(WQLError) -> CIMName {
        guard case .word(let word) = token.kind else { throw unexpected("expected \(expected)") }
        try advance()
        return CIMName(word)
    }

    func unexpected(_ expectation: String) -> WQLError {
        WQLError("\(expectation); found \(token.found)", at: token.position)
    }

    // MARK: - SELECT

    private mutating func select() throws(WQLError) -> WQLQuery.Kind {
        var projection = try projection()
        guard try take(word: "FROM") else { throw unexpected("expected FROM and a class") }
        let className = try name("the name of a class behind FROM")
        if isCQL {
            ranges = [className]
            if try take(word: "AS") { ranges.append(try name("an alias behind AS")) }
            if case .comma = token.kind { throw unexpected("expected one class behind FROM; joins are not offered") }
            projection = try unqualified(projection)
        }
        if isForEvents, try take(word: "WITHIN") { try interval() }
        if isWord("WITHIN") || isWord("GROUP") || isWord("HAVING") {
            throw WQLError(
                "\(token.found) belongs to queries for events; leave it out to ask for instances", at: token.position)
        }
        let condition: WQLCondition? = try take(word: "WHERE") ? try disjunction() : nil
        return .select(projection: projection, from: className, where: condition)
    }

    /// The seconds between two looks at what is polled. Events here are told when they happen, so it has no effect.
    private mutating func interval() throws(WQLError) {
        switch token.kind {
        case .integer(let seconds) where seconds >= 0: try advance()
        case .real(let seconds) where seconds >= 0: try advance()
        default: throw unexpected("expected a number of seconds behind WITHIN")
        }
    }

    private mutating func projection() throws(WQLError) -> WQLProjection {
        if case .star = token.kind {
            try advance()
            return .all
        }
        var columns: [WQLColumn] = []
        while true {
            guard !isWord("FROM") else { throw unexpected("expected \"*\" or the names of properties behind SELECT") }
            columns.append(try column())
            guard case .comma = token.kind else { return .columns(columns) }
            try advance()
        }
    }

    private mutating func column() throws(WQLError) -> WQLColumn {
        let position = token.position
        var names = [try name("the name of a property")]
        while case .dot = token.kind {
            try advance()
            if isCQL, case .star = token.kind {
                try advance()
                names.append("*")
                break
            }
            names.append(try name("the name of a property behind \".\""))
        }
        return WQLColumn(unqualified(names), position: position)
    }

    // MARK: - CQL

    private func unqualified(_ names: [CIMName]) -> [CIMName] {
        guard ranges.contains(names[0]) else { return names }
        return names.count == 1 ? ["__THIS"] : Array(names.dropFirst())
    }

    /// The columns without the class's name, which they had when FROM was not yet read; `j.*` is everything.
    private func unqualified(_ projection: WQLProjection) throws(WQLError) -> WQLProjection {
        guard case .columns(let columns) = projection else { return .all }
        if columns.count == 1, columns[0].names.count == 2, columns[0].names[1] == "*",
            ranges.contains(columns[0].names[0])
        {
            return .all
        }
        for column in columns where column.names.last == "*" {
            throw WQLError(
                "\(column.text) must stand alone behind SELECT, with the class or alias of FROM", at: column.position)
        }
        return .columns(columns.map { WQLColumn(unqualified($0.names), position: $0.position) })
    }

    // MARK: - WHERE

    private mutating func disjunction() throws(WQLError) -> WQLCondition {
        var terms = [try conjunction()]
        while try take(word: "OR") { terms.append(try conjunction()) }
        return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func conjunction() throws(WQLError) -> WQLCondition {
        var terms = [try term()]
        while try take(word: "AND") { terms.append(try term()) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func term() throws(WQLError) -> WQLCondition {
        guard depth < WQLQuery.maximumDepth else {
            throw WQLError(
                "parentheses and NOT nest deeper than \(WQLQuery.maximumDepth) levels; write the condition flatter",
                at: token.position)
        }
        depth += 1
        defer { depth -= 1 }
        if try take(word: "NOT") { return .not(try term()) }
        guard case .open = token.kind else { return try comparison() }
        try advance()
        let condition = try disjunction()
        guard case .close = token.kind else { throw unexpected("expected \")\"") }
        try advance()
        return condition
    }

    private mutating func comparison() throws(WQLError) -> WQLCondition {
        comparisons += 1
        guard comparisons <= WQLQuery.maximumComparisons else {
            throw WQLError(
                "the query has more than \(WQLQuery.maximumComparisons) comparisons; ask for less at once",
                at: token.position)
        }
        let start = token.position
        let left = try operand()
        if case .comparison(let comparison) = token.kind {
            try advance()
            return try compare(left, comparison, try operand(), at: start)
        }
        guard case .value(.column(let column)) = left else {
            throw unexpected("expected a comparison such as = or <> behind the constant")
        }
        if try take(word: "IS") {
            let isNegated = try take(word: "NOT")
            guard try take(word: "NULL") else { throw unexpected("expected NULL behind IS") }
            return isNegated ? .not(.isNull(column)) : .isNull(column)
        }
        if try take(word: "ISA") { return .isA(column, try className()) }
        let isNegated = try take(word: "NOT")
        guard try take(word: "LIKE") else {
            throw unexpected("expected =, <>, <, >, <=, >=, LIKE, IS or ISA behind \(column.text)")
        }
        let like = WQLCondition.like(column, try pattern())
        return isNegated ? .not(like) : like
    }

    private mutating func className() throws(WQLError) -> CIMName {
        if case .string(let text) = token.kind {
            guard CIMName.isIdentifier(text) else { throw unexpected("expected the name of a class behind ISA") }
            try advance()
            return CIMName(text)
        }
        return try name("the name of a class behind ISA")
    }

    private mutating func pattern() throws(WQLError) -> WQLPattern {
        guard case .string(let text) = token.kind else { throw unexpected("expected a pattern in quotes behind LIKE") }
        let position = token.position
        try advance()
        return try WQLPattern(text, position: position)
    }

    private enum Operand {
        case value(WQLOperand)
        case null
    }

    private mutating func operand() throws(WQLError) -> Operand {
        let position = token.position
        let value: WQLLiteral.Value
        switch token.kind {
        case .string(let text): value = .string(text)
        case .integer(let number): value = .integer(number)
        case .real(let number): value = .real(number)
        case .word where isWord("TRUE"): value = .boolean(true)
        case .word where isWord("FALSE"): value = .boolean(false)
        case .word where isWord("NULL"):
            try advance()
            return .null
        case .word: return .value(.column(try column()))
        default: throw unexpected("expected a property or a constant")
        }
        try advance()
        return .value(.literal(WQLLiteral(value, position: position)))
    }

    /// Puts the property on the left, and makes of a comparison with NULL what it means.
    private func compare(
        _ left: Operand, _ comparison: WQLComparison, _ right: Operand, at position: Int
    ) throws(WQLError) -> WQLCondition {
        switch (left, right) {
        case (.value(.column(let column)), .value(let operand)):
            return .comparison(column, comparison, operand)
        case (.value(let operand), .value(.column(let column))):
            return .comparison(column, comparison.mirrored, operand)
        case (.value(.column(let column)), .null), (.null, .value(.column(let column))):
            switch comparison {
            case .equal: return .isNull(column)
            case .notEqual: return .not(.isNull(column))
            case .less, .lessOrEqual, .greater, .greaterOrEqual:
                throw WQLError("NULL has no order; write IS NULL or IS NOT NULL", at: position)
            }
        default:
            throw WQLError("a comparison needs a property on one side; both sides are constants", at: position)
        }
    }
}
