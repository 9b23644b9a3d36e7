/// The classes of one namespace, in the form one build of Windows has them.
public final class CIMNamespace: Sendable {
    /// The canonical spelling, with slashes: `root/virtualization/v2`.
    public let name: String
    /// In alphabetical order without regard to case.
    public let classes: [CIMClass]

    private let byName: [CIMName: CIMClass]
    private let derived: [CIMName: [CIMClass]]

    init(name: String, classes: [CIMClass]) {
        let classes = classes.sorted { $0.name < $1.name }
        self.name = name
        self.classes = classes
        byName = Dictionary(classes.map { ($0.name, $0) }) { first, _ in first }
        var derived: [CIMName: [CIMClass]] = [:]
        for cimClass in classes {
            for ancestor in cimClass.superclasses {
                derived[ancestor, default: []].append(cimClass)
            }
        }
        self.derived = derived
    }

    /// Reads the classes from MOF, leaving out what the build of Windows lacks.
    ///
    /// Throws at the first declaration that cannot be, with file, line and reason.
    public convenience init(
        name: String, mof sources: [MOFSource], windowsBuild: WindowsBuild = .server2022
    ) throws(MOFError) {
        self.init(name: name, classes: try MOFCompiler(namespace: name, sources: sources, build: windowsBuild).classes)
    }

    /// The class of that name; nil when the namespace has none for this Windows build.
    public func cimClass(_ name: CIMName) -> CIMClass? {
        byName[name]
    }

    /// Every class derived from the named one, directly or not, in alphabetical order; none when there is no such class.
    public func subclasses(of name: CIMName, includingSelf: Bool) -> [CIMClass] {
        let below = derived[name] ?? []
        guard includingSelf, let own = byName[name] else { return below }
        return [own] + below
    }
}
