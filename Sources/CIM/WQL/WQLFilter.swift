/// A SELECT held against a class: every name resolved, every constant in the type of the property it is compared with.
///
/// NULL follows SQL's logic of three values, as WMI does: a comparison with a property that is NULL is neither true nor
/// false, NOT leaves it so, and only what is true is selected. `Caption <> 'A'` therefore passes over instances without
/// a Caption; ask for `Caption IS NULL OR Caption <> 'A'` to have them too. One exception: a boolean property without a
/// value is FALSE, because that is what the service shows for it.
///
/// Text is compared without regard to case. An array takes IS NULL and IS NOT NULL only (an empty one is NULL): WMI
/// refuses everything else, and a selector filter finds single elements.
public struct WQLFilter: Sendable {
    /// The class that the query was held against; matching its own instances is fastest, those of derived classes work.
    public let cimClass: CIMClass
    /// The columns to show, nil for whole instances.
    public let columns: [WQLColumn]?
    /// What each selected instance has for certain: a store may look these up and have the rest matched.
    /// Several values for a name must all be equal to the property.
    public let requiredEquals: [CIMName: [CIMValue]]

    private let test: WQLTest?
    private let context: WQLContext

    /// Holds a query against a class.
    ///
    /// - Parameters:
    ///   - query: a SELECT.
    ///   - cimClass: the class behind FROM.
    ///   - namespace: where ISA looks up the classes of references.
    ///   - server: the host's name, for `__SERVER` and `__PATH`.
    ///
    /// Throws when the class lacks a property that is named, when a constant can never be a value of the property it is
    /// compared with, and for a query that is no SELECT.
    public init(
        _ query: WQLQuery, for cimClass: CIMClass, in namespace: CIMNamespace, server: String
    ) throws(WQLError) {
        guard case .select(let projection, _, let condition) = query.kind else {
            throw WQLError("ASSOCIATORS OF and REFERENCES OF follow associations; only SELECT filters instances", at: 1)
        }
        let binder = WQLBinder(cimClass: cimClass)
        columns = try binder.columns(of: projection)
        test = try condition.map { condition throws(WQLError) in try binder.bind(condition) }
        requiredEquals = test?.requiredEquals(of: cimClass) ?? [:]
        self.cimClass = cimClass
        context = WQLContext(cimClass: cimClass, namespace: namespace, server: server)
    }

    /// Whether the condition is true of an instance. The class is not looked at: what comes in is of the right one.
    public func matches(_ instance: CIMInstance) -> Bool {
        guard let test else { return true }
        return test.evaluate(instance, context) == true
    }
}

extension WQLQuery {
    /// Throws what `WQLFilter` would throw for this class: an unknown property, an impossible constant.
    public func validate(against cimClass: CIMClass) throws(WQLError) {
        guard case .select(let projection, _, let condition) = kind else { return }
        let binder = WQLBinder(cimClass: cimClass)
        _ = try binder.columns(of: projection)
        if let condition { _ = try binder.bind(condition) }
    }
}

/// What a test needs beside the instance.
struct WQLContext: Sendable {
    let cimClass: CIMClass
    let namespace: CIMNamespace
    let server: String
}

/// A condition with names resolved.
indirect enum WQLTest: Sendable {
    case constant(WQLSource, WQLComparison, WQLConstant)
    /// The property lies in an embedded instance, whose class is known only when it is there.
    case dynamic(WQLSource, WQLComparison, WQLLiteral)
    case sources(WQLSource, WQLComparison, WQLSource)
    case like(WQLSource, WQLPattern)
    case isNull(WQLSource)
    case isA(WQLSource, CIMName)
    case not(WQLTest)
    case all([WQLTest])
    case any([WQLTest])

    /// True, false, or nil where NULL leaves it open.
    func evaluate(_ instance: CIMInstance, _ context: WQLContext) -> Bool? {
        switch self {
        case .constant(let source, let comparison, let constant):
            guard let value = source.value(of: instance, context) else { return nil }
            return constant.order(of: value).map(comparison.holds)
        case .dynamic(let source, let comparison, let literal):
            guard let value = source.value(of: instance, context),
                let constant = try? WQLConstant(literal, for: value.type)
            else { return nil }
            return constant.order(of: value).map(comparison.holds)
        case .sources(let left, let comparison, let right):
            guard let left = left.value(of: instance, context), let right = right.value(of: instance, context) else {
                return nil
            }
            return WQLConstant(right).order(of: left).map(comparison.holds)
        case .like(let source, let pattern):
            return source.text(of: instance, context).map(pattern.matches)
        case .isNull(let source):
            guard let value = source.value(of: instance, context) else { return true }
            if case .array(let array) = value { return array.elements.isEmpty }
            return false
        case .isA(let source, let name):
            return source.isA(name, instance, context)
        case .not(let test):
            return test.evaluate(instance, context).map { !$0 }
        case .all(let tests):
            return Self.first(false, of: tests, instance, context)
        case .any(let tests):
            return Self.first(true, of: tests, instance, context)
        }
    }

    /// `decisive` when one test has that outcome, else nil when one is open, else the opposite.
    private static func first(
        _ decisive: Bool, of tests: [WQLTest], _ instance: CIMInstance, _ context: WQLContext
    ) -> Bool? {
        var outcome: Bool? = !decisive
        for test in tests {
            switch test.evaluate(instance, context) {
            case decisive?: return decisive
            case nil: outcome = nil
            default: break
            }
        }
        return outcome
    }

    /// The equalities that hold whenever the whole test does.
    func requiredEquals(of cimClass: CIMClass) -> [CIMName: [CIMValue]] {
        switch self {
        case .constant(.property(let index, let name, _), .equal, let constant):
            guard let value = constant.value(of: cimClass.properties[index].type) else { return [:] }
            return [name: [value]]
        case .all(let tests):
            return tests.reduce(into: [:]) { result, test in
                result.merge(test.requiredEquals(of: cimClass)) { $0 + $1 }
            }
        default:
            return [:]
        }
    }
}
