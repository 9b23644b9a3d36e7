/// Where a test finds the value of a column.
enum WQLSource: Sendable {
    /// At this position in an instance of the filter's class, under this name in one of a derived class.
    case property(Int, CIMName, isBoolean: Bool)
    case system(WQLSystemProperty)
    /// Through embedded instances.
    case embedded([CIMName])
    /// `__THIS`: the instance itself.
    case this

    func value(of instance: CIMInstance, _ context: WQLContext) -> CIMValue? {
        switch self {
        case .property(let index, let name, let isBoolean):
            let value = instance.cimClass === context.cimClass ? instance.values[index] : instance[name]
            return value ?? (isBoolean ? .boolean(false) : nil)
        case .system(.path), .system(.relativePath):
            return .reference(instance.path)
        case .system(let property):
            return property.value(of: instance, server: context.server)
        case .embedded(let names):
            return Self.value(names[...], of: instance, server: context.server)
        case .this:
            return .instance(instance)
        }
    }

    /// The text that LIKE looks at; of a path the one that is shown, with the host.
    func text(of instance: CIMInstance, _ context: WQLContext) -> String? {
        if case .system(let property) = self { return property.value(of: instance, server: context.server)?.text }
        return value(of: instance, context)?.text
    }

    fileprivate static func value(_ names: ArraySlice<CIMName>, of instance: CIMInstance, server: String) -> CIMValue? {
        guard let name = names.first else { return .instance(instance) }
        if names.count == 1, let property = WQLSystemProperty(name) {
            return property.value(of: instance, server: server)
        }
        guard let value = instance[name] else {
            return instance.cimClass.property(name)?.type == .boolean ? .boolean(false) : nil
        }
        if names.count == 1 { return value }
        guard case .instance(let embedded) = value else { return nil }
        return Self.value(names.dropFirst(), of: embedded, server: server)
    }

    /// Whether the value is an instance of the class or a reference to one; nil for NULL, and for a reference to a class
    /// that the namespace does not have.
    func isA(_ name: CIMName, _ instance: CIMInstance, _ context: WQLContext) -> Bool? {
        switch value(of: instance, context) {
        case .instance(let embedded): embedded.cimClass.isA(name)
        case .reference(let path): context.namespace.cimClass(path.className)?.isA(name)
        default: nil
        }
    }
}

extension CIMInstance {
    /// The value of a column for this instance; nil for NULL, and for a property that there is none of.
    ///
    /// A boolean without value is FALSE. `server` is the host's name, for `__SERVER` and `__PATH`.
    public func value(of column: WQLColumn, server: String) -> CIMValue? {
        WQLSource.value(column.names[...], of: self, server: server)
    }
}
