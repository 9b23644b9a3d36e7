internal import CIM
internal import Jobs
internal import Platform
internal import SOAP

/// The named elements that methods are called on: machines, collections, service singletons, what clients read at connect.
///
/// Fixed instances from MOF; what completed jobs have set on them lies in the store and is laid over on each read.
struct Inventory: InstanceProvider {
    private let texts: [InventoryText]
    private let schema: CIMSchema
    private let engine: JobEngine
    private let starter: JobStarter
    /// Read when a namespace is first asked for: a start reads no MOF unless the configuration brings some.
    private let elements = Lock<[String: [CIMInstance]]>([:])

    /// - Throws: `InventoryError` when the configured MOF cannot be read or names what the schema does not have.
    init(
        _ configuration: EndpointConfiguration, schema: CIMSchema, engine: JobEngine, starter: JobStarter
    ) throws(InventoryError) {
        texts =
            configuration.inventory
            ?? DefaultInventory.texts(hostName: configuration.hostName, configuration.windowsBuild)
        self.schema = schema
        self.engine = engine
        self.starter = starter
        for text in configuration.inventory ?? [] { _ = try Self.read(text, schema, isBuiltIn: false) }
    }

    func serves(_ cimClass: CIMClass) -> Bool {
        elements(in: cimClass.namespace).contains { $0.cimClass === cimClass }
    }

    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance] {
        let elements = elements(in: selection.namespace.name)
        let first = position < 0 ? 0 : Int(clamping: position) + 1
        var found: [PositionedInstance] = []
        for index in elements.indices.dropFirst(first) where found.count < limit {
            let element = elements[index]
            guard selection.classes.contains(where: { $0 === element.cimClass }), selection.mayHold(element) else {
                continue
            }
            found.append(PositionedInstance(position: Int64(index), instance: try current(element)))
        }
        return found
    }

    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult {
        if call.method.name == "FormatError" { return ErrorText.format(call) }
        return try starter.invoke(call)
    }

    func template(startedBy call: MethodCall) -> StartedTemplate? { starter.template(startedBy: call) }

    private func elements(in namespace: String) -> [CIMInstance] {
        elements.withLock { elements in
            if let known = elements[namespace] { return known }
            // Those of the configuration were read once at the start, and the built-in ones are tried by a test.
            let read = texts.filter { CIMName($0.namespace) == CIMName(namespace) }
                .flatMap { (try? Self.read($0, schema, isBuiltIn: true)) ?? [] }
            elements[namespace] = read
            return read
        }
    }

    private static func read(
        _ text: InventoryText, _ schema: CIMSchema, isBuiltIn: Bool
    ) throws(InventoryError) -> [CIMInstance] {
        guard let namespace = schema.namespace(text.namespace) else {
            throw InventoryError("\(text.source) is for the namespace \(text.namespace), which is not served.")
        }
        do {
            return try namespace.instances(
                mof: MOFSource(file: text.source, text: text.mof), skippingUnknown: isBuiltIn
            ).map { schema.withCanonicalReferences($0, in: namespace) }
        } catch {
            throw InventoryError("\(error)")
        }
    }

    private func current(_ element: CIMInstance) throws(Fault) -> CIMInstance {
        let effects = try fault { () throws(JobError) in try engine.elementState(element.path.text) }
        guard !effects.isEmpty else { return element }
        var element = element
        for (name, text) in effects {
            guard let property = element.cimClass.property(CIMName(name)),
                let value = try? CIMValue(property.type, text: text)
            else { continue }
            try? element.set(property.name, property.name == "EnabledState" ? settled(value) : value)
        }
        return element
    }

    /// Where a machine rests after a RequestedState of CIM_EnabledLogicalElement: Shut Down (4) leaves it Disabled,
    /// Reboot (10) and Reset (11) leave it Enabled; the others are states themselves.
    private func settled(_ requested: CIMValue) -> CIMValue {
        switch requested {
        case .uint16(4): .uint16(3)
        case .uint16(10), .uint16(11): .uint16(2)
        default: requested
        }
    }
}

extension CIMSchema {
    /// The instance with its references spelled as the service spells paths, so that they can be compared.
    fileprivate func withCanonicalReferences(_ instance: CIMInstance, in namespace: CIMNamespace) -> CIMInstance {
        let values = instance.values.map { value -> CIMValue? in
            guard case .reference(let path)? = value else { return value }
            return .reference(canonical(path, in: namespace))
        }
        return CIMInstance(instance.cimClass, values: values)
    }
}

extension Selection {
    /// Whether an element is not ruled out by its keys, which are the same whatever jobs have set on it.
    fileprivate func mayHold(_ element: CIMInstance) -> Bool {
        equals.allSatisfy { name, values in
            guard let property = element.cimClass.property(name), property.isKey, let own = element[name] else {
                return true
            }
            return values.allSatisfy { own.isSameKey(as: $0) }
        }
    }
}

/// Instances for one namespace, in MOF.
public struct InventoryText: Sendable, Hashable {
    public let namespace: String
    public let mof: String
    /// What the text is called in messages about it: a file's name.
    public let source: String

    public init(namespace: String, mof: String, source: String) {
        self.namespace = namespace
        self.mof = mof
        self.source = source
    }
}

/// Why an inventory cannot be used: where, what was found, what was expected.
public struct InventoryError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
