internal import CIM
internal import HTTPMessage
internal import Jobs
internal import Platform
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// Jobs as WS-Transfer changes, makes and removes them.
extension JobProvider {
    func writableProperties(of cimClass: CIMClass) -> [CIMName] {
        cimClass.properties.map(\.name).filter { JobProperty($0)?.isWritable ?? false }
    }

    func update(_ instance: CIMInstance, _ values: [CIMName: CIMValue?]) throws(Fault) -> CIMInstance {
        let settings = try settings(values, instead: instance)
        guard let key = JobKey(instance) else { throw .notTransferable(Action.put, instance.cimClass) }
        let job = try representationFault { () throws(JobError) in try engine.update(key, settings) }
        return self.instance(of: job) ?? instance
    }

    func delete(_ instance: CIMInstance) throws(Fault) {
        guard let key = JobKey(instance) else { throw .notTransferable(Action.delete, instance.cimClass) }
        try fault { () throws(JobError) in try engine.remove(key) }
    }

    func create(_ creation: Creation) throws(Fault) -> CIMInstance {
        let template = try template(of: creation)
        let (arguments, representation) = template.arguments(in: creation.representation)
        let given = try creation.reader.properties(of: creation.cimClass, from: representation)
        // What is read-only is passed over (DSP0226 R7.6-7), but for the words that tell one job from another.
        let blank = CIMInstance(creation.cimClass)
        let values = given.filter { name, value in
            value != nil && value != blank[name] && JobProperty(name)?.isWritable == true
        }
        var submission = JobSubmission(
            template: template.name, owner: creation.principal.name, arguments: arguments,
            settings: try settings(values, instead: blank))
        submission.staysNew = true
        submission.name = given.text("Name")
        submission.caption = given.text("Caption")
        submission.description = given.text("Description")
        submission.elementName = given.text("ElementName")
        if let instanceID = given.text("InstanceID") {
            try checkIsNew(instanceID, in: template.namespace)
            submission.instanceID = instanceID
        }
        let job = try representationFault { () throws(JobError) in try engine.submit(submission) }
        guard let instance = instance(of: job) else { throw .notTransferable(Action.create, creation.cimClass) }
        return instance
    }

    /// The template that a Create names: one whose jobs are of the class that the Create is addressed to.
    private func template(of creation: Creation) throws(Fault) -> JobTemplate {
        let suitable = engine.templates.filter { template in
            CIMName(template.namespace) == CIMName(creation.namespace.name)
                && CIMName(template.className) == creation.cimClass.name
        }
        let known =
            suitable.isEmpty
            ? "There is none for \(creation.cimClass.name) here."
            : "Those for \(creation.cimClass.name) are \(suitable.map(\.name).joined(separator: ", "))."
        guard let name = creation.template else {
            throw Fault(
                .invalidOptions(.invalidValue),
                "Create makes a job of a job template; name one in the Option Template. \(known)")
        }
        guard let template = suitable.first(where: { CIMName($0.name) == CIMName(name) }) else {
            throw Fault(
                .invalidOptions(.invalidValue),
                "The Option Template says \(name.prefix(200)), which is no job template for this class. \(known)")
        }
        return template
    }

    /// A Create never takes the place of a job, not even of one that has ended (DSP0226 R7.6-4).
    private func checkIsNew(_ instanceID: String, in namespace: String) throws(Fault) {
        let key = JobKey(namespace: namespace, instanceID: instanceID)
        guard try fault({ () throws(JobError) in try engine.job(key) }) == nil else {
            throw Fault(
                .alreadyExists,
                "There is a job with the InstanceID \(instanceID.prefix(200)). Leave InstanceID out to be given a new one."
            )
        }
    }

    /// What values of properties mean to the engine. A schedule that stays as it is needs no setting.
    private func settings(_ values: [CIMName: CIMValue?], instead of: CIMInstance) throws(Fault) -> [JobSetting] {
        var settings: [JobSetting] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let property = JobProperty(name), !(property.isOfSchedule && value.isSame(as: of[name])) else {
                continue
            }
            settings.append(try property.setting(value, at: time.now))
        }
        return settings
    }
}

/// Runs a call into the engine that a representation's values go into: what is wrong with them is wrong with it.
private func representationFault<Result>(_ body: () throws(JobError) -> Result) throws(Fault) -> Result {
    do {
        return try body()
    } catch .invalidArgument(let reason) {
        throw Fault(.invalidRepresentation(.invalidValues), reason)
    } catch {
        throw Fault(error)
    }
}

extension [CIMName: CIMValue?] {
    fileprivate func text(_ name: CIMName) -> String? {
        guard case .string(let text)? = self[name] ?? nil else { return nil }
        return text
    }
}

extension CIMValue? {
    /// Whether two values mean the same; a datetime may be written in several ways.
    fileprivate func isSame(as other: CIMValue?) -> Bool {
        guard case .datetime(let left)? = self, case .datetime(let right)? = other,
            let leftTime = left.microseconds, let rightTime = right.microseconds
        else { return self == other }
        return left.isInterval == right.isInterval && leftTime == rightTime
    }
}

extension JobTemplate {
    /// The arguments among an element's children, those named as the template's parameters, and the element without them.
    fileprivate func arguments(in element: XMLElement) -> (arguments: [String: [String]], rest: XMLElement) {
        var arguments: [String: [String]] = [:]
        var rest = element
        rest.children = element.children.filter { node in
            guard case .element(let child) = node,
                let parameter = parameters.first(where: { CIMName($0.name) == CIMName(child.name.localName) })
            else { return true }
            if !child.isNil { arguments[parameter.name, default: []].append(child.text) }
            return false
        }
        return (arguments, rest)
    }
}
