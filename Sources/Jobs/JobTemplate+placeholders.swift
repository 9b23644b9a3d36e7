internal import Platform

/// What a template's placeholders stand for in one job.
struct PlaceholderValues {
    /// By the folded name.
    private var values: [String: [String]] = [:]

    /// Names that every job has, beside the template's parameters.
    static let ofEveryJob = ["InstanceID", "Owner", "Template", "Namespace", "Class", "Target"]

    init(_ job: Job) {
        values = [
            "instanceid": [job.key.instanceID], "owner": [job.owner], "template": [job.template],
            "namespace": [job.key.namespace], "class": [job.className], "target": job.target.map { [$0] } ?? [],
        ]
        for (name, value) in job.arguments { values[name.foldedASCII] = value }
    }

    /// Names that a job has beside when its end is told.
    static let ofEndedJob = ["Notify", "JobState", "ErrorCode", "ErrorDescription"]

    init(ended job: Job) {
        self.init(job)
        values["notify"] = job.notify.map { [$0] } ?? []
        values["jobstate"] = ["\(job.state)"]
        values["errorcode"] = ["\(job.error?.code ?? 0)"]
        values["errordescription"] = job.error.map { [$0.description] } ?? []
    }

    subscript(name: String) -> [String] { values[name.foldedASCII] ?? [] }

    func fill(_ text: String) -> String { PlaceholderText(text).filled { self[$0] } }
    func elements(_ texts: [String]) -> [String] { texts.flatMap { PlaceholderText($0).elements { self[$0] } } }
}

extension JobTemplate {
    /// What its `properties` are in a job.
    func properties(of job: Job) -> [String: [String]] {
        let values = PlaceholderValues(job)
        return properties.mapValues { values.elements($0) }
    }

    /// The submission's arguments in the template's spelling, defaults put in.
    ///
    /// - Throws: `JobError.invalidArgument` for an unknown or missing name, or a value no program can be given;
    ///   `JobError.limit` when there is too much of it.
    func arguments(_ submission: JobSubmission, limits: JobLimits) throws(JobError) -> [String: [String]] {
        guard submission.arguments.count <= limits.argumentCount else {
            throw .limit(
                .argumentCount,
                "There are \(submission.arguments.count) arguments; \(limits.argumentCount) are allowed.")
        }
        var bytes = 0
        var arguments: [String: [String]] = [:]
        for (given, values) in submission.arguments {
            guard let parameter = parameters.first(where: { $0.name.isEqualIgnoringCase(to: given) }) else {
                let known = parameters.isEmpty ? "none" : parameters.map(\.name).joined(separator: ", ")
                throw .invalidArgument("The template \(name) has no parameter \"\(given)\"; it has: \(known).")
            }
            guard arguments[parameter.name] == nil else {
                throw .invalidArgument("The parameter \(parameter.name) is given twice.")
            }
            guard !values.contains(where: { $0.utf8.contains(0) }) else {
                throw .invalidArgument(
                    "The value of \(parameter.name) contains a NUL character, which no program can be given.")
            }
            bytes += given.utf8.count + values.reduce(0) { $0 + $1.utf8.count + 1 }
            arguments[parameter.name] = values
        }
        guard bytes <= limits.argumentBytes else {
            throw .limit(.argumentBytes, "The arguments take \(bytes) bytes; \(limits.argumentBytes) are allowed.")
        }
        for parameter in parameters where arguments[parameter.name] == nil {
            if parameter.isRequired {
                throw .invalidArgument("The template \(name) needs the parameter \(parameter.name).")
            }
            if !parameter.defaultValues.isEmpty { arguments[parameter.name] = parameter.defaultValues }
        }
        return arguments
    }
}

extension JobParameter {
    /// The environment variable its value arrives in: `WINCH_PARAM_` and the name in capitals, with `_` for every
    /// character that is neither letter nor digit.
    public var environmentName: String {
        "WINCH_PARAM_"
            + String(
                decoding: name.utf8.map { byte -> UInt8 in
                    switch byte {
                    case 97...122: byte - 32
                    case 48...57, 65...90: byte
                    default: UInt8(ascii: "_")
                    }
                }, as: UTF8.self)
    }
}
