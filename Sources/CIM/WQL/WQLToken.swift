/// One word, number, string or sign of a query, with the place where it starts.
struct WQLToken {
    enum Kind {
        /// A class, property or keyword: letters, digits and `_`, not beginning with a digit.
        case word(String)
        /// The text between quotes, its escapes undone.
        case string(String)
        /// A whole number with its sign; every CIM integer type fits.
        case integer(Int128)
        case real(Double)
        /// The raw text between `{` and `}`, quotes inside respected.
        case braces(String)
        case comparison(WQLComparison)
        case star, comma, dot, open, close, semicolon
        case end
    }

    let kind: Kind
    /// 1-based, in Unicode scalars.
    let position: Int

    /// How an error message names the token.
    var found: String {
        switch kind {
        case .word(let word): "\"\(word.prefix(60))\""
        case .string(let text): "the string '\(text.prefix(60))'"
        case .integer(let value): "the number \(value)"
        case .real(let value): "the number \(value)"
        case .braces: "an object path in braces"
        case .comparison(let comparison): "\"\(comparison.rawValue)\""
        case .star: "\"*\""
        case .comma: "\",\""
        case .dot: "\".\""
        case .open: "\"(\""
        case .close: "\")\""
        case .semicolon: "\";\""
        case .end: "the end of the query"
        }
    }
}

/// The comparison signs of WQL.
public enum WQLComparison: String, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// The same comparison with its sides changed: `7 < JobState` is `JobState > 7`.
    public var mirrored: WQLComparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    /// Whether an order is asked for, which booleans and references do not have.
    public var isOrdering: Bool {
        switch self {
        case .equal, .notEqual: false
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        }
    }

    /// Whether the comparison holds between two values of which the left is less, equal or greater.
    func holds(_ order: WQLOrder) -> Bool {
        switch self {
        case .equal: order == .equal
        case .notEqual: order != .equal
        case .less: order == .less
        case .lessOrEqual: order != .greater
        case .greater: order == .greater
        case .greaterOrEqual: order != .less
        }
    }
}

/// How two values stand to each other.
enum WQLOrder {
    case less, equal, greater

    init<T: Comparable>(_ left: T, _ right: T) {
        self = left == right ? .equal : left < right ? .less : .greater
    }
}
