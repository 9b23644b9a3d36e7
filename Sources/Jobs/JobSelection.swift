/// Which jobs a listing is about. Every part narrows it; nil does not.
public struct JobSelection: Sendable, Hashable {
    public var namespace: String
    /// Names of the job classes, compared without regard to case; nil is every class of the namespace.
    public var classNames: Set<String>?
    public var state: JobState?
    public var instanceID: String?

    public init(
        namespace: String, classNames: Set<String>? = nil, state: JobState? = nil, instanceID: String? = nil
    ) {
        self.namespace = namespace
        self.classNames = classNames
        self.state = state
        self.instanceID = instanceID
    }
}
