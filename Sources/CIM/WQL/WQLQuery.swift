/// A query in the language of WMI (WQL): which instances are meant, and which of their properties.
///
///     SELECT InstanceID, JobState FROM Msvm_ConcreteJob WHERE JobState <> 7 AND NOT Caption LIKE 'Backup%'
///     ASSOCIATORS OF {Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='A'} WHERE ResultClass = CIM_Job
///
/// Parsing takes one pass over the text and needs no schema; `WQLFilter` then holds the query against a class.
///
/// What Microsoft's description leaves open is settled here so: keywords and names in any case; `!=` means `<>`; a
/// constant may stand on the left; a backslash escapes a quote or a backslash and is itself before anything else; a
/// doubled quote is one quote; `= NULL` and `<> NULL` mean IS NULL and IS NOT NULL; a semicolon may end the query.
public struct WQLQuery: Sendable, Hashable {
    /// What is asked for: instances of a class, or what is associated with one.
    public enum Kind: Sendable, Hashable {
        case select(projection: WQLProjection, from: CIMName, where: WQLCondition?)
        case associatorsOf(WQLAssociators)
        case referencesOf(WQLReferences)
    }

    public let kind: Kind

    /// The longest query that is read, in bytes of UTF-8.
    public static let maximumLength = 16_384
    /// How deep parentheses and NOT may nest.
    public static let maximumDepth = 100
    /// How many comparisons one query may hold: each costs time for each instance.
    public static let maximumComparisons = 500

    /// Reads a query. Throws a sentence and a place when the text is none, or is beyond a limit above.
    ///
    /// - Parameters:
    ///   - text: the query.
    ///   - isForEvents: allows WITHIN and an interval behind the class, as queries for events have them.
    public init(parsing text: String, isForEvents: Bool = false) throws(WQLError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw WQLError(
                "the query has \(text.utf8.count) bytes, the most allowed are \(Self.maximumLength); ask for less at once",
                at: 1)
        }
        var parser = try WQLParser(text, isForEvents: isForEvents)
        kind = try parser.query()
    }

    /// Reads a query in CQL (DSP0202), the part of it that WQL has as well: SELECT over the instances of one class.
    ///
    ///     SELECT j.InstanceID FROM CIM_ConcreteJob AS j WHERE j.JobState = 7 AND j ISA Msvm_ConcreteJob
    ///
    /// CQL's spelling is understood: properties behind the class's name or its alias, `j.*` for all of them, and the
    /// alias itself for the instance. Throws as ``init(parsing:isForEvents:)`` does.
    public init(cql text: String) throws(WQLError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw WQLError(
                "the query has \(text.utf8.count) bytes, the most allowed are \(Self.maximumLength); ask for less at once",
                at: 1)
        }
        var parser = try WQLParser(text)
        kind = try parser.cqlQuery()
    }

    /// The class named behind FROM, or the one in the braces.
    public var className: CIMName {
        switch kind {
        case .select(_, let from, _): from
        case .associatorsOf(let associators): associators.path.className
        case .referencesOf(let references): references.path.className
        }
    }
}

/// The columns of a SELECT.
public enum WQLProjection: Sendable, Hashable {
    /// `*`: whole instances.
    case all
    /// In the order of the query; a column may be there twice.
    case columns([WQLColumn])
}

/// A property named in a query: `JobState`, the system property `__CLASS`, or one of an embedded instance `Error.Message`.
public struct WQLColumn: Sendable, Hashable {
    /// At least one; more lead into embedded instances.
    public let names: [CIMName]
    /// 1-based, in Unicode scalars.
    public let position: Int

    public init(_ names: [CIMName], position: Int = 1) {
        self.names = names
        self.position = position
    }

    /// The column as it was written: `Error.Message`.
    public var text: String { names.map(\.spelling).joined(separator: ".") }

    /// Which system property this is, if any.
    public var systemProperty: WQLSystemProperty? {
        names.count == 1 ? WQLSystemProperty(names[0]) : nil
    }

    // The place in the text is for messages: the same column elsewhere is the same column.
    public static func == (left: WQLColumn, right: WQLColumn) -> Bool { left.names == right.names }
    public func hash(into hasher: inout Hasher) { hasher.combine(names) }
}

/// A constant of a query. NULL is none: it becomes IS NULL while parsing.
public struct WQLLiteral: Sendable, Hashable {
    /// The four kinds of literal; NULL is a condition, not a value.
    public enum Value: Sendable, Hashable {
        case string(String)
        case integer(Int128)
        case real(Double)
        case boolean(Bool)
    }

