/// Turns the declarations of a namespace's MOF texts into classes: checks them, leaves out what a build of Windows
/// lacks, and resolves inheritance (DSP0004 5.1.2.8 and 5.6).
struct MOFCompiler {
    /// The classes, in no particular order.
    private(set) var classes: [CIMClass] = []

    let namespace: String
    let build: WindowsBuild
    /// Qualifiers that do not pass to subclasses; the ones of DSP0004 and WMI need no declaration.
    var restrictedQualifiers: Set<CIMName> = [
        "Abstract", "Aggregate", "Deprecated", "Dynamic", "Experimental", "MaxBuild", "MinBuild", "Override",
        "Provider",
        "Terminal", "UMLPackagePath", "Version",
    ]
    private var declarations: [CIMName: Declaration] = [:]
    private var resolved: [CIMName: CIMClass] = [:]
    /// The classes being resolved, from the one asked for to the superclass looked at.
    private var path: [CIMName] = []

    /// A class as declared, and the text it stands in, for messages.
    struct Declaration {
        var syntax: MOFClass
        let source: MOFSource
    }

    /// Throws with file, line and reason at the first declaration that cannot be.
    init(namespace: String, sources: [MOFSource], build: WindowsBuild) throws(MOFError) {
        self.namespace = namespace
        self.build = build
        for source in sources {
            let parser = try MOFParser(source)
            if let instance = parser.instances.first {
                throw source.error(
                    at: instance.offset, "an instance of \(instance.className); only classes belong here")
            }
            restrictedQualifiers.formUnion(parser.restrictedQualifiers)
            for syntax in parser.classes { try declare(Declaration(syntax: syntax, source: source)) }
        }
        for name in declarations.keys.sorted() { classes.append(try resolve(name)) }
    }

    /// Whether the namespace has a class of this name in this build.
    func isDeclared(_ name: CIMName) -> Bool {
        declarations[name] != nil
    }

    private mutating func declare(_ declaration: Declaration) throws(MOFError) {
        var declaration = declaration
        let syntax = declaration.syntax
        let source = declaration.source
        guard try isInBuild(syntax.qualifiers, source) else { return }
        if let first = declarations[syntax.name] {
            let place = first.source.error(at: first.syntax.offset, "")
            throw source.error(
                at: syntax.offset,
                "the class \(syntax.name) is declared twice; the first declaration is at \(place.file):\(place.line)")
        }
        declaration.syntax.properties = []
        for property in syntax.properties where try isInBuild(property.qualifiers, source) {
            declaration.syntax.properties.append(property)
        }
        declaration.syntax.methods = []
        for var method in syntax.methods where try isInBuild(method.qualifiers, source) {
            let parameters = method.parameters
            method.parameters = []
            for parameter in parameters where try isInBuild(parameter.qualifiers, source) {
                method.parameters.append(parameter)
            }
            declaration.syntax.methods.append(method)
        }
        declarations[syntax.name] = declaration
    }

    /// Whether `MinBuild` and `MaxBuild`, where given, include the build.
    private func isInBuild(_ qualifiers: [MOFQualifier], _ source: MOFSource) throws(MOFError) -> Bool {
        for qualifier in qualifiers where qualifier.name == "MinBuild" || qualifier.name == "MaxBuild" {
            guard case .integer(let number, false) = qualifier.value, number <= UInt32.max else {
                throw source.error(at: qualifier.offset, "\(qualifier.name) needs the number of a build of Windows")
            }
            let isInside = qualifier.name == "MinBuild" ? build.schemaNumber >= number : build.schemaNumber <= number
            if !isInside { return false }
        }
        return true
    }

    private mutating func resolve(_ name: CIMName) throws(MOFError) -> CIMClass {
        if let done = resolved[name] { return done }
        guard let declaration = declarations[name] else { preconditionFailure("only declared classes are resolved") }
        let superclass = try superclass(of: declaration)
        try checkMembers(of: declaration)
        let result = CIMClass(
            name: declaration.syntax.name, namespace: namespace,
            superclasses: superclass.map { [$0.name] + $0.superclasses } ?? [],
            qualifiers: try qualifiers(
                declaration.syntax.qualifiers, inherited: superclass?.qualifiers, source: declaration.source),
            properties: try properties(of: declaration, inherited: superclass),
            methods: try methods(of: declaration, inherited: superclass))
        resolved[name] = result
        return result
    }

    private mutating func superclass(of declaration: Declaration) throws(MOFError) -> CIMClass? {
        let syntax = declaration.syntax
        guard let name = syntax.superclass else { return nil }
        guard isDeclared(name) else {
            throw declaration.source.error(
                at: syntax.offset,
                "the superclass \(name) of \(syntax.name) is not declared in \(namespace) for build \(build.number)")
        }
        guard !path.contains(syntax.name) else {
            let cycle = (path + [syntax.name]).map(\.spelling).joined(separator: " : ")
            throw declaration.source.error(at: syntax.offset, "these classes are superclasses of themselves: \(cycle)")
        }
        path.append(syntax.name)
        defer { path.removeLast() }
        return try resolve(name)
    }

    private func checkMembers(of declaration: Declaration) throws(MOFError) {
        var names: Set<CIMName> = []
        let members =
            declaration.syntax.properties.map { ($0.name, $0.offset) }
            + declaration.syntax.methods.map { ($0.name, $0.offset) }
        for (name, offset) in members where !names.insert(name).inserted {
            throw declaration.source.error(at: offset, "\(declaration.syntax.name) declares \(name) twice")
        }
        for method in declaration.syntax.methods {
            var parameters: Set<CIMName> = ["ReturnValue"]
            for parameter in method.parameters where !parameters.insert(parameter.name).inserted {
                throw declaration.source.error(
                    at: parameter.offset,
                    "the method \(method.name) has the parameter \(parameter.name) twice, or it is called ReturnValue")
            }
        }
    }
}
