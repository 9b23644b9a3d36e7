internal import CIM
internal import SOAP

/// A provider as a user sees it who may not see everything: only the user's own jobs, or only the associations whose ends
/// the user may read.
struct VisibleInstances: InstanceProvider {
    let provider: any InstanceProvider
    let service: Service
    /// Only what belongs to the user.
    let isOwnOnly: Bool

    func serves(_ cimClass: CIMClass) -> Bool { provider.serves(cimClass) }

    func highWaterMark() throws(Fault) -> Int64 { try provider.highWaterMark() }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult { try provider.invoke(call) }

    func template(startedBy call: MethodCall) -> StartedTemplate? { provider.template(startedBy: call) }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        var found: [PositionedInstance] = []
        var last = position
        while found.count < limit {
            let batch = try provider.instances(selection, after: last, limit: limit)
            for candidate in batch where found.count < limit {
                last = candidate.position
                if try isVisible(candidate.instance) { found.append(candidate) }
            }
            guard batch.count >= limit else { break }
        }
        return found
    }

    /// What the user might have read.
    func farewell(_ selection: Selection) throws(Fault) -> Farewell? {
        guard let farewell = try provider.farewell(selection) else { return nil }
        return !isOwnOnly || farewell.owner == service.access.user ? farewell : nil
    }

    private func isVisible(_ instance: CIMInstance) throws(Fault) -> Bool {
        if isOwnOnly { return service.access.isOwn(instance) }
        guard instance.cimClass.isAssociation else { return true }
        for case .reference(let path)? in instance.values where try service.existing(at: path) == nil { return false }
        return true
    }
}

extension Service {
    /// The same service for one user: it finds only what that user may read.
    func seen(by access: Access) -> Service {
        var service = self
        service.access = access
        return service
    }

    /// A provider's classes as the user's right reaches them: wholly, for own jobs only, or not at all.
    func visible(_ classes: [CIMClass], of provider: any InstanceProvider, for wish: Wish)
        -> [(provider: any InstanceProvider, classes: [CIMClass])]
    {
        if case .read = wish, access.readsEverything { return [(provider, classes)] }
        let reaches = classes.map { (cimClass: $0, reach: access.reach(of: wish, on: $0)) }
        return [Reach.everything, .own].compactMap { reach in
            let reached = reaches.filter { $0.reach == reach }.map(\.cimClass)
            guard !reached.isEmpty else { return nil }
            let isPlain = reach == .everything && !reached.contains(where: \.isAssociation)
            return (
                isPlain ? provider : VisibleInstances(provider: provider, service: self, isOwnOnly: reach == .own),
                reached
            )
        }
    }
}
