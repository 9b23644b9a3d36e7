// Properties, methods and qualifiers of one class, over those it inherits.

extension MOFCompiler {
    func properties(of declaration: Declaration, inherited superclass: CIMClass?) throws(MOFError) -> [CIMProperty] {
        var properties = superclass?.properties ?? []
        let source = declaration.source
        for syntax in declaration.syntax.properties {
            let above = superclass?.index(of: syntax.name)
            try checkOverride(syntax.name, syntax.qualifiers, isInherited: above != nil, at: syntax.offset, declaration)
            let inherited = above.map { properties[$0] }
            let property = try property(syntax, of: declaration.syntax.name, inherited: inherited, source)
            if property.isKey, inherited?.isKey != true, let superclass, !superclass.keys.isEmpty {
                throw source.error(
                    at: syntax.offset,
                    "\(superclass.name) has its keys already, so \(declaration.syntax.name) cannot add the key \(syntax.name)"
                )
            }
            if let above { properties[above] = property } else { properties.append(property) }
        }
        return properties
    }

    func methods(of declaration: Declaration, inherited superclass: CIMClass?) throws(MOFError) -> [CIMMethod] {
        var methods = superclass?.methods ?? []
        let source = declaration.source
        for syntax in declaration.syntax.methods {
            let above = methods.firstIndex { $0.name == syntax.name }
            try checkOverride(syntax.name, syntax.qualifiers, isInherited: above != nil, at: syntax.offset, declaration)
            let inherited = above.map { methods[$0] }
            let qualifiers = try qualifiers(syntax.qualifiers, inherited: inherited?.qualifiers, source: source)
            var parameters: [CIMParameter] = []
            for parameter in syntax.parameters {
                parameters.append(try self.parameter(parameter, inherited?.parameter(parameter.name), source))
            }
            let method = CIMMethod(
                name: syntax.name, returnType: syntax.returnType, isStatic: qualifiers.isTrue("Static"),
                parameters: parameters, returnValueMap: try valueMap(qualifiers, source, syntax.offset),
                declaringClass: declaration.syntax.name, qualifiers: qualifiers)
            if let inherited { try checkSignature(method, inherited, source, syntax.offset) }
            if let above { methods[above] = method } else { methods.append(method) }
        }
        return methods
    }

    func qualifiers(
        _ syntax: [MOFQualifier], inherited: CIMQualifiers?, source: MOFSource
    ) throws(MOFError) -> CIMQualifiers {
        var all: [CIMQualifier] = []
        for qualifier in syntax {
            let isRestricted = qualifier.isRestricted || restrictedQualifiers.contains(qualifier.name)
            all.append(CIMQualifier(qualifier.name, try value(qualifier, source), isInherited: !isRestricted))
        }
        for qualifier in inherited?.all ?? [] where qualifier.isInherited {
            if !all.contains(where: { $0.name == qualifier.name }) { all.append(qualifier) }
        }
        return CIMQualifiers(all)
    }

    // MARK: - One member

    private func property(
        _ syntax: MOFProperty, of className: CIMName, inherited: CIMProperty?, _ source: MOFSource
    ) throws(MOFError) -> CIMProperty {
        let resolved = try resolve(syntax, inherited?.qualifiers, source)
        if let inherited, resolved.type != inherited.type || resolved.isArray != inherited.isArray {
            throw source.error(
                at: syntax.offset,
                "\(syntax.name) is \(inherited.type.rawValue)\(inherited.isArray ? "[]" : "") in "
                    + "\(inherited.declaringClass); a class that overrides it cannot change the type")
        }
        if let inherited, inherited.isKey, !resolved.qualifiers.isTrue("Key") {
            throw source.error(
                at: syntax.offset, "\(syntax.name) is a key in \(inherited.declaringClass) and stays one")
        }
        var defaultValue = inherited?.defaultValue
        if let value = syntax.defaultValue {
            defaultValue = try typed(value, resolved.type, isArray: resolved.isArray, syntax, source)
        }
        return CIMProperty(
            name: syntax.name, type: resolved.type, isArray: resolved.isArray, arraySize: resolved.arraySize,
            referenceClass: resolved.referenceClass, objectClass: resolved.objectClass,
            defaultValue: defaultValue, declaringClass: className,
            qualifiers: resolved.qualifiers, valueMap: try valueMap(resolved.qualifiers, source, syntax.offset))
    }

    private func parameter(
        _ syntax: MOFProperty, _ inherited: CIMParameter?, _ source: MOFSource
    ) throws(MOFError) -> CIMParameter {
        let resolved = try resolve(syntax, inherited?.qualifiers, source)
        return CIMParameter(
            name: syntax.name, type: resolved.type, isArray: resolved.isArray, referenceClass: resolved.referenceClass,
            objectClass: resolved.objectClass, qualifiers: resolved.qualifiers,
            valueMap: try valueMap(resolved.qualifiers, source, syntax.offset))
    }

    private struct Resolved {
        var type: CIMType
        var isArray: Bool
        var arraySize: Int?
        var referenceClass: CIMName?
        var objectClass: CIMName?
        var qualifiers: CIMQualifiers
    }

