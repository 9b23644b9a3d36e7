internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan

/// What ASSOCIATORS OF, REFERENCES OF and the association filter ask for, in one form.
struct AssociationQuery: Sendable {
    enum Result: Sendable {
        /// The instances at the far ends.
        case associated
        /// The association instances themselves.
        case associations
    }

    let result: Result
    let object: CIMInstance
    /// Where the associations are looked for: the namespace the message is addressed to.
    let namespace: CIMNamespace
    var associationClass: CIMName?
    var resultClass: CIMName?
    var role: CIMName?
    var resultRole: CIMName?
    var requiredQualifier: CIMName?
    var requiredAssociationQualifier: CIMName?
    /// Everything but the keys is NULL in the results.
    var keysOnly = false
    var classDefinitionsOnly = false
    var projection: Projection?

    /// Whether results of the class are wanted.
    func admits(_ cimClass: CIMClass) -> Bool {
        (resultClass.map { cimClass.isA($0) } ?? true)
            && (requiredQualifier.map { cimClass.qualifiers[$0] != nil } ?? true)
    }

    func admits(association cimClass: CIMClass) -> Bool {
        (associationClass.map { cimClass.isA($0) } ?? true)
            && (requiredAssociationQualifier.map { cimClass.qualifiers[$0] != nil } ?? true)
    }

    /// The instance as it is shown.
    func shown(_ instance: CIMInstance) -> CIMInstance {
        guard keysOnly else { return instance }
        let values = instance.cimClass.properties.indices.map { index in
            instance.cimClass.properties[index].isKey ? instance.values[index] : nil
        }
        return CIMInstance(instance.cimClass, values: values)
    }
}

extension AssociationQuery {
    /// The query of a filter; nil when it follows no associations.
    ///
    /// Throws CannotProcessFilter when the object is not exactly one instance (DSP0227 R8.2.1-4).
    init?(_ filter: Filter?, _ wql: WQLQuery?, in namespace: CIMNamespace, service: Service) throws(Fault) {
        switch (wql?.kind, filter?.dialect) {
        case (.associatorsOf(let query), _):
            try self.init(query, in: namespace, service: service)
        case (.referencesOf(let query), _):
            try self.init(query, in: namespace, service: service)
        case (_, .association):
            guard let filter else { return nil }
            try self.init(filter.association(), in: namespace, service: service)
        default:
            return nil
        }
    }

    private init(_ query: WQLAssociators, in namespace: CIMNamespace, service: Service) throws(Fault) {
        try Self.refuse(schemaOnly: query.schemaOnly)
        result = .associated
        object = try Self.object(query.path, in: namespace, service)
        self.namespace = namespace
        associationClass = query.associationClass
        resultClass = query.resultClass
        role = query.role
        resultRole = query.resultRole
        requiredQualifier = query.requiredQualifier
        requiredAssociationQualifier = query.requiredAssociationQualifier
        keysOnly = query.keysOnly
        classDefinitionsOnly = query.classDefinitionsOnly
    }

    private init(_ query: WQLReferences, in namespace: CIMNamespace, service: Service) throws(Fault) {
        try Self.refuse(schemaOnly: query.schemaOnly)
        result = .associations
        object = try Self.object(query.path, in: namespace, service)
        self.namespace = namespace
        associationClass = query.resultClass
        role = query.role
        requiredAssociationQualifier = query.requiredQualifier
        keysOnly = query.keysOnly
        classDefinitionsOnly = query.classDefinitionsOnly
    }

    private init(_ filter: AssociationExpression, in namespace: CIMNamespace, service: Service) throws(Fault) {
        result = filter.result == .associatedInstances ? .associated : .associations
        object = try Self.object(filter.object, in: namespace, service)
        self.namespace = namespace
        associationClass = filter.associationClassName.map { CIMName($0) }
        resultClass = filter.resultClassName.map { CIMName($0) }
        role = filter.role.map { CIMName($0) }
        resultRole = filter.resultRole.map { CIMName($0) }
        if !filter.includedProperties.isEmpty {
            // Each is the name of an element in the reply.
            if let wrong = filter.includedProperties.first(where: { !CIMName.isIdentifier($0) }) {
                throw Fault(
                    .cannotProcessFilter(),
                    "IncludeResultProperty is \"\(wrong.prefix(100))\", which is no name of a property.")
            }
            projection = Projection(filter.includedProperties.map { WQLColumn([CIMName($0)]) })
        }
    }

    // MARK: - The object

    private static func refuse(schemaOnly: Bool) throws(Fault) {
        guard schemaOnly else { return }
        throw Fault(
            .cannotProcessFilter(),
            "SchemaOnly asks for associations between classes, which are not offered; name an instance and leave it out."
        )
    }

    private static func object(
        _ path: CIMObjectPath, in namespace: CIMNamespace, _ service: Service
    ) throws(Fault) -> CIMInstance {
        try only { () throws(Fault) in
            try service.instance(at: service.schema.canonical(path, in: namespace))
        }
    }

    private static func object(
        _ reference: EndpointReference, in namespace: CIMNamespace, _ service: Service
    ) throws(Fault) -> CIMInstance {
        guard let uri = reference.resourceURI else {
            throw Fault(
                .cannotProcessFilter(),
                "The Object of the association filter has no wsman:ResourceURI: add the class's.")
        }
        return try only { () throws(Fault) in
            let target = Target(resourceURI: uri, selectors: reference.selectors)
            let resolved = try service.schema.resolve(target, defaultNamespace: namespace.name)
            guard let cimClass = resolved.cimClass else { throw .noSuchInstance(uri.text) }
            return try service.instance(
                NamedTarget(
                    namespace: resolved.namespace, cimClass: cimClass, keys: resolved.keys, family: resolved.family))
        }
    }

    private static func only(_ find: () throws(Fault) -> CIMInstance) throws(Fault) -> CIMInstance {
        do {
            return try find()
        } catch {
            if case .accessDenied = error.code { throw error }
            throw Fault(.cannotProcessFilter(), "The instance whose associations are asked for: \(error.reason)")
        }
    }
}
