internal import CIM
internal import SOAP

/// One way from an object through associations: the property that refers to the object, and the one that refers to the
/// far end. All association classes of a provider that have both are one link.
struct AssociationLink: Sendable {
    let provider: any InstanceProvider
    /// The association classes, with the object as the value of `role`.
    let selection: Selection
    let role: CIMName
    /// nil when the associations themselves are wanted.
    let resultRole: CIMName?

    /// Whether an association instance refers to the object by this link's role.
    func holds(_ association: CIMInstance, _ object: CIMObjectPath) -> Bool {
        association[role] == .reference(object)
    }

    /// Whether an association of this link leads from one to the other.
    func connects(_ object: CIMObjectPath, _ result: CIMObjectPath) throws(Fault) -> Bool {
        guard let resultRole else { return false }
        var equals = selection.equals
        equals[resultRole] = [.reference(result)]
        let narrowed = Selection(
            namespace: selection.namespace, classes: selection.classes, equals: equals, through: selection.through)
        var last = Int64.min
        while true {
            let batch = try provider.instances(narrowed, after: last, limit: 1024)
            if batch.contains(where: { holds($0.instance, object) && $0.instance[resultRole] == .reference(result) }) {
                return true
            }
            guard batch.count == 1024, let position = batch.last?.position else { return false }
            last = position
        }
    }
}

extension Service {
    /// The ways from the query's object.
    func links(of query: AssociationQuery) throws(Fault) -> [AssociationLink] {
        var links: [AssociationLink] = []
        let associations = query.namespace.classes.filter { $0.isAssociation && query.admits(association: $0) }
        for provider in providers {
            let mark = try provider.highWaterMark()
            for (roles, classes) in Self.roles(of: associations.filter { provider.serves($0) }, query) {
                for (provider, classes) in visible(classes, of: provider, for: .read) {
                    let selection = Selection(
                        namespace: query.namespace, classes: classes,
                        equals: [roles.role: [.reference(query.object.path)]], through: mark)
                    links.append(
                        AssociationLink(
                            provider: provider, selection: selection, role: roles.role, resultRole: roles.resultRole))
                }
            }
        }
        return links
    }

    /// The instance at a path; nil when the path leads nowhere, or nowhere that the user may know of.
    func existing(at path: CIMObjectPath) throws(Fault) -> CIMInstance? {
        do {
            return try instance(at: path)
        } catch {
            switch error.code {
            case .destinationUnreachable, .invalidSelectors, .accessDenied: return nil
            default: throw error
            }
        }
    }

    private struct Roles: Hashable {
        let role: CIMName
        let resultRole: CIMName?
    }

    /// The classes by the pairs of references they have, in the order of the classes.
    private static func roles(
        of classes: [CIMClass], _ query: AssociationQuery
    ) -> [(roles: Roles, classes: [CIMClass])] {
        var found: [(roles: Roles, classes: [CIMClass])] = []
        func add(_ roles: Roles, _ cimClass: CIMClass) {
            if let index = found.firstIndex(where: { $0.roles == roles }) {
                found[index].classes.append(cimClass)
            } else {
                found.append((roles, [cimClass]))
            }
        }
        for cimClass in classes {
            let ends = cimClass.properties.filter { $0.type == .reference && !$0.isArray }.map(\.name)
            for role in ends where query.role.map({ $0 == role }) ?? true {
                guard case .associated = query.result else {
                    add(Roles(role: role, resultRole: nil), cimClass)
                    continue
                }
                for resultRole in ends where resultRole != role && query.resultRole.map({ $0 == resultRole }) ?? true {
                    add(Roles(role: role, resultRole: resultRole), cimClass)
                }
            }
        }
        return found
    }
}
