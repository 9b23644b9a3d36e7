internal import CIM
internal import Endpoint
internal import Jobs
internal import Usage

/// Holds the names of classes and methods in a configuration against the classes there are.
///
/// Of the newest Windows build: whether the one that is served has them is decided later than the file is read, and a
/// configuration may be for several.
struct ClassNames {
    private let schema = CIMSchema(windowsBuild: WindowsBuild.known.max() ?? .server2022)

    /// Reports a template whose jobs could not be shown.
    func check(_ template: JobTemplate, in section: ConfigurationSection) {
        guard let jobClass = cimClass(template.className, of: template.namespace, in: section) else { return }
        if !jobClass.isA("CIM_ConcreteJob") {
            let names = jobClasses(of: template.namespace).joined(separator: ", ")
            section.complain("className", "'\(jobClass.name)' is not a class of jobs. Job classes here: \(names)")
        } else if jobClass.isAbstract {
            section.complain("className", "'\(jobClass.name)' is abstract: name the class that its jobs have")
        }
    }

    /// Reports a binding that no call could ever reach.
    func check(_ binding: MethodBinding, in section: ConfigurationSection) {
        guard let cimClass = cimClass(binding.className, of: binding.namespace, in: section), !binding.method.isEmpty
        else { return }
        guard let method = cimClass.method(CIMName(binding.method)) else {
            let methods = cimClass.methods.map(\.name.spelling)
            let meant = suggestion(for: binding.method, in: methods)
            return section.complain("method", "'\(binding.method)' is not a method of \(cimClass.name).\(meant)")
        }
        if let parameter = binding.instanceIDParameter,
            !method.parameters.contains(where: { $0.isIn && $0.name == CIMName(parameter) })
        {
            let names = method.parameters.filter(\.isIn).map(\.name.spelling).joined(separator: ", ")
            section.complain(
                "instanceIDParameter", "'\(parameter)' is not a parameter that \(method.name) takes. It takes: \(names)"
            )
        }
    }

    /// Reports a rule for a namespace, class or method that there is none of.
    func check(_ rule: Authorization.Rule, in section: ConfigurationSection) {
        let namespaces = schema.namespaces.filter { rule.namespace?.matches($0) ?? true }
        guard !namespaces.isEmpty else {
            return section.complain(
                "namespace",
                "there is no such namespace, and the rule would never fit. Namespaces: \(schema.namespaces.joined(separator: ", "))"
            )
        }
        let classes = namespaces.compactMap { schema.namespace($0) }.flatMap(\.classes).filter { cimClass in
            rule.className?.matches(cimClass.name.spelling) ?? true
        }
        guard !classes.isEmpty else {
            return section.complain("className", "there is no such class, and the rule would never fit")
        }
        guard let method = rule.method else { return }
        if !classes.contains(where: { $0.methods.contains { method.matches($0.name.spelling) } }) {
            section.complain("method", "none of the classes has such a method, and the rule would never fit")
        }
    }

    private func cimClass(_ name: String, of namespace: String, in section: ConfigurationSection) -> CIMClass? {
        guard !name.isEmpty, !namespace.isEmpty else { return nil }
        guard let known = schema.namespace(namespace) else {
            let names = schema.namespaces
            let meant = suggestion(for: namespace, in: names)
            section.complain(
                "namespace", "'\(namespace)' is not a namespace.\(meant) Namespaces: \(names.joined(separator: ", "))")
            return nil
        }
        if let cimClass = known.cimClass(CIMName(name)) { return cimClass }
        let meant = suggestion(for: name, in: known.classes.map(\.name.spelling))
        section.complain("className", "'\(name)' is not a class of \(known.name).\(meant)")
        return nil
    }

    private func jobClasses(of namespace: String) -> [String] {
        let jobs = schema.namespace(namespace)?.subclasses(of: "CIM_ConcreteJob", includingSelf: true) ?? []
        return jobs.filter { !$0.isAbstract }.map(\.name.spelling)
    }
}
