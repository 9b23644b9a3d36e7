public import CIM

/// What the endpoint is told at start.
public struct EndpointConfiguration: Sendable {
    /// The build of Windows whose classes are served and whose version Identify tells.
    public var windowsBuild: WindowsBuild
    /// This host's name: in paths, in `__SERVER`, in WSManFault's Machine.
    public var hostName: String
    public var limits: EndpointLimits
    /// The methods that start jobs.
    public var bindings: [MethodBinding]
    /// The namespace that a DMTF resource URI without `__cimnamespace` means.
    public var defaultNamespace = "root/virtualization/v2"
    /// Whether faults that are the sender's go out with HTTP status 400 (DSP0226 RC.2-9). Windows sends 500 with every
    /// fault, and some clients read a reason from no other.
    public var strictStatus = false
    /// Who may do what.
    public var authorization = Authorization.unrestricted
    /// How clients sign in, which Identify and the resource `config` tell them.
    public var signIn = SignIn()
    /// Whether passwords of event sinks may go over http to other hosts.
    public var sendsPasswordsInClear = false
    /// The elements methods are called on; nil for the built-in inventory.
    public var inventory: [InventoryText]?

    public init(
        windowsBuild: WindowsBuild, hostName: String, limits: EndpointLimits = EndpointLimits(),
        bindings: [MethodBinding] = [],
        inventory: [InventoryText]? = nil
    ) {
        self.windowsBuild = windowsBuild
        self.hostName = hostName
        self.limits = limits
        self.bindings = bindings
        self.inventory = inventory
    }
}

/// What one client, and all clients together, may ask for. The defaults are those of Windows Server 2012 and later.
public struct EndpointLimits: Sendable, Hashable {
    /// The largest message in or out, in octets (MaxEnvelopeSizekb × 1024).
    public var envelopeBytes = 500 * 1024
    /// The largest body of an Identify that nobody signed, in octets.
    public var anonymousBytes = 8192
    /// The most items that one Pull hands out (MaxBatchItems).
    public var batchItems = 32000
    /// The longest an operation may take, and what it may take when the client does not say (MaxTimeoutms).
    public var operationTimeout: Duration = .seconds(60)
    /// Operations of one user that are worked on, or wait for events, at the same time.
    public var operationsPerUser = 1500
    /// Open enumerations in all.
    public var enumerations = 10_000
    /// Open enumerations of one user (MaxConcurrentOperationsPerUser).
    public var enumerationsPerUser = 1500
    /// How long an enumeration waits for its next Pull (EnumerationTimeoutms).
    public var enumerationIdle: Duration = .seconds(240)
    /// The longest Expires that a client gets.
    public var enumerationLifetime: Duration = .seconds(3600)
    /// Subscriptions in all, and of one user.
    public var subscriptions = 2000
    public var subscriptionsPerUser = 1000
    /// The longest Expires that a subscriber gets, and what it gets when it does not say.
    public var subscriptionLifetime: Duration = .seconds(86_400)
    public var subscriptionDefaultLifetime: Duration = .seconds(3600)
    /// What the HTTP server accepts; told to clients only.
    public var connections = 2048

    public init() {}
}