    public let value: Value
    /// 1-based, in Unicode scalars.
    public let position: Int

    public init(_ value: Value, position: Int = 1) {
        self.value = value
        self.position = position
    }

    public static func == (left: WQLLiteral, right: WQLLiteral) -> Bool { left.value == right.value }
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// What stands on the right of a comparison.
public enum WQLOperand: Sendable, Hashable {
    case literal(WQLLiteral)
    /// Another property: libvirt's driver asks for `Name != __SERVER`.
    case column(WQLColumn)
}

/// The condition behind WHERE. Rows of AND and OR are one node each, however long.
public indirect enum WQLCondition: Sendable, Hashable {
    case comparison(WQLColumn, WQLComparison, WQLOperand)
    case like(WQLColumn, WQLPattern)
    case isNull(WQLColumn)
    /// The column is an embedded instance of the class, or a reference to one; `__THIS` is the instance itself.
    case isA(WQLColumn, CIMName)
    case not(WQLCondition)
    case all([WQLCondition])
    case any([WQLCondition])
}

/// ASSOCIATORS OF: the instances at the far ends of the associations of one instance.
public struct WQLAssociators: Sendable, Hashable {
    /// The instance in the braces; its keys' types are not known yet.
    public var path: CIMObjectPath
    public var associationClass: CIMName?
    public var resultClass: CIMName?
    /// The property of the association that must refer to `path`.
    public var role: CIMName?
    /// The property of the association that must refer to the result.
    public var resultRole: CIMName?
    public var requiredQualifier: CIMName?
    public var requiredAssociationQualifier: CIMName?
    /// Results with key properties only.
    public var keysOnly = false
    /// Classes instead of instances.
    public var classDefinitionsOnly = false
    /// `path` is a class, and the associations between classes are meant.
    public var schemaOnly = false
}

/// REFERENCES OF: the association instances that refer to one instance.
public struct WQLReferences: Sendable, Hashable {
    /// The instance in the braces; its keys' types are not known yet.
    public var path: CIMObjectPath
    /// The class of the association.
    public var resultClass: CIMName?
    /// The property of the association that must refer to `path`.
    public var role: CIMName?
    public var requiredQualifier: CIMName?
    public var keysOnly = false
    public var classDefinitionsOnly = false
    public var schemaOnly = false
}

/// The properties that WMI adds to each instance. They are read-only and not part of the class.
public enum WQLSystemProperty: String, CaseIterable, Sendable {
    case className = "__CLASS"
    case superclass = "__SUPERCLASS"
    /// The class at the top.
    case dynasty = "__DYNASTY"
    case namespace = "__NAMESPACE"
    case server = "__SERVER"
    /// Host, namespace, class and keys.
    case path = "__PATH"
    /// Class and keys.
    case relativePath = "__RELPATH"
    /// 2, an instance.
    case genus = "__GENUS"
    case propertyCount = "__PROPERTY_COUNT"

    public init?(_ name: CIMName) {
        guard name.spelling.utf8.first == UInt8(ascii: "_"),
            let property = Self.allCases.first(where: { CIMName($0.rawValue) == name })
        else { return nil }
        self = property
    }

    /// `__GENUS` and `__PROPERTY_COUNT` are sint32, the others are text.
    public var type: CIMType {
        switch self {
        case .genus, .propertyCount: .sint32
        case .className, .superclass, .dynasty, .namespace, .server, .path, .relativePath: .string
        }
    }

    /// The value for one instance.
    ///
    /// - Parameters:
    ///   - instance: what it is a fact of.
    ///   - server: the host's name, as the service shows it.
    public func value(of instance: CIMInstance, server: String) -> CIMValue? {
        let cimClass = instance.cimClass
        return switch self {
        case .className: .string(cimClass.name.spelling)
        case .superclass: cimClass.superclass.map { .string($0.spelling) }
        case .dynasty: .string((cimClass.superclasses.last ?? cimClass.name).spelling)
        case .namespace:
            .string(String(decoding: cimClass.namespace.utf8.map { $0 == 0x2F ? 0x5C : $0 }, as: UTF8.self))
        case .server: .string(server)
        case .path: .string(instance.path.text(host: server))
        case .relativePath: .string(instance.path.relativeText)
        case .genus: .sint32(2)
        case .propertyCount: .sint32(Int32(cimClass.properties.count))
        }
    }
}
