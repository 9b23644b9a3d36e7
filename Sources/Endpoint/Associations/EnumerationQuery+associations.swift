internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan

extension EnumerationQuery {
    /// What an association query finds. It goes to all classes of a namespace, in the default polymorphism (DSP0227
    /// R8.1-6): its results are of any class.
    convenience init(
        _ query: AssociationQuery, _ resolved: ResolvedTarget, _ enumerate: Enumerate, service: Service
    ) throws(Fault) {
        if let addressed = resolved.cimClass {
            throw Fault(
                .cannotProcessFilter(),
                "A query for associations is sent to all classes, and the resource URI names \(addressed.name). "
                    + "End it with /*.",
                windowsCode: WindowsNumber.wqlNeedsAllClasses)
        }
        guard enumerate.polymorphism == .includeSubClassProperties else {
            throw Fault(
                .polymorphismModeNotSupported,
                "A query for associations knows one PolymorphismMode, IncludeSubClassProperties; leave the element out."
            )
        }
        let links = try service.links(of: query)
        var sources = links.indices.map { index in
            Source(
                provider: FarEnds(link: links[index], earlier: links[..<index], query: query, service: service),
                selection: links[index].selection)
        }
        if query.classDefinitionsOnly {
            let classes = try Self.classes(of: sources)
            sources = [ClassDefinitions(classes: classes).source(in: query.namespace)]
        }
        self.init(
            sources: sources, condition: .all,
            form: ItemForm(
                mode: enumerate.mode, family: resolved.family, projection: query.projection, shownAs: nil,
                server: service.configuration.hostName, isDefinition: query.classDefinitionsOnly))
    }

    /// The classes of all that the sources hold, each once.
    private static func classes(of sources: [Source]) throws(Fault) -> [CIMClass] {
        var classes: Set<CIMClass> = []
        for source in sources {
            var last = Int64.min
            while true {
                let batch = try source.provider.instances(source.selection, after: last, limit: 1024)
                classes.formUnion(batch.map(\.instance.cimClass))
                guard batch.count == 1024, let position = batch.last?.position else { break }
                last = position
            }
        }
        return classes.sorted { $0.name < $1.name }
    }
}
