internal import CIM

/// A query in WQL or CQL. One that can be read is held against a job, and written and read again; so is a path.
func tryQuery(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for query in [
        try? WQLQuery(parsing: text), try? WQLQuery(parsing: text, isForEvents: true), try? WQLQuery(cql: text),
    ] {
        guard let query else { continue }
        switch query.kind {
        case .select:
            if let filter = try? WQLFilter(query, for: job.cimClass, in: virtualization, server: "HOST") {
                check(filter.matches(job) == filter.matches(job), "a filter cannot decide")
            }
        case .associatorsOf(let associators): tryPath(associators.path)
        case .referencesOf(let references): tryPath(references.path)
        }
    }
    if let path = try? CIMObjectPath(parsing: text) { tryPath(path) }
    guard let query = try? WQLQuery(parsing: text), let written = query.text,
        written.utf8.count < WQLQuery.maximumLength
    else { return }
    do {
        let again = try WQLQuery(parsing: written)
        check(again == query, "it is written as \(written), which is another query")
    } catch {
        check(false, "it is written as \(written), which is no query: \(error)")
    }
}

private func tryPath(_ path: CIMObjectPath) {
    let again = try? CIMObjectPath(parsing: path.text)
    check(again == path, "the path is written as \(path.text), which is another path")
    check(again?.hashValue == path.hashValue, "equal paths of different hash values: \(path.text)")
}

/// The namespace of the jobs.
let virtualization: CIMNamespace = {
    guard let namespace = CIMSchema().namespace("root/virtualization/v2") else { fatalError("no namespace of jobs") }
    return namespace
}()

/// One with a value of many types.
private let job: CIMInstance = {
    guard let jobClass = virtualization.cimClass("Msvm_ConcreteJob") else { fatalError("no class of jobs") }
    var job = CIMInstance(jobClass)
    let values: [(CIMName, CIMValue)] = [
        ("InstanceID", .string("5F1D2C3B-0000-4000-8000-000000000001")), ("Name", .string("Sichern Älteste")),
        ("JobState", .uint16(4)), ("Cancellable", .boolean(true)), ("PercentComplete", .uint16(50)),
        ("ElapsedTime", .datetime(CIMDateTime(interval: 90_000_000))), ("OperationalStatus", .array(.uint16([2]))),
    ]
    for (name, value) in values { do { try job.set(name, value) } catch { fatalError("\(name): \(error)") } }
    return job
}()

extension WQLQuery {
    /// A SELECT as text; nil for other queries, for conditions that would nest too deeply with all brackets written, and for
    /// properties that are called like a keyword, which only some places let be.
    fileprivate var text: String? {
        guard case .select(let projection, let from, let condition) = kind else { return nil }
        var columns = "*"
        if case .columns(let list) = projection { columns = list.map(\.text).joined(separator: ",") }
        guard let condition else { return "SELECT \(columns) FROM \(from)" }
        return condition.text(depth: 0).map { "SELECT \(columns) FROM \(from) WHERE \($0)" }
    }
}

extension WQLCondition {
    private static let keywords: Set<CIMName> = ["NOT", "TRUE", "FALSE", "NULL"]

    fileprivate func text(depth: Int) -> String? {
        guard depth < 40 else { return nil }
        func list(_ conditions: [WQLCondition], _ word: String) -> String? {
            let texts = conditions.compactMap { $0.text(depth: depth + 1) }
            return texts.count == conditions.count ? texts.map { "(\($0))" }.joined(separator: " \(word) ") : nil
        }
        func named(_ column: WQLColumn, _ rest: String) -> String? {
            Self.keywords.contains(column.names[0]) ? nil : "\(column.text) \(rest)"
        }
        switch self {
        case .comparison(let column, let comparison, .literal(let literal)):
            return named(column, "\(comparison.rawValue) \(literal.value.text)")
        case .comparison(let column, let comparison, .column(let other)):
            return Self.keywords.contains(other.names[0]) ? nil : named(column, "\(comparison.rawValue) \(other.text)")
        case .like(let column, let pattern): return named(column, "LIKE \(WQLLiteral.Value.string(pattern.text).text)")
        case .isNull(let column): return named(column, "IS NULL")
        case .isA(let column, let name): return named(column, "ISA \(name)")
        case .not(let condition): return condition.text(depth: depth + 2).map { "NOT (\($0))" }
        case .all(let conditions): return list(conditions, "AND")
        case .any(let conditions): return list(conditions, "OR")
        }
    }
}

extension WQLLiteral.Value {
    fileprivate var text: String {
        switch self {
        case .string(let text):
            let escaped = text.unicodeScalars.map { "'\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)" }
            return "'\(escaped.joined())'"
        case .integer(let number): return "\(number)"
        case .real(let number): return "\(number)"
        case .boolean(let flag): return flag ? "TRUE" : "FALSE"
        }
    }
}