    /// Type and qualifiers of a property or parameter; every class named must be one of the namespace.
    private func resolve(
        _ syntax: MOFProperty, _ inherited: CIMQualifiers?, _ source: MOFSource
    ) throws(MOFError) -> Resolved {
        let qualifiers = try qualifiers(syntax.qualifiers, inherited: inherited, source: source)
        var resolved = Resolved(type: .string, isArray: syntax.array != .none, qualifiers: qualifiers)
        if case .fixed(let size) = syntax.array { resolved.arraySize = size }
        switch syntax.type {
        case .plain(let type): resolved.type = type
        case .reference(let name):
            resolved.type = .reference
            resolved.referenceClass = name
        case .object(let name): resolved.objectClass = name
        }
        let embedded = qualifiers.text("EmbeddedInstance")
        if embedded != nil || qualifiers.isTrue("EmbeddedObject"), resolved.type != .string {
            throw source.error(at: syntax.offset, "only a string can carry an embedded instance, not \(syntax.name)")
        }
        let named = [resolved.referenceClass, resolved.objectClass, embedded.map { CIMName($0) }].compactMap { $0 }
        for name in named where !isDeclared(name) {
            throw source.error(
                at: syntax.offset,
                "the class \(name) of \(syntax.name) is not declared in \(namespace) for build \(build.number)")
        }
        return resolved
    }

    // MARK: - Checks

    /// A member that is inherited is redefined only with Override, and Override needs one that is.
    private func checkOverride(
        _ name: CIMName, _ qualifiers: [MOFQualifier], isInherited: Bool, at offset: Int, _ declaration: Declaration
    ) throws(MOFError) {
        let override = qualifiers.first { $0.name == "Override" }
        if isInherited, override == nil {
            throw declaration.source.error(
                at: offset, "\(name) is inherited by \(declaration.syntax.name); redefine it with Override(\"\(name)\")"
            )
        }
        guard let override else { return }
        guard case .string(let text) = override.value, CIMName(text) == name else {
            throw declaration.source.error(at: override.offset, "expected Override(\"\(name)\")")
        }
        guard isInherited else {
            throw declaration.source.error(
                at: override.offset, "\(declaration.syntax.name) inherits no \(name) that it could override")
        }
    }

    private func checkSignature(
        _ method: CIMMethod, _ inherited: CIMMethod, _ source: MOFSource, _ offset: Int
    ) throws(MOFError) {
        guard method.returnType == inherited.returnType else {
            throw source.error(
                at: offset, "\(method.name) returns \(inherited.returnType.rawValue) in \(inherited.declaringClass)")
        }
        for parameter in method.parameters {
            guard let above = inherited.parameter(parameter.name) else { continue }
            guard parameter.type == above.type, parameter.isArray == above.isArray else {
                throw source.error(
                    at: offset,
                    "the parameter \(parameter.name) of \(method.name) has another type in \(inherited.declaringClass)")
            }
        }
    }

    // MARK: - Values

    /// A qualifier's value; without a declaration its type follows from the value.
    private func value(_ qualifier: MOFQualifier, _ source: MOFSource) throws(MOFError) -> CIMValue? {
        guard case .array(let elements) = qualifier.value else {
            return try untyped(qualifier.value, qualifier, source)
        }
        var values: [CIMValue] = []
        for element in elements {
            if let value = try untyped(element, qualifier, source) { values.append(value) }
        }
        do {
            return .array(try CIMArray(values.first?.type ?? .string, values))
        } catch {
            throw source.error(at: qualifier.offset, "the qualifier \(qualifier.name): \(error.reason)")
        }
    }

    private func untyped(
        _ value: MOFValue, _ qualifier: MOFQualifier, _ source: MOFSource
    ) throws(MOFError) -> CIMValue? {
        switch value {
        case .null, .array: return nil
        case .boolean(let value): return .boolean(value)
        case .real(let value): return .real64(value)
        case .character(let value): return .char16(value)
        case .string(let value): return .string(value)
        case .integer(let magnitude, let isNegative):
            if let number = CIMValue(magnitude, isNegative, .sint64) ?? CIMValue(magnitude, isNegative, .uint64) {
                return number
            }
            throw source.error(at: qualifier.offset, "the number of \(qualifier.name) has more than 64 bits")
        }
    }

    /// A default value in the type of its property.
    private func typed(
        _ value: MOFValue, _ type: CIMType, isArray: Bool, _ syntax: MOFProperty, _ source: MOFSource
    ) throws(MOFError) -> CIMValue? {
        do throws(CIMValueError) {
            return try CIMValue.make(value, type, isArray: isArray)
        } catch {
            throw source.error(at: syntax.offset, "the default value of \(syntax.name): \(error.reason)")
        }
    }

    /// ValueMap says which values, Values what they are called; either may stand alone.
    private func valueMap(
        _ qualifiers: CIMQualifiers, _ source: MOFSource, _ offset: Int
    ) throws(MOFError) -> CIMValueMap {
        let names = qualifiers.texts("Values")
        guard let values = qualifiers.texts("ValueMap") ?? names?.indices.map(String.init) else { return CIMValueMap() }
        guard values.count == names?.count ?? values.count else {
            throw source.error(
                at: offset,
                "ValueMap has \(values.count) entries and Values has \(names?.count ?? 0); they belong in pairs")
        }
        return CIMValueMap(zip(values, names ?? values).map { CIMValueMap.Entry(value: $0, name: $1) })
    }
}
