internal import SOAP
internal import WSMan
internal import XML

/// Enumerations, opened, walked and closed again.
extension Examination {
    /// Opens an enumeration, uses it and releases it, whatever comes between.
    ///
    /// - Parameter use: keeps its context up to date: each Pull may bring another.
    func withEnumeration(
        _ children: [XMLElement] = [], _ use: (_ context: inout XMLElement) async throws -> Void
    ) async throws {
        var context = try await open(children)
        do {
            try await use(&context)
        } catch {
            try await tidy(context)
            throw error
        }
        try await tidy(context)
    }

    /// All that an enumeration gives, up to ``Walk/limit`` items, and the answers it came in.
    ///
    /// - Parameter target: nil for the usual collection.
    func walk(_ children: [XMLElement] = [], at target: Target? = nil) async throws -> Walk {
        let target = if let target { target } else { try await collection() }
        var walk = Walk(try await send(message(Action.enumerate, to: target, [.enumerate(children)])))
        try expectReply(walk.last, "The Enumerate")
        while !walk.last.endsSequence, let context = walk.last.enumerationContext {
            guard walk.items.count < Walk.limit else {
                _ = try await post(message(Action.release, to: target, [.release(context)]))
                return walk
            }
            walk.answers.append(try await send(message(Action.pull, to: target, [.pull(context, items: 50)])))
            try expectReply(walk.last, "Pull \(walk.answers.count - 1)")
        }
        return walk
    }

    /// The same for a collection of which more than one instance is needed to tell right from wrong.
    func walkSeveral(_ children: [XMLElement] = []) async throws -> Walk {
        let walk = try await walk(children)
        guard walk.items.count > 1 else {
            throw skip(
                "The collection has \(walk.items.count) instances, and two are needed; name another (--profile).")
        }
        return walk
    }

    // MARK: - Filters

    /// A dialect of filters by which the service finds the one instance there is to read.
    func dialect() async throws -> FilterDialect {
        for dialect in [FilterDialect.selector, .wql, .cql, .xpath] {
            let target = try await collection(for: dialect)
            let opened = try await send(
                message(Action.enumerate, to: target, [.enumerate([try await filter(dialect)])]))
            guard let context = opened.enumerationContext else { continue }
            _ = try await post(message(Action.release, to: target, [.release(context)]))
            return dialect
        }
        throw skip("No dialect of filters is taken.")
    }

    /// Where an Enumerate with a filter goes: Windows takes a query only for all classes of a namespace.
    func collection(for dialect: FilterDialect) async throws -> Target {
        let collection = try await collection()
        guard dialect == .wql, let namespace = collection.resourceURI.namespace else { return collection }
        return Target(resourceURI: .microsoft(namespace: namespace, className: nil))
    }

    /// An Enumerate with a filter in a dialect that is taken, made wrong by `change`.
    func enumerate(filter change: (XMLElement) -> [XMLElement]) async throws -> Message {
        let dialect = try await dialect()
        let children = change(try await filter(dialect))
        return message(Action.enumerate, to: try await collection(for: dialect), [.enumerate(children)])
    }
}

/// An enumeration as far as it was walked: the answer to Enumerate, and those to the Pulls.
struct Walk {
    static let limit = 400

    var answers: [Answer]

    init(_ enumerated: Answer) { answers = [enumerated] }

    /// The answer to the Enumerate.
    var enumerated: Answer { answers[0] }
    var last: Answer { answers[answers.count - 1] }
    var items: [XMLElement] { answers.flatMap(\.items) }
    /// Whether it came to the end.
    var isWhole: Bool { last.endsSequence || last.enumerationContext == nil }
}

extension Answer {
    /// The items of an EnumerateResponse or a PullResponse.
    var items: [XMLElement] {
        let response = body.first
        return (response?.first(.enumeration("Items")) ?? response?.first(.wsman("Items")))?.elements ?? []
    }

    /// Whether an EnumerateResponse or a PullResponse is the last of its enumeration.
    var endsSequence: Bool {
        let response = body.first
        return response?.first(.enumeration("EndOfSequence")) != nil || response?.first(.wsman("EndOfSequence")) != nil
    }
}

extension XMLElement {
    static let optimize = XMLElement(.wsman("OptimizeEnumeration"))

    static func maxElements(_ count: Int) -> XMLElement { XMLElement(.wsman("MaxElements"), String(count)) }

    static func enumerationMode(_ mode: String) -> XMLElement { XMLElement(.wsman("EnumerationMode"), mode) }

    /// The same under another name.
    func renamed(_ name: QName) -> XMLElement {
        var renamed = self
        renamed.name = name
        return renamed
    }
}
