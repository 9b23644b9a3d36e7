internal import CSchema
internal import Platform

/// The classes the service knows, as one build of Windows has them.
///
/// Their MOF is part of the program. A namespace is read from it when it is first asked for, and then kept for the life
/// of the process: a start reads none.
public struct CIMSchema: Sendable {
    public let windowsBuild: WindowsBuild

    public init(windowsBuild: WindowsBuild = .server2022) {
        self.windowsBuild = windowsBuild
    }

    /// The canonical names of the namespaces, in alphabetical order.
    public var namespaces: [String] { SchemaText.namespaces }

    /// The namespace with this name, in any case and with `/` or `\` between its parts; nil when there is none.
    public func namespace(_ name: String) -> CIMNamespace? {
        let folded = Self.folded(name)
        guard let canonical = SchemaText.canonicalNames[folded] else { return nil }
        let key = CacheKey(namespace: canonical, schemaNumber: windowsBuild.schemaNumber)
        return Self.cache.withLock { cache in
            if let known = cache[key] { return known }
            let namespace = Self.read(canonical, windowsBuild)
            cache[key] = namespace
            return namespace
        }
    }

    /// The MOF texts of a namespace as they lie in the program; none when there is no such namespace.
    public static func mof(of namespace: String) -> [MOFSource] {
        SchemaText.canonicalNames[folded(namespace)].map(SchemaText.sources) ?? []
    }

    private struct CacheKey: Hashable {
        let namespace: String
        let schemaNumber: Int
    }

    /// Shared by all values of this type, so that one build's class is one object.
    private static let cache = Lock<[CacheKey: CIMNamespace]>([:])

    private static func read(_ name: String, _ build: WindowsBuild) -> CIMNamespace {
        do {
            return try CIMNamespace(name: name, mof: SchemaText.sources(of: name), windowsBuild: build)
        } catch {
            // The texts are part of the program and every build of Windows is tried by a test.
            preconditionFailure("the schema of \(name) is unusable: \(error)")
        }
    }

    private static func folded(_ name: String) -> String {
        String(
            decoding: name.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0.asciiLowercased }, as: UTF8.self
        )
    }
}

/// The texts in the program.
private enum SchemaText {
    static let namespaces: [String] = Set(all.map { String(cString: $0.name_space) })
        .sorted { $0.precedesIgnoringASCIICase($1) }

    /// Canonical names by their lower-case spelling.
    static let canonicalNames = Dictionary(namespaces.map { ($0.asciiLowercased, $0) }) { first, _ in first }

    static func sources(of namespace: String) -> [MOFSource] {
        all.filter { String(cString: $0.name_space) == namespace }.map { text in
            MOFSource(
                file: String(cString: text.file),
                bytes: Array(UnsafeBufferPointer(start: text.bytes, count: text.length)))
        }
    }

    private static var all: UnsafeBufferPointer<schema_text> {
        var count = 0
        let texts = schema_texts(&count)
        return UnsafeBufferPointer(start: texts, count: count)
    }
}
