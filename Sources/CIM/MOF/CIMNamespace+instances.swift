extension CIMNamespace {
    /// Reads the `instance of` declarations of a MOF text, in their order.
    ///
    /// Throws with file, line and what is wrong: a class this namespace does not have or that is abstract, a property its
    /// class does not have, a value of another type, a key without value, anything in the text that is no instance.
    ///
    /// - Parameters:
    ///   - source: the text, and what to call it in errors.
    ///   - skippingUnknown: passes over classes and properties that this namespace does not have, as one Windows build
    ///     knows members that another does not.
    public func instances(mof source: MOFSource, skippingUnknown: Bool = false) throws(MOFError) -> [CIMInstance] {
        let parser = try MOFParser(source)
        if let declaration = parser.classes.first {
            throw source.error(
                at: declaration.offset, "the class \(declaration.name) is declared; only instances belong here")
        }
        var instances: [CIMInstance] = []
        for declaration in parser.instances {
            guard let cimClass = cimClass(declaration.className) else {
                if skippingUnknown { continue }
                throw source.error(
                    at: declaration.offset, "the namespace \(name) has no class \(declaration.className)")
            }
            instances.append(try instance(declaration, of: cimClass, source, skippingUnknown))
        }
        return instances
    }

    private func instance(
        _ declaration: MOFInstance, of cimClass: CIMClass, _ source: MOFSource, _ skippingUnknown: Bool
    ) throws(MOFError) -> CIMInstance {
        guard !cimClass.isAbstract else {
            throw source.error(at: declaration.offset, "\(cimClass.name) is abstract and has no instances of its own")
        }
        var instance = CIMInstance(cimClass)
        for (name, value, offset) in declaration.values {
            guard let property = cimClass.property(name) else {
                if skippingUnknown { continue }
                throw source.error(at: offset, "the class \(cimClass.name) has no property \(name)")
            }
            do {
                try instance.set(name, try CIMValue.make(value, property.type, isArray: property.isArray))
            } catch {
                throw source.error(at: offset, "the value of \(name): \(error)")
            }
        }
        for key in cimClass.keys where instance[key.name] == nil {
            throw source.error(at: declaration.offset, "the key \(key.name) of \(cimClass.name) has no value")
        }
        return instance
    }
}
