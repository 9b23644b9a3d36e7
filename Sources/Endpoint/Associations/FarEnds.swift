internal import CIM
internal import SOAP

/// What a link leads to, as instances in the order of the associations: the far ends, or the associations themselves.
///
/// A result that an earlier link of the same query leads to as well is handed out there only. Nothing is remembered for
/// that: the earlier link is asked, which an index answers.
struct FarEnds: InstanceProvider {
    let link: AssociationLink
    let earlier: ArraySlice<AssociationLink>
    let query: AssociationQuery
    let service: Service

    func serves(_ cimClass: CIMClass) -> Bool { false }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult { throw .methodNotServed(call) }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        var found: [PositionedInstance] = []
        var last = position
        while found.count < limit {
            let batch = try link.provider.instances(selection, after: last, limit: limit)
            for candidate in batch where found.count < limit {
                last = candidate.position
                guard let result = try result(of: candidate.instance) else { continue }
                found.append(PositionedInstance(position: last, instance: query.shown(result)))
            }
            guard batch.count >= limit else { break }
        }
        return found
    }

    private func result(of association: CIMInstance) throws(Fault) -> CIMInstance? {
        let object = query.object.path
        guard link.holds(association, object) else { return nil }
        guard let resultRole = link.resultRole else {
            // Both ends may be the object.
            return earlier.contains { $0.isOf(association.cimClass) && $0.holds(association, object) }
                ? nil : association
        }
        guard case .reference(let path)? = association[resultRole], let result = try service.existing(at: path),
            query.admits(result.cimClass)
        else { return nil }
        for other in earlier where try other.connects(object, result.path) { return nil }
        return result
    }
}

extension AssociationLink {
    fileprivate func isOf(_ cimClass: CIMClass) -> Bool { selection.classes.contains { $0 === cimClass } }
}
