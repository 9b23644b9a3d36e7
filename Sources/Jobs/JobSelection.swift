/// Which jobs a listing is about. Every part narrows it; nil does not.
public struct JobSelection: Sendable, Hashable {
    public var namespace: String
    /// Names of the job classes, compared without regard to case; nil is every class of the namespace.
    public var classNames: Set<String>?
    public var state: JobState?
    public var instanceID: String?
    /// The element the jobs have to do with.
    public var element: JobElement?

    public init(
        namespace: String, classNames: Set<String>? = nil, state: JobState? = nil, instanceID: String? = nil
    ) {
        self.namespace = namespace
        self.classNames = classNames
        self.state = state
        self.instanceID = instanceID
    }
}

/// An element by its path, compared without regard to ASCII case, and what a job has to do with it.
public enum JobElement: Sendable, Hashable {
    /// The job works on it.
    case target(String)
    /// The job was started by a method of it.
    case origin(String)
}
