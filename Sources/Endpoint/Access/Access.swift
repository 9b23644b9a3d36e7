internal import CIM
internal import SOAP

/// What somebody wants to do with the instances of a class.
enum Wish: Sendable {
    case read
    /// Put and Delete.
    case write
    /// Create of an instance of the class.
    case create(Started)
    case invoke(CIMName, Started)

    /// The job template that is started.
    enum Started: Sendable {
        case nothing
        case template(String)
        /// It will be seen from the arguments: until then what some template makes possible is possible.
        case unknown
    }

    /// Methods of jobs and of services that change nothing.
    private static let reading: Set<CIMName> = [
        "GetError", "GetErrorEx", "GetErrors", "GetOutput", "FormatError",
    ]

    static func isReading(_ method: String) -> Bool { reading.contains(CIMName(method)) }

    var right: Authorization.Right {
        switch self {
        case .read: .read
        case .write, .create: .write
        case .invoke(let method, _): Self.reading.contains(method) ? .read : .invoke
        }
    }

    var method: CIMName? { if case .invoke(let method, _) = self { method } else { nil } }

    var started: Started {
        switch self {
        case .read, .write: .nothing
        case .create(let started), .invoke(_, let started): started
        }
    }
}

/// How far a user's right to the instances of a class reaches.
enum Reach: Sendable {
    case nothing
    /// The jobs that the user has started.
    case own
    case everything
}

/// What one user may do, during one request.
struct Access: Sendable {
    let user: String
    let role: Authorization.Role?
    private let rules: [Authorization.Rule]

    init(_ user: String, _ authorization: Authorization) {
        self.user = user
        role = authorization.role(of: user)
        let role = role
        rules = authorization.rules.isEmpty ? [] : authorization.rules.filter { $0.fits(user, role) }
    }

    /// Those who did not sign in.
    static let nobody = Access("", Authorization())

    /// Whether anything at all may be permitted.
    var isKnown: Bool { role != nil || rules.contains(where: \.permits) }

    /// Whether every instance there is may be read: the usual case, which costs nothing further.
    var readsEverything: Bool { role != nil && rules.isEmpty }

    func reach(of wish: Wish, on cimClass: CIMClass) -> Reach {
        if let verdict = verdict(on: wish, cimClass) { return verdict ? .everything : .nothing }
        switch (role, wish.right) {
        case (.administrator?, _), (.some, .read): return .everything
        case (.operator?, _) where !isOfJob(wish, cimClass): return .everything
        default: return isKnown && isOfJob(wish, cimClass) ? .own : .nothing
        }
    }

    /// What the first rule that fits says; nil when none does.
    func verdict(on wish: Wish, _ cimClass: CIMClass) -> Bool? {
        for rule in rules where rule.fits(wish, on: cimClass) {
            guard let template = rule.template else { return rule.permits }
            switch wish.started {
            case .template(let name) where template.matches(name): return rule.permits
            // A method of a job starts none: who may start some does not learn of those of others.
            case .unknown where rule.permits && !isOfJob(wish, cimClass): return true
            default: continue
            }
        }
        return nil
    }

    /// Whether the right reaches that instance; without one, whether it reaches all.
    func permits(_ wish: Wish, on cimClass: CIMClass, _ instance: CIMInstance? = nil) -> Bool {
        switch reach(of: wish, on: cimClass) {
        case .everything: true
        case .own: instance.map(isOwn) ?? false
        case .nothing: false
        }
    }

    func isOwn(_ job: CIMInstance) -> Bool { job["Owner"] == .string(user) }

    /// An existing job, which has an owner.
    private func isOfJob(_ wish: Wish, _ cimClass: CIMClass) -> Bool {
        if case .create = wish { return false }
        return cimClass.isA("CIM_Job")
    }
}

extension Access {
    /// - Throws: AccessDenied when the right reaches no instance of any of the classes. Called before any is looked for,
    ///   so that the answer does not tell whether there is one.
    func require(_ wish: Wish, on classes: [CIMClass], named name: CIMName) throws(Fault) {
        if case .read = wish, readsEverything { return }
        guard classes.contains(where: { reach(of: wish, on: $0) != .nothing }) else { throw denied(wish, name) }
    }

    /// The same words for an instance that is there and one that is not.
    func denied(_ wish: Wish, _ className: CIMName) -> Fault {
        let deed =
            switch wish {
            case .read: "read \(className)"
            case .write: "change or delete this \(className)"
            case .create: "create a \(className) this way"
            case .invoke(let method, _): "call \(method.spelling.prefix(200)) of this \(className)"
            }
        return denied("may not \(deed)")
    }

    /// For a user whom nothing is permitted.
    var deniedAltogether: Fault { denied("may do nothing here") }

    private func denied(_ what: String) -> Fault {
        let standing = role.map { "has the role \($0.rawValue)" } ?? "has no role"
        return Fault(
            .accessDenied,
            "The user \(user) \(standing) and \(what). An administrator can give a role or a rule in the configuration of "
                + "winchd.")
    }
}
