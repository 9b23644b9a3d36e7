internal import CIM

/// Who may do what: a table, consulted once an operation.
///
/// The first rule that fits decides. Where none fits, the user's role does; whoever has no role may do nothing. An owner
/// may control its own jobs unless a rule forbids it.
///
/// | role | reads | starts jobs | controls jobs |
/// |---|---|---|---|
/// | reader | everything | no | its own |
/// | operator | everything | yes | its own |
/// | administrator | everything | yes | all |
public struct Authorization: Sendable {
    public enum Role: String, Sendable, CaseIterable { case reader, `operator`, administrator }

    /// What a rule is about, as Windows tells GR, GW and GX apart ([MS-WSMV] 3.1.4.1.10).
    public enum Right: String, Sendable, CaseIterable {
        /// Get, Enumerate, Subscribe, and the methods that only read.
        case read
        /// Put, Create, Delete.
        case write
        /// All other methods.
        case invoke
    }

    /// One line of the table. What is nil fits everything.
    public struct Rule: Sendable, Hashable {
        public var permits: Bool
        /// Whole names; nobody's name begins another's.
        public var users: Set<String>?
        public var roles: Set<Role>?
        public var rights: Set<Right>?
        public var namespace: NamePattern?
        /// Classes by name, and those derived from them.
        public var className: NamePattern?
        public var method: NamePattern?
        /// The job template that a call or a Create starts; what starts none does not fit.
        public var template: NamePattern?

        public init(permits: Bool) { self.permits = permits }
    }

    /// By the name that a user signs in with.
    public var roles: [String: Role]
    /// The role of everybody who can sign in and does not stand in `roles`.
    public var otherwise: Role?
    public var rules: [Rule]

    public init(roles: [String: Role] = [:], otherwise: Role? = nil, rules: [Rule] = []) {
        self.roles = roles
        self.otherwise = otherwise
        self.rules = rules
    }

    /// Where nothing is configured: whoever can sign in administers.
    public static let unrestricted = Authorization(otherwise: .administrator)

    public func role(of user: String) -> Role? { roles[user] ?? otherwise }

    /// Whether anything at all may be permitted to a user.
    public func knows(_ user: String) -> Bool {
        let role = role(of: user)
        return role != nil || rules.contains { $0.permits && $0.fits(user, role) }
    }
}

extension Authorization.Rule {
    func fits(_ user: String, _ role: Authorization.Role?) -> Bool {
        (users?.contains(user) ?? true) && (roles.map { roles in role.map(roles.contains) ?? false } ?? true)
    }

    /// Whether it is about that, whatever the template.
    func fits(_ wish: Wish, on cimClass: CIMClass) -> Bool {
        (rights?.contains(wish.right) ?? true) && (namespace?.matches(cimClass.namespace) ?? true)
            && (className.map { name in
                name.matches(cimClass.name.spelling) || cimClass.superclasses.contains { name.matches($0.spelling) }
            } ?? true) && (method.map { pattern in wish.method.map { pattern.matches($0.spelling) } ?? false } ?? true)
    }
}

/// A name, or the beginning of one and `*`; compared without regard to case.
public struct NamePattern: Sendable, Hashable {
    private let name: CIMName
    private let isPrefix: Bool

    public init(_ text: String) {
        isPrefix = text.hasSuffix("*")
        name = CIMName(isPrefix ? String(text.dropLast()) : text)
    }

    public func matches(_ text: String) -> Bool {
        guard isPrefix else { return CIMName(text) == name }
        return CIMName(String(decoding: text.utf8.prefix(name.spelling.utf8.count), as: UTF8.self)) == name
    }
}
