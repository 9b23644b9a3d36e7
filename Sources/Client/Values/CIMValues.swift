public import CIM
internal import SOAP
internal import WSCIM
public import WSMan
internal import XML

extension Representation {
    /// The instance in the types of its class.
    ///
    /// - Parameters:
    ///   - schema: where to look for the class.
    ///   - namespace: the CIM namespace, for elements whose URI does not name it.
    /// - Returns: nil when the schema does not know the class.
    /// - Throws: ``ClientError/unexpected(_:)`` when a property is none of the class, or its value not of its type.
    public func instance(in schema: CIMSchema, namespace: String? = nil) throws(ClientError) -> CIMInstance? {
        let named = ResourceURI(element.name.namespace).namespace ?? namespace
        guard let found = named.flatMap({ schema.namespace($0) }), let cimClass = found.cimClass(CIMName(className))
        else { return nil }
        do {
            return try ElementReader(schema: schema, namespace: found).instance(element, of: cimClass)
        } catch {
            throw .unexpected("The instance of \(className) does not fit its class: \(error.reason)")
        }
    }
}

extension NewValue {
    /// A typed value: what ``Client/invoke(_:on:_:options:)`` and the transfer operations send.
    ///
    /// Embedded instances go as CIM-XML inside a string, which is what the methods of Hyper-V take.
    public init(_ value: CIMValue) {
        self =
            switch value {
            case .datetime(let datetime): .datetime(datetime.cimText)
            case .reference(let path): .reference(EndpointReference(path))
            case .array(let array): .array(array.elements.map { NewValue($0) })
            case .instance(let instance): .text(CIMXML.text(of: instance))
            default: .text(value.text)
            }
    }
}

extension EndpointReference {
    /// A reference to an instance by its path, in Microsoft's naming.
    public init(_ path: CIMObjectPath) {
        let keys = path.keys.map { key in
            switch key.value {
            case .reference(let path): Selector(key.name.spelling, .reference(EndpointReference(path)))
            case let value: Selector(key.name.spelling, .text(value.text))
            }
        }
        self.init(
            resourceURI: .microsoft(namespace: path.namespace, className: path.className.spelling),
            // A path holds each key once; should its size exceed a limit, the service says so.
            selectors: (try? SelectorSet(keys)) ?? .empty)
    }
}
