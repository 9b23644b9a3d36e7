/// Resolves the names of a query in one class and gives its constants their types.
struct WQLBinder {
    let cimClass: CIMClass

    func columns(of projection: WQLProjection) throws(WQLError) -> [WQLColumn]? {
        guard case .columns(let columns) = projection else { return nil }
        for column in columns { _ = try source(column) }
        return columns
    }

    func bind(_ condition: WQLCondition) throws(WQLError) -> WQLTest {
        switch condition {
        case .comparison(let column, let comparison, let operand):
            return try bind(column, comparison, operand)
        case .like(let column, let pattern):
            let (source, type) = try comparable(column)
            if let type, type.isNumeric || type == .boolean {
                throw WQLError(
                    "LIKE compares text, and \(column.text) is \(type.rawValue); use = or <>", at: column.position)
            }
            return .like(source, pattern)
        case .isNull(let column):
            return .isNull(try source(column).source)
        case .isA(let column, let name):
            return .isA(try object(column), name)
        case .not(let condition):
            return .not(try bind(condition))
        case .all(let conditions):
            return .all(try conditions.map { condition throws(WQLError) in try bind(condition) })
        case .any(let conditions):
            return .any(try conditions.map { condition throws(WQLError) in try bind(condition) })
        }
    }

    private func bind(
        _ column: WQLColumn, _ comparison: WQLComparison, _ operand: WQLOperand
    ) throws(WQLError) -> WQLTest {
        let (source, type) = try comparable(column)
        if comparison.isOrdering, type == .boolean || type == .reference {
            throw WQLError(
                "\(column.text) is \(type == .boolean ? "boolean" : "a reference") and has no order; use = or <>",
                at: column.position)
        }
        switch operand {
        case .literal(let literal):
            guard let type else { return .dynamic(source, comparison, literal) }
            do {
                return .constant(source, comparison, try WQLConstant(literal, for: type))
            } catch {
                throw WQLError("\(column.text): \(error.reason)", at: error.position)
            }
        case .column(let other):
            let (otherSource, otherType) = try comparable(other)
            if let type, let otherType, !Self.areComparable(type, otherType) {
                throw WQLError(
                    "\(column.text) is \(type.rawValue) and \(other.text) is \(otherType.rawValue): they cannot be compared",
                    at: column.position)
            }
            return .sources(source, comparison, otherSource)
        }
    }

    private static func areComparable(_ left: CIMType, _ right: CIMType) -> Bool {
        if left == right || left.isNumeric && right.isNumeric { return true }
        let texts: [CIMType] = [.string, .char16]
        if texts.contains(left) && texts.contains(right) { return true }
        return left == .reference && right == .string || left == .string && right == .reference
    }

    // MARK: - Columns

    /// The source of a column, and its type where that is known before there is a value.
    private func source(_ column: WQLColumn) throws(WQLError) -> (source: WQLSource, type: CIMType?) {
        if let system = column.systemProperty {
            let isPath = system == .path || system == .relativePath
            return (.system(system), isPath ? .reference : system.type)
        }
        let name = column.names[0]
        guard let index = cimClass.index(of: name) else {
            throw WQLError("the class \(cimClass.name) has no property \(name)", at: column.position)
        }
        let property = cimClass.properties[index]
        if column.names.count > 1 {
            guard property.isEmbedded, !property.isArray else {
                throw WQLError(
                    "\(name) holds no embedded instance, so it has no \(column.text)", at: column.position)
            }
            return (.embedded(column.names), nil)
        }
        let isBoolean = property.type == .boolean && !property.isArray
        return (.property(index, property.name, isBoolean: isBoolean), property.type)
    }

    /// A column that may stand in a comparison: no array.
    private func comparable(_ column: WQLColumn) throws(WQLError) -> (source: WQLSource, type: CIMType?) {
        if column.names.count == 1, let property = cimClass.property(column.names[0]), property.isArray {
            throw WQLError(
                "\(column.text) is an array, which WQL cannot compare; a selector filter finds its elements",
                at: column.position)
        }
        return try source(column)
    }

    /// A column that ISA may ask about: an embedded instance, a reference, or `__THIS`.
    private func object(_ column: WQLColumn) throws(WQLError) -> WQLSource {
        if column.names.count == 1, column.names[0] == "__THIS" { return .this }
        let source = try comparable(column).source
        if column.names.count == 1 {
            guard let property = cimClass.property(column.names[0]), property.isEmbedded || property.type == .reference
            else {
                throw WQLError(
                    "ISA asks about an embedded instance or a reference, and \(column.text) is neither; __THIS is the instance itself",
                    at: column.position)
            }
        }
        return source
    }
}

extension CIMProperty {
    /// Whether the value may be an embedded instance.
    var isEmbedded: Bool {
        type == .string && (embeddedClass != nil || qualifiers.isTrue("EmbeddedObject"))
    }
}
