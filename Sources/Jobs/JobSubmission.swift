/// A request to start a job from a template.
public struct JobSubmission: Sendable, Hashable {
    /// The template's name, compared without regard to case.
    public var template: String
    /// The authenticated user.
    public var owner: String
    /// Values of the template's parameters; a name the template does not declare is refused.
    public var arguments: [String: [String]]
    /// The job's InstanceID where the caller decides it (MSPS: the machine's identifier); else a new GUID. An ended job
    /// of that name gives way to the new one; one that has not ended makes the submission `busy`.
    public var instanceID: String?
    /// The path of the inventory element the job works on, as text; the template's effects apply to it.
    public var target: String?
    /// The path of the object whose method starts the job, as text.
    public var origin: String?
    /// What takes the place of the template's values.
    public var settings: [JobSetting]
    /// What the job is called in place of its class; at most 1024 bytes, as each of the words below.
    public var name: String?
    /// In place of the template's words.
    public var caption: String?
    public var description: String?
    public var elementName: String?
    /// Whether the job is New while it waits for a place: for who does not take New for an end, as those do who poll what a
    /// method has started.
    public var staysNew = false

    public init(
        template: String, owner: String, arguments: [String: [String]] = [:], instanceID: String? = nil,
        target: String? = nil, origin: String? = nil, settings: [JobSetting] = []
    ) {
        self.template = template
        self.owner = owner
        self.arguments = arguments
        self.instanceID = instanceID
        self.target = target
        self.origin = origin
        self.settings = settings
    }
}
